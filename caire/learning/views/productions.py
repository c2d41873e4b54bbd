"""Productions: write in one's own words, keep it, find it again, erase it."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.catalogue.course import Screen
from caire.clock import utcnow
from caire.learning.errors import WritingTooLong
from caire.learning.progress.calibrating import calibration
from caire.learning.queries import LearningPath, saved_writing
from caire.learning.services.writing import (
    erase_writing,
    keep_writing,
    production_of,
    waits_for_exam,
)
from caire.learning.views.path import after_screen, current_path, frame
from caire.web.database import current_db, transaction
from caire.web.guards import signed_in
from caire.web.language import localised
from caire.web.platform import current_config


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/<course_key>/<screen_id>/write", view_func=write, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/erase", view_func=erase, methods=["POST"])


def show_production(path: LearningPath, shown: Screen) -> str:
    kept = saved_writing(current_db(), enrolment_id=path.enrolment.id, screen_id=shown.id)
    return _page(path, shown, kept, kept=bool(kept))


def _page(
    path: LearningPath,
    shown: Screen,
    texts: Mapping[str, str],
    *,
    kept: bool,
    refused: WritingTooLong | None = None,
) -> str:
    return render_template(
        "learning/production.html",
        html=localised(shown.html),
        texts=texts,
        kept=kept,
        refused=refused,
        waiting=waits_for_exam(path, shown),
        calibration=calibration(path.state) if shown.about == "exam" else (),
        **frame(path, shown),
    )


@signed_in
def write(course_key: str, screen_id: str) -> Response | tuple[str, int]:
    path = current_path(course_key)
    shown = production_of(path, screen_id)
    try:
        with transaction() as db:
            keep_writing(
                db,
                path=path,
                screen_id=screen_id,
                texts=request.form.to_dict(),
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except WritingTooLong as refused:
        kept = saved_writing(current_db(), enrolment_id=path.enrolment.id, screen_id=screen_id)
        page = _page(path, shown, request.form.to_dict(), kept=bool(kept), refused=refused)
        return page, 422
    return redirect(after_screen(path, screen_id), code=303)


@signed_in
def erase(course_key: str, screen_id: str) -> Response:
    path = current_path(course_key)
    production_of(path, screen_id)
    with transaction() as db:
        erase_writing(db, path=path, screen_id=screen_id)
    flash(_("Votre texte est effacé. L’écran reste terminé."), "success")
    return redirect(
        url_for("learning.screen", course_key=course_key, screen_id=screen_id), code=303
    )
