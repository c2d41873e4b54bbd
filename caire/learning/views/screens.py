"""One screen of a course: a lesson to read, a profile to choose; others have their own file."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.catalogue.course import Screen
from caire.clock import utcnow
from caire.learning.queries import LearningPath
from caire.learning.services.reading import PROFILES, choose_sector, mark_read
from caire.learning.views.activities import show_activity
from caire.learning.views.path import after_screen, current_path, frame
from caire.learning.views.productions import show_production
from caire.learning.views.questions import show_questions
from caire.learning.views.tests import show_test
from caire.web.database import transaction
from caire.web.guards import signed_in
from caire.web.language import localised
from caire.web.platform import current_config


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/<course_key>/<screen_id>", view_func=screen)
    bp.add_url_rule("/<course_key>/<screen_id>/read", view_func=read, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/profile", view_func=profile, methods=["POST"])


@signed_in
def screen(course_key: str, screen_id: str) -> str | Response:
    path = current_path(course_key)
    shown = path.course.screen(screen_id)
    if shown is None:
        abort(404)
    if path.enrolment.support_seen_at is None:
        return redirect(url_for("learning.join", course_key=course_key), code=303)
    pages: dict[str, Callable[[LearningPath, Screen], str | Response]] = {
        "lesson": show_lesson,
        "production": show_production,
        "exam": show_exam,
        "profile": show_profile,
        "questions": show_questions,
        "test": show_test,
        "activity": show_activity,
        "cmi5": show_units,
    }
    return pages[shown.type](path, shown)


def show_exam(path: LearningPath, shown: Screen) -> Response:
    """The final assessment has its own pages; this screen is its place in the sequence."""
    return redirect(url_for("learning.exam", course_key=path.course.key), code=303)


def show_units(path: LearningPath, shown: Screen) -> Response:
    """Units of other makers are opened from the pages of the slice that launches them."""
    address = url_for("cmi5.units", course_key=path.course.key, screen_id=shown.id)
    return redirect(address, code=303)


def show_lesson(path: LearningPath, shown: Screen) -> str:
    html = localised(shown.html)
    sector = path.enrolment.sector_profile
    if sector:
        # The examples stand closed; the learner's own sector is opened for her.
        html = html.replace(f'data-sector="{sector}"', f'data-sector="{sector}" open', 1)
    again = request.args.get("again") == "1"
    return render_template("learning/lesson.html", html=html, again=again, **frame(path, shown))


def show_profile(path: LearningPath, shown: Screen) -> str:
    return render_template("learning/profile.html", profiles=PROFILES, **frame(path, shown))


@signed_in
def read(course_key: str, screen_id: str) -> Response:
    """The learner says that she read the lesson: it is traced, and she goes on."""
    path = current_path(course_key)
    again = request.form.get("again") == "1"
    with transaction() as db:
        mark_read(
            db,
            path=path,
            screen_id=screen_id,
            again=again,
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    if again:
        return redirect(url_for("learning.exam_plan", course_key=course_key), code=303)
    return redirect(after_screen(path, screen_id), code=303)


@signed_in
def profile(course_key: str, screen_id: str) -> Response:
    path = current_path(course_key)
    with transaction() as db:
        choose_sector(
            db,
            path=path,
            screen_id=screen_id,
            profile=request.form.get("profile", ""),
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    return redirect(after_screen(path, screen_id), code=303)
