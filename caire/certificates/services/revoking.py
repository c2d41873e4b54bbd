"""A certificate loses its validity, or is replaced by a corrected one. Nothing is ever deleted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.certificates.errors import NoSuchCertificate, NotValidAnyMore, ReasonMissing
from caire.certificates.events import CertificateRevoked
from caire.certificates.models import Certificate
from caire.certificates.services.issuing import issue
from caire.certificates.statements import revoked
from caire.cohorts.queries import enrolment_by_id
from caire.events import announce
from caire.lrs.services import store_own

REASON_MAX = 500


def certificate_by_code(db: Session, code: str) -> Certificate:
    """The certificate, locked for a change. Raises: NoSuchCertificate."""
    query = select(Certificate).where(Certificate.code == code).with_for_update()
    # Whoever waited for the lock reads the status as it is now.
    found = db.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchCertificate(code)
    return found


def revoke(db: Session, *, code: str, reason: str, xapi_root: str, now: datetime) -> Certificate:
    """End a certificate's validity, with the reason that its holder will read.

    Raises:
        NoSuchCertificate, ReasonMissing.
        NotValidAnyMore: it was revoked or replaced before.
    """
    certificate = _valid_with_reason(db, code, reason)
    _end(certificate, "revoked", reason, now)
    enrolment = enrolment_by_id(db, certificate.enrolment_id)
    if enrolment is not None:
        course = course_version(db, certificate.course_version_id)
        statement = revoked(xapi_root, enrolment, course, code=code, now=now)
        db.flush()
        store_own(db, statements=[statement], authority_home=xapi_root)
    db.flush()
    announce(db, CertificateRevoked(certificate.id))
    return certificate


def reissue(
    db: Session, *, code: str, reason: str, xapi_root: str, issued_by: int | None, now: datetime
) -> Certificate:
    """Replace a certificate by a new one with today's name and evidence; the two are linked.

    Raises:
        NoSuchCertificate, ReasonMissing, NotEarned.
        NotValidAnyMore: it was replaced before; a revoked one can be issued again.
    """
    old = certificate_by_code(db, code)
    _refuse_without_reason(reason)
    if old.status == "replaced":
        raise NotValidAnyMore(code)
    _end(old, "replaced", reason, now)
    db.flush()
    new = issue(
        db, enrolment_id=old.enrolment_id, xapi_root=xapi_root, issued_by=issued_by, now=now
    )
    old.replaced_by_id = new.id
    db.flush()
    return new


def _valid_with_reason(db: Session, code: str, reason: str) -> Certificate:
    certificate = certificate_by_code(db, code)
    _refuse_without_reason(reason)
    if certificate.status != "valid":
        raise NotValidAnyMore(code)
    return certificate


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > REASON_MAX:
        raise ReasonMissing(f"give a reason of 1 to {REASON_MAX} signs")


def _end(certificate: Certificate, status: str, reason: str, now: datetime) -> None:
    certificate.status = status
    certificate.status_at = now
    certificate.status_reason = reason.strip()
