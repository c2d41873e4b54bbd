"""The learner's page: units with their states, and the door to each."""

from collections.abc import Mapping
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from caire.catalogue.course import Screen
from caire.clock import utcnow
from caire.cmi5.addresses import origin_of
from caire.cmi5.queries import structure_for, unit_rows
from caire.cmi5.services.following import unit_name_of
from caire.cmi5.services.launching import Place, launch
from caire.cmi5.starting import Doubt, doubts
from caire.cmi5.structure import CourseStructure
from caire.cmi5.views.content import content_root
from caire.learning.queries import LearningPath
from caire.learning.support import support_contacts
from caire.learning.views.path import current_path, frame
from caire.lrs.vocabulary import package_name
from caire.web.database import current_db, transaction
from caire.web.guards import current_account, signed_in
from caire.web.platform import current_config
from caire.web.security import POLICY


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/learn/<course_key>/<screen_id>/units", view_func=units)
    bp.add_url_rule(
        "/learn/<course_key>/<screen_id>/units/<unit_name>", view_func=open_unit, methods=["POST"]
    )
    bp.add_url_rule("/learn/<course_key>/<screen_id>/units/<unit_name>", view_func=in_doubt)


@signed_in
def units(course_key: str, screen_id: str) -> Response | BaseResponse:
    path, shown, package = _screen(course_key, screen_id)
    if path.enrolment.support_seen_at is None:
        return redirect(url_for("learning.join", course_key=course_key), code=303)
    name = package_name(package)
    structure = structure_for(current_db(), enrolment_id=path.enrolment.id, name=name)
    rows = (
        unit_rows(current_db(), structure, enrolment_id=path.enrolment.id, name=name)
        if structure
        else []
    )
    page = render_template(
        "cmi5/units.html",
        structure=structure,
        rows=rows,
        doubts=_doubts(path, name),
        **frame(path, shown),
    )
    response = make_response(page)
    if structure:
        response.headers["Content-Security-Policy"] = _letting_out(structure)
    return response


@signed_in
def open_unit(course_key: str, screen_id: str, unit_name: str) -> BaseResponse:
    """Launch the unit in this window (8.1 allows it for every launchMethod).

    One that may stay empty is explained first, and opened beside that page when she wants it.
    """
    path, _shown, package = _screen(course_key, screen_id)
    if unit_name in _doubts(path, package_name(package)) and "anyway" not in request.form:
        there = url_for(
            "cmi5.in_doubt", course_key=course_key, screen_id=screen_id, unit_name=unit_name
        )
        return redirect(there, code=303)
    config = current_config()
    back = url_for("cmi5.units", course_key=course_key, screen_id=screen_id)
    with transaction() as db:
        begun = launch(
            db,
            enrolment=path.enrolment,
            course_id=package,
            unit_name=unit_name,
            locale=current_account().locale,
            return_url=config.site.url.rstrip("/") + back,
            place=Place(
                xapi_root=config.xapi_root,
                site_url=config.site.url.rstrip("/"),
                content_root=content_root(),
                secret_key=config.site.secret_key,
                session_length=timedelta(hours=config.cmi5.session_hours),
            ),
            now=utcnow(),
        )
    return redirect(begun.url, code=303)


@signed_in
def in_doubt(course_key: str, screen_id: str, unit_name: str) -> Response | BaseResponse:
    """What is wrong with a unit that may stay empty, who sees it, and what she can do."""
    path, shown, package = _screen(course_key, screen_id)
    name = package_name(package)
    doubt = _doubts(path, name).get(unit_name)
    structure = structure_for(current_db(), enrolment_id=path.enrolment.id, name=name)
    if doubt is None or structure is None:
        back = url_for("cmi5.units", course_key=course_key, screen_id=screen_id)
        return redirect(back, code=303)
    units = {unit_name_of(structure, unit): unit for unit in structure.units()}
    page = render_template(
        "cmi5/in_doubt.html",
        unit=units[unit_name],
        unit_name=unit_name,
        doubt=doubt,
        contacts=support_contacts(
            current_db(),
            organisation_id=path.enrolment.organisation_id,
            config=current_config(),
        ),
        **frame(path, shown),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _letting_out(structure)
    return response


def _doubts(path: LearningPath, name: str) -> Mapping[str, Doubt]:
    if current_config().cmi5.content_url:
        return {}
    return doubts(current_db(), enrolment_id=path.enrolment.id, name=name, now=utcnow())


def _screen(course_key: str, screen_id: str) -> tuple[LearningPath, Screen, str]:
    path = current_path(course_key)
    shown = path.course.screen(screen_id)
    if shown is None or shown.package is None:
        abort(404)
    return path, shown, shown.package


def _letting_out(structure: CourseStructure) -> str:
    """Our policy, which also lets the launch's form be answered by a redirection to a unit."""
    origins = {
        origin_of(content_root() if unit.is_packaged else unit.url) for unit in structure.units()
    }
    return POLICY.replace("form-action 'self'", "form-action 'self' " + " ".join(sorted(origins)))
