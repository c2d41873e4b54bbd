"""The learner's pages, one story a file."""

from flask import Blueprint

from caire.learning.views import (
    activities,
    dashboard,
    exam,
    knowledge,
    productions,
    questions,
    screens,
    tests,
)
from caire.learning.views.corrections import add_globals
from caire.learning.views.sentences import register

bp = Blueprint("learning", __name__, template_folder="../templates", url_prefix="/learn")

for _story in (dashboard, knowledge, screens, productions, questions, tests, activities, exam):
    _story.add_routes(bp)

add_globals(bp)
register()
