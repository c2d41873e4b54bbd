"""Who takes part in a half-day, and what their records add up to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.config import WorkshopsConfig
from caire.db import rows_of
from caire.organisations.models import Organisation
from caire.people.models import Person
from caire.workshops.chain import RECORD_FIELDS, Record
from caire.workshops.models import Attendance, AttendanceSheet, Booking, Signature
from caire.workshops.presence import Presence, Standing, presence_of, standings
from caire.workshops.queries.sessions import HalfDay
from caire.workshops.slots import Slot


@dataclass(frozen=True, slots=True)
class Participant:
    """A booking of a half-day. `name` is the one she signed with, once she has."""

    booking_id: int
    enrolment_id: int
    person_id: int
    name: str
    employer: str
    walk_in: bool
    standing: Standing
    presence: Presence
    acts: tuple[str, ...]
    identity_checked: bool
    statement_id: str | None

    @property
    def state(self) -> str:
        """`present`, `arrived` (no departure yet), `absent` (noted), `unsigned`."""
        if self.presence.share > 0:
            return "present"
        if self.standing.arrival is not None:
            return "arrived"
        return "absent" if self.standing.absence is not None else "unsigned"

    @property
    def is_partial(self) -> bool:
        return 0 < self.presence.share < 1


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """A frozen version of a closed sheet. See `models.AttendanceSheet`."""

    version: int
    made_at: datetime
    author_name: str
    reason: str
    document: dict[str, Any]
    document_hash: str


_CHAIN = (
    select(*(getattr(Signature, name) for name in RECORD_FIELDS))
    .where(Signature.workshop_id == bindparam("workshop_id"))
    .order_by(Signature.seq)
)
_PARTICIPANTS = (
    select(
        Booking.id,
        Booking.enrolment_id,
        Booking.person_id,
        Booking.walk_in,
        Person.given_name,
        Person.family_name,
        Organisation.name.label("employer"),
        Attendance.acts,
        Attendance.identity_checked_at,
        Attendance.statement_id,
    )
    .join(Person, Person.id == Booking.person_id)
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .outerjoin(Organisation, Organisation.id == Enrolment.organisation_id)
    .outerjoin(Attendance, Attendance.booking_id == Booking.id)
    .where(Booking.workshop_id == bindparam("workshop_id"), Booking.cancelled_at.is_(None))
    .order_by(Person.sort_name, Booking.id)
)
_VERSIONS = (
    select(*(getattr(AttendanceSheet, name) for name in SheetVersion.__dataclass_fields__))
    .where(AttendanceSheet.workshop_id == bindparam("workshop_id"))
    .order_by(AttendanceSheet.version)
)


def chain_of(db: Session, workshop_id: int) -> list[Record]:
    """The half-day's whole chain, by `seq`."""
    return [Record(*row) for row in rows_of(db, _CHAIN, workshop_id=workshop_id)]


def slot_of(workshop: HalfDay) -> Slot:
    return Slot(workshop.starts_at, workshop.ends_at)


def participants(
    db: Session, workshop: HalfDay, *, chain: list[Record], rules: WorkshopsConfig
) -> list[Participant]:
    """Everybody who has a seat, by family name: da Silva under D, É under E, as lists have it.

    One query; `chain` is the half-day's.
    """
    held = standings(chain)
    rows = rows_of(db, _PARTICIPANTS, workshop_id=workshop.id)
    slot = slot_of(workshop)
    return [_participant(row, held.get(row.id, Standing()), slot, rules) for row in rows]


def _participant(row: Any, standing: Standing, slot: Slot, rules: WorkshopsConfig) -> Participant:
    signed = standing.arrival or standing.absence
    current_name = f"{row.given_name} {row.family_name}".strip()
    return Participant(
        booking_id=row.id,
        enrolment_id=row.enrolment_id,
        person_id=row.person_id,
        name=signed.displayed_name if signed else current_name,
        employer=row.employer or "",
        walk_in=row.walk_in,
        standing=standing,
        presence=presence_of(standing, slot, rules),
        acts=tuple(row.acts or ()),
        identity_checked=row.identity_checked_at is not None,
        statement_id=row.statement_id,
    )


def sheets_of(db: Session, workshop_id: int) -> list[SheetVersion]:
    """Every frozen version of the sheet, oldest first; none while it is open."""
    return [SheetVersion(*row) for row in rows_of(db, _VERSIONS, workshop_id=workshop_id)]
