"""The learner's pages, one story a file."""

from flask import Blueprint

from caire.learning.views import (
    activities,
    dashboard,
    exam,
    knowledge,
    productions,
    questions,
    reminders,
    review,
    screens,
    tests,
)
from caire.learning.views.corrections import add_globals
from caire.learning.views.reminders import stop_bp
from caire.learning.views.sentences import register

__all__ = ["bp", "stop_bp"]

bp = Blueprint("learning", __name__, template_folder="../templates", url_prefix="/learn")

for _story in (
    dashboard,
    knowledge,
    review,
    reminders,
    screens,
    productions,
    questions,
    tests,
    activities,
    exam,
):
    _story.add_routes(bp)

add_globals(bp)
register()
