"""What happens because of a certificate: a mail; and what is told to, and kept of, its holder."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.certificates.events import CertificateIssued, CertificateRevoked
from caire.certificates.models import Certificate
from caire.certificates.queries import certificate_by_id, certificates_of
from caire.messaging.notices import queue_certificate_issued, queue_certificate_revoked


def tell_issued(db: Session, event: CertificateIssued) -> None:
    row = certificate_by_id(db, event.certificate_id)
    if row is None:
        return
    queue_certificate_issued(
        db,
        person_id=row.person_id,
        level_title=course_version(db, row.course_version_id).title,
        code=row.code,
        path=f"/learn/certificates/{row.code}",
        verify_path=f"/verify/{row.code}",
        now=row.issued_at,
    )


def tell_revoked(db: Session, event: CertificateRevoked) -> None:
    row = certificate_by_id(db, event.certificate_id)
    if row is None or row.status_at is None:
        return
    queue_certificate_revoked(
        db,
        person_id=row.person_id,
        level_title=course_version(db, row.course_version_id).title,
        code=row.code,
        reason=row.status_reason or "",
        now=row.status_at,
    )


def certificates_held(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The certificates of a person, for the copy of her data."""
    return [
        {
            "code": row.code,
            "course": row.course_key,
            "holder_name": row.holder_name,
            "issuer_name": row.issuer_name,
            "rule": f"{row.rule_id}@{row.rule_version}",
            "evidence_at": row.evidence_at.isoformat(),
            "issued_at": row.issued_at.isoformat(),
            "status": row.status,
            "status_reason": row.status_reason,
        }
        for row in certificates_of(db, person_id)
    ]


def count_certificates(db: Session, person_id: int) -> int:
    query = select(func.count()).select_from(Certificate)
    return db.scalar(query.where(Certificate.person_id == person_id)) or 0
