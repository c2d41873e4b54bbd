"""Certificates: what was earned, by whom, and the traces that earned it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime

STATUSES = ("valid", "revoked", "replaced")


class Certificate(Base):
    """Frozen at issue: a correction is a new certificate that replaces this one.

    `code` is in the public address and cannot be guessed (80 bits). `evidence` maps each condition
    to the ids of the statements that satisfied it; `evidence_at` is the latest of them, the date
    printed on the certificate.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("status IN ('valid', 'revoked', 'replaced')", name="status_known"),
        # Two conditions met at the same instant must not issue twice.
        Index(
            "uq_certificate_one_valid",
            "enrolment_id",
            unique=True,
            sqlite_where=text("status = 'valid'"),
            postgresql_where=text("status = 'valid'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_key: Mapped[str] = mapped_column(String(60))
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    holder_name: Mapped[str] = mapped_column(String(160))
    issuer_name: Mapped[str] = mapped_column(String(200))
    rule_id: Mapped[str] = mapped_column(String(60))
    rule_version: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONText)
    evidence_at: Mapped[datetime] = mapped_column(UTCDateTime)
    statement_id: Mapped[str] = mapped_column(String(36))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    status: Mapped[str] = mapped_column(String(10), default="valid")
    status_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    status_reason: Mapped[str | None] = mapped_column(String(500))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
