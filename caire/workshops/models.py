"""Half-days in person (French: séances), who booked them, and the proof of who was there."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime

STATUSES = ("planned", "closed", "cancelled")
#: What a record of the attendance chain says; see `Signature`.
RECORD_KINDS = ("arrival", "departure", "absence", "times", "annulment", "closing")
METHODS = ("own_device", "trainer_device", "paper", "declared")
#: Methods by which the trainee gave her signature on a screen.
ELECTRONIC = ("own_device", "trainer_device")

NOTES_MAX = 600
REASON_MAX = 300
TYPED_NAME_MAX = 130
USER_AGENT_MAX = 200


class Workshop(Base):
    """One half-day slot, in one room, with one trainer.

    `title` is frozen when it is planned, so that every document bears the same. `is_open`: anybody
    who follows the course may book; else only who follows it with this organisation. `revision`
    counts changes of time or place, for calendars. `chain_length` and `chain_head` anchor the
    attendance chain: a row deleted at its end is missed. `secret` derives the room codes.
    """

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'closed', 'cancelled')", name="status_known"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity_sane"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_workshop_course_key_starts_at", "course_key", "starts_at"),
        Index("ix_workshop_room_id_starts_at", "room_id", "starts_at"),
        Index("ix_workshop_trainer_id_starts_at", "trainer_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    course_key: Mapped[str] = mapped_column(String(60))
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    level: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    trainer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    capacity: Mapped[int]
    is_open: Mapped[bool]
    notes: Mapped[str] = mapped_column(String(NOTES_MAX), default="")
    status: Mapped[str] = mapped_column(String(10), default="planned")
    secret: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=0)
    chain_length: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_reason: Mapped[str | None] = mapped_column(String(REASON_MAX))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Booking(Base):
    """A seat of a learner. `walk_in`: the trainer added her on the day."""

    __tablename__ = "booking"
    __table_args__ = (
        Index(
            "uq_booking_active", "workshop_id", "person_id", unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    walk_in: Mapped[bool]
    booked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Signature(Base):
    """One record of a half-day's attendance chain. Rows are only ever added (R-EMG-6, R-EMG-7).

    Kinds: `arrival` and `departure` are a trainee's signatures; `absence` and `times` are what the
    trainer notes, with a reason; `annulment` takes an earlier record back, with a reason; `closing`
    is the trainer's signature. A record that replaces another names it in `replaces_seq`.

    `signed_at` is the server's time. `arrived_at` and `left_at` are set when they differ from it:
    a late signature, a paper sheet, corrected times. `typed_name` is what the person wrote.
    `author_id` is whose account made the record: the trainee's own, or the trainer's.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("workshop_id", "seq"),
        CheckConstraint(
            "kind IN ('arrival', 'departure', 'absence', 'times', 'annulment', 'closing')",
            name="kind_known",
        ),
        CheckConstraint(
            "method IN ('own_device', 'trainer_device', 'paper', 'declared')", name="method_known"
        ),
        CheckConstraint("role IN ('learner', 'trainer')", name="role_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    method: Mapped[str] = mapped_column(String(14))
    role: Mapped[str] = mapped_column(String(8))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    displayed_name: Mapped[str] = mapped_column(String(TYPED_NAME_MAX))
    typed_name: Mapped[str] = mapped_column(String(TYPED_NAME_MAX), default="")
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(REASON_MAX), default="")
    replaces_seq: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(TYPED_NAME_MAX))
    consent_version: Mapped[str] = mapped_column(String(16), default="")
    ip_hash: Mapped[str] = mapped_column(String(64), default="")
    user_agent: Mapped[str] = mapped_column(String(USER_AGENT_MAX), default="")
    slot_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    record_hash: Mapped[str] = mapped_column(String(64))


class Attendance(Base):
    """What the trainer observes of one participant, and what the closed sheet made of it.

    `presence` in [0, 1] and `statement_id` are those of the sheet's latest version; both are empty
    until it is closed, and the statement is when the person was absent.
    """

    __tablename__ = "attendance"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    acts: Mapped[list[str]] = mapped_column(JSONText, default=list)
    identity_checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    identity_checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    presence: Mapped[float | None]
    statement_id: Mapped[str | None] = mapped_column(String(36))


class AttendanceSheet(Base):
    """One version of a closed sheet, frozen. Version 1 closes; later ones correct, with a reason.

    `document_hash` is the SHA-256 of `document`, which holds the hash of the version before.
    """

    __tablename__ = "attendance_sheet"
    __table_args__ = (UniqueConstraint("workshop_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(TYPED_NAME_MAX))
    reason: Mapped[str] = mapped_column(String(REASON_MAX), default="")
    document: Mapped[Any] = mapped_column(JSONText)
    document_hash: Mapped[str] = mapped_column(String(64))
