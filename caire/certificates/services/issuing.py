"""A certificate is issued when every condition of its rule holds, and at no other time."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.certificates.codes import new_code
from caire.certificates.deciding import decision_on
from caire.certificates.errors import NotEarned
from caire.certificates.events import CertificateIssued
from caire.certificates.models import Certificate
from caire.certificates.statements import earned
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id, enrolment_rows, enrolments_of
from caire.errors import NotFound
from caire.events import announce
from caire.learning.events import ProgressAdvanced
from caire.learning.models import Progress
from caire.learning.queries import path_of_enrolment
from caire.lrs.services import store_own
from caire.organisations.models import Organisation
from caire.people.models import Person


def follow_progress(db: Session, event: ProgressAdvanced) -> None:
    """Listener: the last missing trace issues the certificate, in its own transaction."""
    # No rule gives a certificate for less; most answers need not ask any further.
    if event.sequences_done:
        issue_if_earned(
            db, enrolment_id=event.enrolment_id, xapi_root=event.xapi_root, now=event.at
        )


def follow_certificate(db: Session, event: CertificateIssued) -> None:
    """Listener: a certificate may be all that another level was waiting for."""
    certificate = db.get_one(Certificate, event.certificate_id)
    for enrolment in enrolments_of(db, certificate.person_id):
        if enrolment.id != certificate.enrolment_id:
            issue_if_earned(
                db,
                enrolment_id=enrolment.id,
                xapi_root=event.xapi_root,
                now=certificate.issued_at,
            )


def issue_if_earned(
    db: Session, *, enrolment_id: int, xapi_root: str, now: datetime
) -> Certificate | None:
    """Issue when earned and never issued before; a revoked one is not given again by itself."""
    enrolment = enrolment_by_id(db, enrolment_id)
    if enrolment is None:
        return None
    _wait_for_others(db, enrolment_id)
    if _any_certificate(db, enrolment_id):
        return None
    try:
        return _issue(db, enrolment, xapi_root=xapi_root, issued_by=None, now=now)
    except NotEarned:
        return None


def issue(
    db: Session, *, enrolment_id: int, xapi_root: str, issued_by: int | None, now: datetime
) -> Certificate:
    """Issue by an administrator's hand; the valid one there is stays the one.

    Raises:
        NotFound: no such enrolment.
        NotEarned: names the conditions that are missing.
    """
    enrolment = enrolment_by_id(db, enrolment_id)
    if enrolment is None:
        raise NotFound(f"enrolment {enrolment_id}")
    _wait_for_others(db, enrolment_id)
    valid = db.scalar(
        select(Certificate).where(
            Certificate.enrolment_id == enrolment_id, Certificate.status == "valid"
        )
    )
    return valid or _issue(db, enrolment, xapi_root=xapi_root, issued_by=issued_by, now=now)


def issue_due(db: Session, *, xapi_root: str, now: datetime) -> list[Certificate]:
    """Issue every certificate that is earned and was never issued."""
    candidates = db.execute(
        enrolment_rows()
        .join(Progress)
        .where(
            Progress.sequences_done_at.is_not(None),
            ~select(Certificate.id)
            .where(Certificate.enrolment_id == Progress.enrolment_id)
            .exists(),
        )
    ).all()
    issued = []
    for row in candidates:
        certificate = issue_if_earned(
            db, enrolment_id=EnrolmentRow(*row).id, xapi_root=xapi_root, now=now
        )
        if certificate is not None:
            issued.append(certificate)
    return issued


def _wait_for_others(db: Session, enrolment_id: int) -> None:
    """Until the commit, nobody else advances or issues here: both begin with this row.

    Two administrators, or an administrator and the last trace, then issue one certificate.
    """
    query = select(Progress.enrolment_id).where(Progress.enrolment_id == enrolment_id)
    db.execute(query.with_for_update())


def _any_certificate(db: Session, enrolment_id: int) -> bool:
    return (
        db.execute(
            select(Certificate.id).where(Certificate.enrolment_id == enrolment_id).limit(1)
        ).first()
        is not None
    )


def _issue(
    db: Session,
    enrolment: EnrolmentRow,
    *,
    xapi_root: str,
    issued_by: int | None,
    now: datetime,
) -> Certificate:
    path = path_of_enrolment(db, enrolment)
    decision = decision_on(db, path, now=now)
    if decision is None:
        raise NotEarned(("no_rule",))
    if not decision.met:
        raise NotEarned(decision.missing)
    code = new_code()
    statement = earned(
        xapi_root,
        enrolment,
        path.course,
        code=code,
        rule=f"{decision.rule_id}@{decision.rule_version}",
        evidence=decision.evidence,
        now=now,
    )
    certificate = Certificate(
        code=code,
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        course_key=path.course.key,
        course_version_id=enrolment.course_version_id,
        holder_name=_holder_name(db, enrolment.person_id),
        issuer_name=issuer_name(db, enrolment.organisation_id),
        rule_id=decision.rule_id,
        rule_version=decision.rule_version,
        evidence=decision.evidence,
        evidence_at=decision.evidence_at or now,
        statement_id=str(statement.id),
        issued_at=now,
        issued_by=issued_by,
        status="valid",
    )
    # The row comes first: the statement advances progress, which asks again whether to issue.
    db.add(certificate)
    db.flush()
    store_own(db, statements=[statement], authority_home=xapi_root)
    announce(db, CertificateIssued(certificate.id, xapi_root))
    return certificate


def _holder_name(db: Session, person_id: int) -> str:
    given, family = db.execute(
        select(Person.given_name, Person.family_name).where(Person.id == person_id)
    ).one()
    return f"{given} {family}".strip()


def issuer_name(db: Session, organisation_id: int | None) -> str:
    """The institution of the enrolment, else the platform's first institution, else CAIRE."""
    query = select(Organisation.name).where(Organisation.kind == "institution")
    own = db.execute(query.where(Organisation.id == organisation_id)).scalar_one_or_none()
    first = db.execute(query.order_by(Organisation.id).limit(1)).scalar_one_or_none()
    return own or first or "CAIRE"
