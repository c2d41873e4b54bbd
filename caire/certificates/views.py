"""Certificates: why and why not yet, the holder's pages, the public verification."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from flask import (
    Blueprint,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.certificates import errors as e
from caire.certificates.codes import normalised
from caire.certificates.deciding import decision_on
from caire.certificates.pdf.document import certificate_pdf, qr_svg
from caire.certificates.presentation import (
    certified_statements,
    document_of,
    prior_rows,
    verify_url,
)
from caire.certificates.queries import (
    CertificateRow,
    certificate,
    certificates_of,
    opened_by,
)
from caire.clock import PARIS, utcnow
from caire.learning.floors import floors_missed, forbids_critical, share_floors_missed
from caire.learning.progress.summary import dossier_stage
from caire.learning.queries import LearningPath, has_answered_review, path_of
from caire.web.database import current_db
from caire.web.errors import register_sentences
from caire.web.guards import current_account, signed_in
from caire.web.language import localised
from caire.web.platform import current_config
from caire.workshops.queries.sessions import next_seat

IN_PERSON = frozenset({"attended", "participated", "identity_checked"})

bp = Blueprint("certificates", __name__, template_folder="templates")

register_sentences(
    {
        e.NoSuchCertificate: lambda r: _("Aucun certificat ne porte ce code."),
        e.NotEarned: lambda r: _("Ce certificat n’est pas encore gagné : des conditions manquent."),
        e.NotValidAnyMore: lambda r: _("Ce certificat est déjà révoqué ou remplacé."),
        e.ReasonMissing: lambda r: _("Donnez un motif, en 500 signes au plus."),
    }
)


@bp.get("/learn/<course_key>/why")
@signed_in
def why(course_key: str) -> str:
    """For each condition, the trace that satisfied it, or what is missing."""
    db, now = current_db(), utcnow()
    path = path_of(db, person_id=current_account().id, course_key=course_key)
    if path is None:
        abort(404)
    owned = [c for c in certificates_of(db, path.enrolment.person_id) if c.course_key == course_key]
    decision = decision_on(db, path, now=now)
    seat = None
    if decision and "attended" in decision.missing:
        seat = next_seat(db, enrolment_id=path.enrolment.id, now=now)
    current = next((c for c in owned if c.status == "valid"), owned[0] if owned else None)
    return render_template(
        "certificates/why.html",
        path=path,
        decision=decision,
        prior_rows=partial(prior_rows, db),
        exam_missed=_exam_missed(path),
        exam_fell=_exam_fell(path),
        stage=dossier_stage(path.course, path.state),
        steps_left=_steps_left(decision.missing) if decision else [],
        only_half_day_left=decision is not None and IN_PERSON.issuperset(decision.missing),
        seat=seat,
        current=current,
        onward=_onward(current),
    )


def _exam_missed(path: LearningPath) -> tuple[str, ...]:
    """The areas whose minimum the best attempt did not reach."""
    best = path.state.best_exam
    if best is None:
        return ()
    missed = (*floors_missed(path.course, best), *share_floors_missed(path.course, best))
    return tuple(localised(competency.area_title) for competency, _needed in missed)


def _exam_fell(path: LearningPath) -> bool:
    """Whether a critical choice kept the best attempt from passing."""
    best = path.state.best_exam
    return best is not None and bool(best.critical) and forbids_critical(path.course)


def _steps_left(missing: Sequence[str]) -> list[str]:
    """What is left, in words and in the order of the path; the half-day holds three conditions."""
    steps = {
        "prerequisite": _("le certificat du niveau précédent ou le test d’entrée réussi"),
        "sequences_done": _("des séquences"),
        "productions_deposited": _("des textes à écrire"),
        "exam_passed": _("l’évaluation finale"),
        "dossier_passed": _("un dossier réussi"),
    }
    left = [words for kind, words in steps.items() if kind in missing]
    return [*left, _("la demi-journée")] if IN_PERSON.intersection(missing) else left


def _onward(row: CertificateRow | None) -> list[Course]:
    """What a valid certificate leads to."""
    return opened_by(current_db(), row.rule_id) if row and row.status == "valid" else []


@bp.get("/learn/certificates/")
@signed_in
def mine() -> str:
    db = current_db()
    rows = certificates_of(db, current_account().id)
    courses = {row.code: course_version(db, row.course_version_id) for row in rows}
    return render_template("certificates/mine.html", rows=rows, courses=courses)


@bp.get("/learn/certificates/<code>")
@signed_in
def page(code: str) -> str:
    """The certificate as an accessible page: the PDF says the same (R-PDF-1)."""
    row, db, config = _owned(code), current_db(), current_config()
    return render_template(
        "certificates/certificate.html",
        row=row,
        course=course_version(db, row.course_version_id),
        document=document_of(db, row, config),
        qr=qr_svg(verify_url(config, row.code)),
        proposes_review=_proposes_review(row),
        onward=_onward(row),
    )


def _proposes_review(row: CertificateRow) -> bool:
    """Once: to the holder of a valid certificate who has not answered yet."""
    if row.status != "valid" or row.person_id != current_account().id:
        return False
    return not has_answered_review(current_db(), row.person_id)


@bp.get("/learn/certificates/<code>.pdf")
@signed_in
def pdf(code: str) -> Response:
    row = _owned(code)
    content = certificate_pdf(document_of(current_db(), row, current_config()))
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="certificat-{row.code}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _owned(code: str) -> CertificateRow:
    """One's own certificate, or any for an administrator or auditor; strangers get 404."""
    row, account = certificate(current_db(), normalised(code) or ""), current_account()
    if row is None:
        abort(404)
    if row.person_id != account.id and not (account.is_admin or account.is_auditor):
        abort(404)
    return row


@bp.get("/verify/")
def verify_form() -> str | Response:
    """Type a code, from paper."""
    typed = request.args.get("code", "").strip()
    code = normalised(typed) if typed else None
    if code:
        return redirect(url_for("certificates.verify", code=code), code=303)
    return render_template("certificates/verify_form.html", typed=typed)


@bp.get("/verify/<code>")
def verify(code: str) -> Response:
    """Validity, level, competencies, issuer, date, revocation; nothing else."""
    db = current_db()
    row = certificate(db, normalised(code) or "")
    # A page unless JSON is asked for: some programs and scanners say nothing of what they accept.
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    as_json = wanted == "application/json"
    if row is None:
        return _unknown(code, as_json)
    course = course_version(db, row.course_version_id)
    competencies = certified_statements(course)
    if as_json:
        return jsonify(
            {
                "code": row.code,
                "status": row.status,
                "level": course.level,
                "title": course.title["fr"],
                "competencies": [text for _area, texts in competencies for text in texts],
                "issuer": row.issuer_name,
                "date": _civil_day(row.evidence_at),
                "status_changed_on": _civil_day(row.status_at) if row.status_at else None,
            }
        )
    return make_response(
        render_template(
            "certificates/verify.html", row=row, course=course, competencies=competencies
        )
    )


def _civil_day(moment: datetime) -> str:
    """The day in France, as on the page and on paper."""
    return moment.astimezone(PARIS).date().isoformat()


def _unknown(code: str, as_json: bool) -> Response:
    if as_json:
        return make_response(jsonify({"code": code[:40], "status": "unknown"}), 404)
    page = render_template("certificates/verify_form.html", typed=code[:40])
    return make_response(page, 404)
