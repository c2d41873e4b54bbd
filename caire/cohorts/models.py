"""Who follows which course, with whom, and on which version of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime


class Cohort(Base):
    """People of one organisation who follow a course together (French: promotion)."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    course_key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(160))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Enrolment(Base):
    """One person, one course, one version of its content.

    `registration` is the xAPI registration of every trace of this enrolment. The support contacts
    are shown before the start; `support_seen_at` dates the learner's acknowledgement (R-FOAD-2).
    `renewed_at`: when she last enrolled again, having used every attempt at the exam (ADR 0023).
    """

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    course_key: Mapped[str] = mapped_column(String(60))
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    registration: Mapped[str] = mapped_column(String(36), unique=True)
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    enrolled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sector_profile: Mapped[str | None] = mapped_column(String(30))
    support_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    support_seen_version: Mapped[str | None] = mapped_column(String(64))
    renewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class StaffImport(Base):
    """A staff list between its preview and its confirmation; applied once, then emptied."""

    __tablename__ = "staff_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    course_key: Mapped[str] = mapped_column(String(60))
    filename: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[list[Any]]] = mapped_column(JSONText)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
