"""Certificates, as screens read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_courses
from caire.certificates.errors import NoSuchCertificate
from caire.certificates.models import Certificate
from caire.db import rows_of


@dataclass(frozen=True, slots=True)
class CertificateRow:
    id: int
    code: str
    enrolment_id: int
    person_id: int
    course_key: str
    course_version_id: int
    holder_name: str
    issuer_name: str
    rule_id: str
    rule_version: str
    evidence_at: datetime
    issued_at: datetime
    status: str
    status_at: datetime | None
    status_reason: str | None
    replaced_by_id: int | None


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Certificate.id,
        Certificate.code,
        Certificate.enrolment_id,
        Certificate.person_id,
        Certificate.course_key,
        Certificate.course_version_id,
        Certificate.holder_name,
        Certificate.issuer_name,
        Certificate.rule_id,
        Certificate.rule_version,
        Certificate.evidence_at,
        Certificate.issued_at,
        Certificate.status,
        Certificate.status_at,
        Certificate.status_reason,
        Certificate.replaced_by_id,
    )


_BY_CODE = _rows().where(Certificate.code == bindparam("code"))
_BY_ID = _rows().where(Certificate.id == bindparam("certificate_id"))
_OF_PERSON = (
    _rows().where(Certificate.person_id == bindparam("person_id")).order_by(Certificate.id.desc())
)


def certificate(db: Session, code: str) -> CertificateRow | None:
    rows = rows_of(db, _BY_CODE, code=code)
    return CertificateRow(*rows[0]) if rows else None


def certificate_by_id(db: Session, certificate_id: int) -> CertificateRow | None:
    rows = rows_of(db, _BY_ID, certificate_id=certificate_id)
    return CertificateRow(*rows[0]) if rows else None


def certificates_of(db: Session, person_id: int) -> list[CertificateRow]:
    """Every certificate of a person, the latest first."""
    return [CertificateRow(*row) for row in rows_of(db, _OF_PERSON, person_id=person_id)]


def certificate_codes(db: Session) -> list[str]:
    """The code of every certificate, the oldest first: valid, revoked or replaced."""
    return list(db.scalars(select(Certificate.code).order_by(Certificate.id)))


def evidence_of(db: Session, code: str) -> tuple[str, ...]:
    """The ids of the statements that earned a certificate, then of the one that tells its issue.

    Raises:
        NoSuchCertificate.
    """
    row = db.execute(
        select(Certificate.evidence, Certificate.statement_id).where(Certificate.code == code)
    ).one_or_none()
    if row is None:
        raise NoSuchCertificate(code)
    return (*(id for ids in row.evidence.values() for id in ids), row.statement_id)


def courses_by_rule(db: Session) -> dict[str, Course]:
    """Rule of a certificate (`cert.n1`) -> the course that earns it, of those on offer."""
    return {course.rule.id: course for _, course in current_courses(db) if course.rule}


def opened_by(db: Session, rule_id: str) -> list[Course]:
    """The open courses that ask for the certificate of this rule."""
    name = f"certificate.{rule_id.removeprefix('cert.')}"
    return [
        course
        for _, course in current_courses(db)
        if course.status == "open" and course.rule and name in course.rule.prerequisites
    ]
