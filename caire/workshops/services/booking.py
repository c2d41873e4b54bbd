"""Take a seat, give it back, add somebody on the day."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id, enrolment_for
from caire.lrs.services import store_own
from caire.messaging.notices import queue_workshop_booked, queue_workshop_cancelled
from caire.organisations.models import Room
from caire.people.account import Account
from caire.people.models import Person
from caire.workshops import errors as e
from caire.workshops.access import (
    locked_workshop,
    own_booking,
    refuse_unless_open,
    workshop_to_run,
)
from caire.workshops.models import Booking, Signature, Workshop
from caire.workshops.services.notices import OFFERS_PATH, facts_of
from caire.workshops.statements import seat_booked, seat_given_back


def book_seat(
    db: Session, *, workshop_id: int, person_id: int, xapi_root: str, now: datetime
) -> Booking:
    """Give a learner a seat; booking twice returns the first booking.

    Locks the half-day, then the person: the last seat is given once, and nobody gets two seats at
    the same time.

    Raises:
        NoSuchWorkshop, NotEnrolled, WorkshopIsCancelled, SheetIsClosed, BookingClosed,
        TrainerOfThis, LearnerBusy, AlreadyBooked, WorkshopFull
    """
    workshop = locked_workshop(db, workshop_id)
    enrolment = _enrolment(db, workshop, person_id)
    if existing := _seat_of(db, workshop_id, person_id):
        return existing
    refuse_unless_open(workshop)
    if now >= workshop.starts_at:
        raise e.BookingClosed(f"workshop {workshop_id} has begun")
    _refuse_clashes(db, workshop, person_id, now)
    if seats_taken(db, workshop_id) >= workshop.capacity:
        raise e.WorkshopFull(workshop.capacity)
    booking = _seated(db, workshop, enrolment, walk_in=False, xapi_root=xapi_root, now=now)
    queue_workshop_booked(db, person_id=person_id, workshop=facts_of(db, workshop), now=now)
    return booking


def give_back_seat(
    db: Session, *, workshop_id: int, person_id: int, xapi_root: str, now: datetime
) -> Booking:
    """Free a learner's seat before the half-day begins.

    Raises:
        NoSuchWorkshop: she has no seat there (any more).
        WorkshopIsCancelled, SheetIsClosed, BookingClosed
    """
    workshop = locked_workshop(db, workshop_id)
    booking = own_booking(db, workshop_id=workshop_id, person_id=person_id)
    refuse_unless_open(workshop)
    if now >= workshop.starts_at:
        raise e.BookingClosed(f"workshop {workshop_id} has begun")
    if workshop.chain_length and _has_signed(db, booking.id):
        raise e.BookingClosed(f"booking {booking.id} is signed")
    booking.cancelled_at = now
    db.flush()
    if enrolment := enrolment_by_id(db, booking.enrolment_id):
        statement = seat_given_back(
            xapi_root,
            enrolment,
            course_version(db, enrolment.course_version_id),
            workshop_id=workshop_id,
            booking_id=booking.id,
            now=now,
        )
        store_own(db, statements=[statement], authority_home=xapi_root)
    facts = facts_of(db, workshop, path=OFFERS_PATH)
    queue_workshop_cancelled(db, person_id=person_id, workshop=facts, reason="", now=now)
    return booking


def add_walk_in(
    db: Session, *, workshop_id: int, email: str, actor: Account, xapi_root: str, now: datetime
) -> Booking:
    """Seat somebody who came without a booking; a room has a chair more or it has not.

    Up to the room's capacity the trainer decides, also after the start.

    Raises:
        NoSuchWorkshop, NotYours, WorkshopIsCancelled, SheetIsClosed, WorkshopFull
        NotEnrolled: nobody with this address follows the course.
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    refuse_unless_open(workshop)
    person_id = db.scalar(
        select(Person.id).where(Person.email == email.strip().lower(), Person.erased_at.is_(None))
    )
    if person_id is None:
        raise e.NotEnrolled("no such address")
    enrolment = _enrolment(db, workshop, person_id)
    if existing := _seat_of(db, workshop_id, person_id):
        return existing
    if person_id == workshop.trainer_id:
        raise e.TrainerOfThis(f"person {person_id}")
    chairs = db.get_one(Room, workshop.room_id).capacity
    if seats_taken(db, workshop_id) >= chairs:
        raise e.WorkshopFull(chairs)
    return _seated(db, workshop, enrolment, walk_in=True, xapi_root=xapi_root, now=now)


def seats_taken(db: Session, workshop_id: int) -> int:
    query = select(func.count()).where(
        Booking.workshop_id == workshop_id, Booking.cancelled_at.is_(None)
    )
    return db.scalar(query) or 0


def _seated(
    db: Session,
    workshop: Workshop,
    enrolment: EnrolmentRow,
    *,
    walk_in: bool,
    xapi_root: str,
    now: datetime,
) -> Booking:
    booking = Booking(
        workshop_id=workshop.id,
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        walk_in=walk_in,
        booked_at=now,
    )
    db.add(booking)
    db.flush()
    statement = seat_booked(
        xapi_root,
        enrolment,
        course_version(db, enrolment.course_version_id),
        workshop_id=workshop.id,
        booking_id=booking.id,
        now=now,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
    return booking


def _enrolment(db: Session, workshop: Workshop, person_id: int) -> EnrolmentRow:
    enrolment = enrolment_for(db, person_id=person_id, course_key=workshop.course_key)
    if enrolment is None:
        raise e.NotEnrolled(workshop.course_key)
    if not workshop.is_open and enrolment.organisation_id != workshop.organisation_id:
        raise e.NotEnrolled(f"workshop {workshop.id} is for its own organisation")
    return enrolment


def _seat_of(db: Session, workshop_id: int, person_id: int) -> Booking | None:
    return db.scalar(
        select(Booking).where(
            Booking.workshop_id == workshop_id,
            Booking.person_id == person_id,
            Booking.cancelled_at.is_(None),
        )
    )


def _refuse_clashes(db: Session, workshop: Workshop, person_id: int, now: datetime) -> None:
    if workshop.trainer_id == person_id:
        raise e.TrainerOfThis(f"person {person_id}")
    db.get(Person, person_id, with_for_update={"key_share": True})
    seats = (
        select(Workshop)
        .join(Booking, Booking.workshop_id == Workshop.id)
        .where(
            Booking.person_id == person_id,
            Booking.cancelled_at.is_(None),
            Workshop.status == "planned",
            Workshop.ends_at > now,
        )
        .order_by(Workshop.starts_at)
    )
    runs = select(Workshop).where(Workshop.trainer_id == person_id, Workshop.status == "planned")
    for other in [*db.scalars(seats), *db.scalars(runs)]:
        if other.starts_at < workshop.ends_at and other.ends_at > workshop.starts_at:
            raise e.LearnerBusy(other.title, other.starts_at, other.ends_at)
    for other in db.scalars(seats):
        if other.course_key == workshop.course_key:
            raise e.AlreadyBooked(other.title, other.starts_at, other.ends_at)


def _has_signed(db: Session, booking_id: int) -> bool:
    query = select(func.count()).where(Signature.booking_id == booking_id)
    return bool(db.scalar(query))
