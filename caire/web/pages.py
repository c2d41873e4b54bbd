"""The public pages: what CAIRE is, what each level teaches, what the law has us say."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from caire.catalogue.queries import current_course, current_courses
from caire.errors import NotFound
from caire.web.database import current_db
from caire.web.platform import current_config

bp = Blueprint("pages", __name__)


@bp.get("/")
def home() -> str:
    courses = [course for _, course in current_courses(current_db())]
    return render_template("pages/home.html", courses=courses)


@bp.get("/levels/")
def levels() -> Response:
    """The list of the levels stands on the home page."""
    return redirect(url_for("pages.home", _anchor="niveaux"))


@bp.get("/levels/<key>")
def level(key: str) -> str:
    try:
        _, course = current_course(current_db(), key)
    except NotFound:
        abort(404)
    return render_template("pages/level.html", course=course)


@bp.get("/accessibilite")
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@bp.get("/mentions-legales")
def legal() -> str:
    return render_template("pages/legal.html")


@bp.get("/confidentialite")
def privacy() -> str:
    return render_template("pages/privacy.html")


@bp.get("/ecoconception")
def eco_design() -> str:
    return render_template("pages/eco_design.html")


@bp.get("/style-guide")
def style_guide() -> str:
    """Every piece of the interface on one page, for who works on it."""
    if current_config().environment == "production":
        abort(404)
    return render_template("pages/style_guide.html")
