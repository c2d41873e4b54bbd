"""The manager's pages: who has begun, finished, booked, earned."""

import csv
import io

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from caire.catalogue.queries import current_courses
from caire.clock import PARIS, utcnow
from caire.organisations.policies import can_change, can_read, scope
from caire.organisations.queries import OrganisationRow, organisation_by_slug, organisations_in
from caire.reporting import queries
from caire.web.database import current_db
from caire.web.guards import current_account, manager_required
from caire.web.language import localised

bp = Blueprint("reporting", __name__, template_folder="templates", url_prefix="/organisation")

PAGE_SIZE = 50
#: Spreadsheets run what begins with these signs as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/")
@manager_required
def organisations() -> str | BaseResponse:
    """One's own organisation, or the choice among several."""
    account = current_account()
    ids: frozenset[int] | None = None
    if not (account.is_admin or account.is_auditor):
        ids = scope(account, "manager")
    rows = organisations_in(current_db(), ids)
    if len(rows) == 1:
        return redirect(url_for("reporting.organisation", slug=rows[0].slug), code=303)
    return render_template("reporting/organisations.html", organisations=rows)


@bp.get("/<slug>/")
@manager_required
def organisation(slug: str) -> str:
    db, now = current_db(), utcnow()
    organisation = readable_organisation(slug)
    asked = {name: request.args.get(name, "").strip() for name in ("q", "course", "stage")}
    page = max(1, request.args.get("page", 1, type=int))
    found = queries.learners(
        db,
        organisation_id=organisation.id,
        now=now,
        text=asked["q"],
        course_key=asked["course"],
        stage=asked["stage"],
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    courses = {course.key: course for _version, course in current_courses(db)}
    return render_template(
        "reporting/organisation.html",
        organisation=organisation,
        counts=queries.counts(db, organisation_id=organisation.id, now=now),
        found=found,
        courses=courses,
        asked=asked,
        page=page,
        pages=max(1, -(-found.total // PAGE_SIZE)),
        stage_names=stage_names(),
        course_choices=[("", _("Tous les parcours"))]
        + [(course.key, localised(course.title)) for course in courses.values()],
        can_enrol=can_change(current_account(), organisation.id),
    )


@bp.get("/<slug>/people.csv")
@manager_required
def people_csv(slug: str) -> Response:
    """The whole list, as French spreadsheets open it: UTF-8 with its mark, semicolons."""
    organisation, db = readable_organisation(slug), current_db()
    found = queries.learners(db, organisation_id=organisation.id, now=utcnow(), limit=None)
    titles = {course.key: localised(course.title) for _version, course in current_courses(db)}
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(
        [
            _("Nom de famille"), _("Prénom"), _("Adresse e-mail"), _("Groupe"), _("Parcours"),
            _("Où en est-on"), _("Inscription"), _("Début"), _("Partie à distance terminée"),
            _("Évaluation réussie"), _("Séance réservée"), _("Séance suivie"), _("Certificat"),
        ]
    )  # fmt: skip
    names = stage_names()
    for row in found.rows:
        moments = (
            row.enrolled_at, row.started_at, row.sequences_done_at, row.exam_passed_at,
            row.seat_at, row.attended_at, row.certified_at,
        )  # fmt: skip
        texts = (row.family_name, row.given_name, row.email, row.cohort or "")
        writer.writerow(
            [*map(harmless, texts), titles.get(row.course_key, row.course_key), names[row.stage]]
            + [m.astimezone(PARIS).strftime("%d/%m/%Y") if m else "" for m in moments]
        )
    name = f"caire-{organisation.slug}.csv"
    return Response(
        "\ufeff" + target.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def harmless(text: str) -> str:
    """The text, which no spreadsheet will run as a formula."""
    return "'" + text if text.startswith(FORMULA_SIGNS) else text


def readable_organisation(slug: str) -> OrganisationRow:
    """The organisation, for who may read it; strangers get the same 404 as for nothing."""
    found = organisation_by_slug(current_db(), slug)
    if found is None or not can_read(current_account(), found.id):
        abort(404)
    return found


def stage_names() -> dict[str, str]:
    return {
        "not_begun": _("Pas commencé"),
        "begun": _("Commencé"),
        "finished": _("À distance terminé"),
        "booked": _("Séance réservée"),
        "attended": _("Séance suivie"),
        "earned": _("Certificat obtenu"),
    }
