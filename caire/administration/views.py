"""The pages under /admin/. An auditor reads them all and changes nothing."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from structlog import get_logger
from werkzeug.wrappers import Response

from caire.administration import forwarding, keys, roles
from caire.administration.browser.views import add_routes as add_browser
from caire.administration.forms import ReasonForm
from caire.administration.presentation import (
    condition_names,
    differences,
    titles_of,
    titles_of_half_days,
    told,
    told_by_id,
)
from caire.catalogue.queries import course_version
from caire.certificates.codes import normalised
from caire.certificates.deciding import decisions_on
from caire.certificates.eligibility import Decision
from caire.certificates.errors import NotEarned
from caire.certificates.queries import CertificateRow, certificate, certificates_of
from caire.certificates.services.auditing import audit as audit_certificate
from caire.certificates.services.issuing import issue
from caire.certificates.services.revoking import reissue, revoke
from caire.clock import utcnow
from caire.cohorts.queries import enrolment_by_id
from caire.learning.progress.summary import sequence_progress
from caire.learning.queries import LearningPath, path_of_enrolment, paths_of
from caire.lrs.queries import statements_of_registration
from caire.organisations.queries import organisations
from caire.people.queries import account as account_of
from caire.people.queries import search_people
from caire.web.database import current_db, transaction
from caire.web.guards import admin_required, administration_allowed, current_account
from caire.web.platform import current_config

log = get_logger(__name__)

bp = Blueprint("administration", __name__, template_folder="templates", url_prefix="/admin")
roles.add_routes(bp)
add_browser(bp)
keys.add_routes(bp)
forwarding.add_routes(bp)

PEOPLE_A_PAGE = 30
TRACES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class FollowedCourse:
    """A course of a person, as the administrator judges it."""

    path: LearningPath
    decision: Decision | None
    certificates: tuple[CertificateRow, ...]

    @property
    def valid(self) -> CertificateRow | None:
        return next((c for c in self.certificates if c.status == "valid"), None)


@bp.get("/")
@admin_required
def people() -> str | Response:
    """Who matches; the code of a certificate leads straight to its holder."""
    text = request.args.get("q", "").strip()
    page = max(1, request.args.get("page", 1, type=int))
    db = current_db()
    code = normalised(text)
    if code and (owned := certificate(db, code)):
        return redirect(url_for("administration.person", person_id=owned.person_id))
    found = search_people(db, text=text, limit=PEOPLE_A_PAGE, offset=(page - 1) * PEOPLE_A_PAGE)
    return render_template(
        "administration/people.html",
        found=found,
        text=text,
        page=page,
        pages=max(1, -(-found.total // PEOPLE_A_PAGE)),
        names={row.id: row.name for row in organisations(db)},
        role_names=roles.role_names(),
    )


@bp.get("/people/<int:person_id>")
@admin_required
def person(person_id: int) -> str:
    """Everything that decides: progress, conditions, certificates."""
    db, now = current_db(), utcnow()
    found = account_of(db, person_id)
    if found is None:
        abort(404)
    certificates = certificates_of(db, person_id)
    paths = paths_of(db, person_id)
    followed = [
        FollowedCourse(
            path, decision, tuple(c for c in certificates if c.enrolment_id == path.enrolment.id)
        )
        for path, decision in zip(paths, decisions_on(db, paths, now=now), strict=True)
    ]
    known = organisations(db)
    return render_template(
        "administration/person.html",
        person=found,
        followed=followed,
        sequence_progress=sequence_progress,
        names={row.id: row.name for row in known},
        role_names=roles.role_names(),
        role_form=roles.role_form(known),
        may_change=current_account().is_admin,
    )


@bp.get("/enrolments/<int:enrolment_id>/traces")
@admin_required
def traces(enrolment_id: int) -> str:
    """Every trace of an enrolment, the latest first, in a sentence and as it is stored."""
    db = current_db()
    enrolment = enrolment_by_id(db, enrolment_id)
    if enrolment is None:
        abort(404)
    path = path_of_enrolment(db, enrolment)
    records = statements_of_registration(db, enrolment.registration)[::-1]
    page = max(1, request.args.get("page", 1, type=int))
    shown = records[(page - 1) * TRACES_A_PAGE : page * TRACES_A_PAGE]
    titles = titles_of(path) | titles_of_half_days(db, shown)
    log.info(
        "traces read", by=current_account().id, person=enrolment.person_id, enrolment=enrolment_id
    )
    return render_template(
        "administration/traces.html",
        person=account_of(db, enrolment.person_id),
        path=path,
        total=len(records),
        traces=[(r, told(r, titles)) for r in shown],
        page=page,
        pages=max(1, -(-len(records) // TRACES_A_PAGE)),
    )


@bp.post("/enrolments/<int:enrolment_id>/certificate")
@admin_required
def issue_certificate(enrolment_id: int) -> Response:
    administration_allowed(current_account())
    with transaction() as db:
        enrolment = enrolment_by_id(db, enrolment_id)
        if enrolment is None:
            abort(404)
        try:
            issue(
                db,
                enrolment_id=enrolment_id,
                xapi_root=current_config().xapi_root,
                issued_by=current_account().id,
                now=utcnow(),
            )
        except NotEarned:
            flash(
                _("Le certificat n’est pas délivré : des conditions manquent, listées ci-dessous."),
                "error",
            )
        else:
            flash(_("Le certificat est délivré. Un message est envoyé à la personne."), "success")
    return redirect(url_for("administration.person", person_id=enrolment.person_id), code=303)


@bp.route("/certificates/<code>/<action>", methods=["GET", "POST"])
@admin_required
def decide(code: str, action: str) -> str | Response:
    """Revoke or replace a certificate, with a reason."""
    changes = {"revoke": _revoked, "reissue": _replaced}
    row = certificate(current_db(), code)
    if action not in changes or row is None:
        abort(404)
    administration_allowed(current_account())
    form = ReasonForm(request.form)
    if request.method == "POST" and form.validate():
        flash(changes[action](row, form.reason.data or ""), "success")
        return redirect(url_for("administration.person", person_id=row.person_id), code=303)
    return render_template(
        "administration/decide.html",
        form=form,
        row=row,
        action=action,
        course=course_version(current_db(), row.course_version_id),
    )


@bp.get("/certificates/<code>/audit")
@admin_required
def audit(code: str) -> str:
    """The certificate derived again from the traces alone."""
    db = current_db()
    row = certificate(db, code)
    if row is None:
        abort(404)
    log.info("certificate audited", by=current_account().id, person=row.person_id, code=row.code)
    report = audit_certificate(db, code=row.code)
    enrolment = enrolment_by_id(db, row.enrolment_id)
    words: dict[str, str] = {}
    if enrolment is not None:
        records = statements_of_registration(db, enrolment.registration)
        titles = titles_of(path_of_enrolment(db, enrolment)) | titles_of_half_days(db, records)
        words = told_by_id(records, titles)
    return render_template(
        "administration/audit.html",
        row=row,
        report=report,
        differences=differences(report, condition_names()),
        words=words,
    )


def _revoked(row: CertificateRow, reason: str) -> str:
    with transaction() as db:
        revoke(db, code=row.code, reason=reason, xapi_root=current_config().xapi_root, now=utcnow())
    return _("Le certificat est révoqué. La page publique le dit, un message est envoyé.")


def _replaced(row: CertificateRow, reason: str) -> str:
    with transaction() as db:
        reissue(
            db,
            code=row.code,
            reason=reason,
            xapi_root=current_config().xapi_root,
            issued_by=current_account().id,
            now=utcnow(),
        )
    return _("Un nouveau certificat remplace l’ancien ; chacun renvoie à l’autre.")


@bp.context_processor
def names_of_conditions() -> dict[str, object]:
    return {"condition_names": condition_names()}
