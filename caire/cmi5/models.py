"""Imported courses with their files, and what each learner did with their units."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime

#: Publishers' ids are addresses; the index of a long text would be refused by PostgreSQL.
PublisherId = String(2_000)


class PackagedCourse(Base):
    """One version of an imported course. Versions are added, never changed.

    `course_id` is the publisher's IRI; `name` is ours, derived from it, and what is searched.
    `origins` are those from which its units call: "null" for what is served from its package.
    `storage`: what its pages name that browsers refuse to a page without an origin.
    """

    __tablename__ = "cmi5_course"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(36))
    version: Mapped[int] = mapped_column()
    course_id: Mapped[str] = mapped_column(PublisherId)
    structure: Mapped[dict[str, Any]] = mapped_column(JSONText)
    origins: Mapped[list[str]] = mapped_column(JSONText)
    storage: Mapped[list[str]] = mapped_column(JSONText, default=list, server_default="[]")
    digest: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class FileContent(Base):
    """Bytes of a packaged file, once for all the packages that hold it; `digest`: SHA-256."""

    __tablename__ = "cmi5_file_content"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class PackagedFile(Base):
    __tablename__ = "cmi5_file"

    course_id: Mapped[int] = mapped_column(
        ForeignKey("cmi5_course.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("cmi5_file_content.digest"), index=True)


class Registration(Base):
    """One learner's way through one course: begun on a version, and kept on it.

    `registration` is that of her enrolment. `satisfied_blocks` holds publishers' ids.
    """

    __tablename__ = "cmi5_registration"
    __table_args__ = (UniqueConstraint("enrolment_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(36))
    course_id: Mapped[int] = mapped_column(ForeignKey("cmi5_course.id"), index=True)
    registration: Mapped[str] = mapped_column(String(36), index=True)
    satisfied_blocks: Mapped[list[str]] = mapped_column(JSONText)
    satisfied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)


class UnitState(Base):
    """What is reached in one unit; `unit_name` is the last part of our IRI of the unit.

    `score` in [0, 1] and `progress` in per cent are the last ones that were told.
    """

    __tablename__ = "cmi5_unit_state"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("cmi5_registration.id", ondelete="CASCADE"), primary_key=True
    )
    unit_name: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(PublisherId)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waived_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    waived_reason: Mapped[str | None] = mapped_column(String(60))
    waived_note: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float | None] = mapped_column()
    progress: Mapped[int | None] = mapped_column()


class UnitSession(Base):
    """One launch of one unit. `id` is the session id of its statements.

    The fetch address is signed, not stored; `secret_hash` is empty until it was used. `content_key`
    opens the package's files for as long as the session lasts. `first_at` and `ended_at` are the
    timestamps of `initialized` and `terminated`, `terminated_at` is when the latter reached us;
    `verbs` are those of cmi5 that were sent.
    """

    __tablename__ = "cmi5_session"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("cmi5_registration.id", ondelete="CASCADE"), index=True
    )
    unit_name: Mapped[str] = mapped_column(String(36))
    unit_id: Mapped[str] = mapped_column(PublisherId)
    mode: Mapped[str] = mapped_column(String(10))
    content_key: Mapped[str] = mapped_column(String(43), unique=True)
    secret_hash: Mapped[str | None] = mapped_column(String(64))
    verbs: Mapped[list[str]] = mapped_column(JSONText)
    launched_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    last_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    terminated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    abandoned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_open(self) -> bool:
        return self.terminated_at is None and self.abandoned_at is None
