"""Pages about units, one story a file; files of packages have a blueprint of their own."""

from flask import Blueprint

from caire.cmi5.presentation import marked, said
from caire.cmi5.sentences import register
from caire.cmi5.views import courses, learner
from caire.cmi5.views.content import bp as content_bp

bp = Blueprint("cmi5", __name__, template_folder="../templates")

for _story in (courses, learner):
    _story.add_routes(bp)

bp.add_app_template_filter(said, "said")
bp.add_app_template_filter(marked, "marked")
register()

__all__ = ["bp", "content_bp"]
