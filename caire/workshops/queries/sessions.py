"""Half-days, as screens read them: frozen rows, one query a list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.db import rows_of
from caire.organisations.models import Organisation, Room, Site
from caire.people.models import Person, RoleGrant
from caire.workshops.models import Attendance, Booking, Workshop
from caire.workshops.slots import Slot


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A half-day, where it is held and how many seats are taken. Moments are aware, in UTC."""

    id: int
    organisation_id: int
    organisation_name: str
    course_key: str
    course_version_id: int
    level: str
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    is_open: bool
    status: str
    notes: str
    cancelled_reason: str | None
    revision: int
    room_id: int
    room_name: str
    site_name: str
    address: str
    postcode: str
    city: str
    access_notes: str
    trainer_id: int
    trainer_given_name: str
    trainer_family_name: str
    taken: int

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)

    @property
    def seats_left(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def trainer_name(self) -> str:
        return f"{self.trainer_given_name} {self.trainer_family_name}".strip()

    @property
    def place(self) -> str:
        return f"{self.site_name}, {self.room_name}"

    @property
    def full_address(self) -> str:
        return f"{self.address}, {self.postcode} {self.city}"


#: As rules read a half-day, whether it may be changed or not.
HalfDay = Workshop | WorkshopRow


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A seat of a learner. `presence` in [0, 1] once the sheet is closed."""

    booking_id: int
    workshop: WorkshopRow
    booked_at: datetime
    presence: float | None


@dataclass(frozen=True, slots=True)
class NextSeat:
    """Where and when somebody is expected; `starts_at` is aware."""

    workshop_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """Who of an organisation booked or attended what."""

    person_id: int
    given_name: str
    family_name: str
    workshop_id: int
    title: str
    level: str
    starts_at: datetime
    status: str
    presence: float | None


@dataclass(frozen=True, slots=True)
class TrainerRow:
    id: int
    name: str


def workshop_rows() -> Select[*tuple[Any, ...]]:
    """The columns of `WorkshopRow`, in its order."""
    taken = (
        select(func.count(Booking.id))
        .where(Booking.workshop_id == Workshop.id, Booking.cancelled_at.is_(None))
        .correlate(Workshop)
        .scalar_subquery()
    )
    return (
        select(
            Workshop.id, Workshop.organisation_id, Organisation.name, Workshop.course_key,
            Workshop.course_version_id, Workshop.level, Workshop.title, Workshop.starts_at,
            Workshop.ends_at, Workshop.capacity, Workshop.is_open, Workshop.status, Workshop.notes,
            Workshop.cancelled_reason, Workshop.revision, Room.id, Room.name, Site.name,
            Site.address, Site.postcode, Site.city, Site.access_notes, Workshop.trainer_id,
            Person.given_name, Person.family_name, taken,
        )
        .join(Organisation, Organisation.id == Workshop.organisation_id)
        .join(Room, Room.id == Workshop.room_id)
        .join(Site, Site.id == Room.site_id)
        .join(Person, Person.id == Workshop.trainer_id)
    )  # fmt: skip


_ONE = workshop_rows().where(Workshop.id == bindparam("workshop_id"))
_OFFERED = (
    workshop_rows()
    .where(
        Workshop.status == "planned",
        Workshop.starts_at > bindparam("now"),
        Workshop.trainer_id != bindparam("person_id"),
        exists().where(
            Enrolment.person_id == bindparam("person_id"),
            Enrolment.withdrawn_at.is_(None),
            Enrolment.course_key == Workshop.course_key,
            or_(Workshop.is_open, Enrolment.organisation_id == Workshop.organisation_id),
        ),
    )
    .order_by(Workshop.starts_at)
)
_BOOKED = (
    workshop_rows()
    .add_columns(Booking.id, Booking.booked_at, Attendance.presence)
    .join(Booking, Booking.workshop_id == Workshop.id)
    .outerjoin(Attendance, Attendance.booking_id == Booking.id)
    .where(Booking.person_id == bindparam("person_id"), Booking.cancelled_at.is_(None))
    .order_by(Workshop.starts_at)
)
_NEXT_SEAT = (
    select(Workshop.id, Workshop.starts_at)
    .join(Booking, Booking.workshop_id == Workshop.id)
    .where(
        Booking.enrolment_id == bindparam("enrolment_id"),
        Booking.cancelled_at.is_(None),
        Workshop.status == "planned",
        Workshop.ends_at > bindparam("now"),
    )
    .order_by(Workshop.starts_at)
    .limit(1)
)
_AGENDA = workshop_rows().where(
    or_(
        bindparam("everywhere", type_=Boolean),
        Workshop.trainer_id == bindparam("trainer_id"),
        Workshop.organisation_id.in_(bindparam("organisation_ids", expanding=True)),
    )
)
_COMING = _AGENDA.where(Workshop.ends_at > bindparam("now")).order_by(Workshop.starts_at)
_PAST = _AGENDA.where(Workshop.ends_at <= bindparam("now")).order_by(Workshop.starts_at.desc())
_BOOKED_HERE = _BOOKED.where(Workshop.id == bindparam("workshop_id"))


def workshop_row(db: Session, workshop_id: int) -> WorkshopRow | None:
    rows = rows_of(db, _ONE, workshop_id=workshop_id)
    return WorkshopRow(*rows[0]) if rows else None


def upcoming_for(
    db: Session, *, person_id: int, now: datetime, course_key: str | None = None
) -> list[WorkshopRow]:
    """Coming half-days that this person may book, soonest first."""
    found = [WorkshopRow(*row) for row in rows_of(db, _OFFERED, person_id=person_id, now=now)]
    return [row for row in found if course_key is None or row.course_key == course_key]


def bookings_of(db: Session, person_id: int, *, workshop_id: int | None = None) -> list[BookedRow]:
    """A person's seats that she has not given back, soonest first; cancelled half-days too."""
    if workshop_id is None:
        rows = rows_of(db, _BOOKED, person_id=person_id)
    else:
        rows = rows_of(db, _BOOKED_HERE, person_id=person_id, workshop_id=workshop_id)
    return [
        BookedRow(
            booking_id=booking_id,
            workshop=WorkshopRow(*columns),
            booked_at=booked_at,
            presence=presence,
        )
        for *columns, booking_id, booked_at, presence in rows
    ]


def next_seat(db: Session, *, enrolment_id: int, now: datetime) -> NextSeat | None:
    """The coming half-day of this enrolment where a seat is kept."""
    rows = rows_of(db, _NEXT_SEAT, enrolment_id=enrolment_id, now=now)
    return NextSeat(*rows[0]) if rows else None


def attended(db: Session, person_id: int, *, course_key: str) -> bool:
    """Whether a closed sheet says that she was at a half-day of this course."""
    seat = exists().where(
        Booking.person_id == person_id,
        Booking.workshop_id == Workshop.id,
        Workshop.course_key == course_key,
        Attendance.booking_id == Booking.id,
        Attendance.presence > 0,
    )
    return bool(db.scalar(select(seat)))


def agenda(
    db: Session,
    *,
    trainer_id: int,
    organisation_ids: Collection[int] | None,
    now: datetime,
    past: bool = False,
) -> list[WorkshopRow]:
    """Half-days that one runs, and those of these organisations (None: all).

    Those that have not ended, soonest first; or those that have, the latest first.
    """
    rows = rows_of(
        db,
        _PAST if past else _COMING,
        now=now,
        trainer_id=trainer_id,
        everywhere=organisation_ids is None,
        organisation_ids=list(organisation_ids or ()),
    )
    return [WorkshopRow(*row) for row in rows]


def trainers(db: Session, *, organisation_ids: Collection[int] | None) -> list[TrainerRow]:
    """People who run half-days for these organisations (None: for any), by name."""
    granted = [RoleGrant.person_id == Person.id, RoleGrant.role == "trainer"]
    if organisation_ids is not None:
        granted.append(
            or_(
                RoleGrant.organisation_id.in_(organisation_ids),
                RoleGrant.organisation_id.is_(None),
            )
        )
    rows = db.execute(
        select(Person.id, Person.given_name, Person.family_name)
        .where(exists().where(and_(*granted)), Person.erased_at.is_(None))
        .order_by(Person.sort_name, Person.id)
    )
    return [TrainerRow(row.id, f"{row.given_name} {row.family_name}".strip()) for row in rows]


def named_half_days(db: Session, ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """What each of these is called, and when it begins; no query for none."""
    if not ids:
        return {}
    rows = db.execute(
        select(Workshop.id, Workshop.title, Workshop.starts_at).where(Workshop.id.in_(ids))
    )
    return {row.id: (row.title, row.starts_at) for row in rows}


def participation_of(db: Session, *, organisation_id: int) -> list[ParticipationRow]:
    """What the people enrolled by an organisation booked and attended, wherever it is held.

    For the organisation's manager; newest half-day first, then by name.
    """
    rows = db.execute(
        select(
            Person.id, Person.given_name, Person.family_name, Workshop.id, Workshop.title,
            Workshop.level, Workshop.starts_at, Workshop.status, Attendance.presence,
        )
        .join(Booking, Booking.person_id == Person.id)
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .join(Enrolment, Enrolment.id == Booking.enrolment_id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(Enrolment.organisation_id == organisation_id, Booking.cancelled_at.is_(None))
        .order_by(Workshop.starts_at.desc(), Person.sort_name, Person.id)
    )  # fmt: skip
    return [ParticipationRow(*row) for row in rows]


def workshops_of_organisation(db: Session, *, organisation_id: int) -> list[WorkshopRow]:
    """The half-days that an organisation holds, newest first."""
    query = workshop_rows().where(Workshop.organisation_id == organisation_id)
    return [WorkshopRow(*row) for row in db.execute(query.order_by(Workshop.starts_at.desc()))]
