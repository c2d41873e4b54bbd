"""The only ways to get hold of a half-day: the actor is asked for at the door.

Who may not see it gets `NoSuchWorkshop`, as for one that does not exist (R-TEN-2).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.people.account import Account
from caire.workshops.errors import (
    NoSuchParticipant,
    NoSuchWorkshop,
    NotYours,
    SheetIsClosed,
    WorkshopIsCancelled,
)
from caire.workshops.models import Booking, Workshop
from caire.workshops.policies import can_read, can_run
from caire.workshops.queries.sessions import HalfDay, WorkshopRow, workshop_row


def workshop_to_read(db: Session, workshop_id: int, actor: Account) -> WorkshopRow:
    """Raises: NoSuchWorkshop."""
    row = workshop_row(db, workshop_id)
    if row is None or not can_read(actor, row):
        raise NoSuchWorkshop(f"workshop {workshop_id}")
    return row


def workshop_to_run(db: Session, workshop_id: int, actor: Account) -> Workshop:
    """Locked until the end of the transaction, so that two changes follow each other.

    Raises:
        NoSuchWorkshop, NotYours
    """
    workshop = locked_workshop(db, workshop_id)
    if not can_read(actor, workshop):
        raise NoSuchWorkshop(f"workshop {workshop_id}")
    if not can_run(actor, workshop):
        raise NotYours(f"workshop {workshop_id}")
    return workshop


def locked_workshop(db: Session, workshop_id: int) -> Workshop:
    """Raises: NoSuchWorkshop."""
    workshop = db.get(Workshop, workshop_id, with_for_update=True, populate_existing=True)
    if workshop is None:
        raise NoSuchWorkshop(f"workshop {workshop_id}")
    return workshop


def refuse_unless_open(workshop: HalfDay) -> None:
    """Raises: WorkshopIsCancelled, SheetIsClosed."""
    if workshop.status == "cancelled":
        raise WorkshopIsCancelled(f"workshop {workshop.id}")
    if workshop.status == "closed":
        raise SheetIsClosed(f"workshop {workshop.id}")


def active_booking(db: Session, *, workshop_id: int, booking_id: int) -> Booking:
    """Raises: NoSuchParticipant."""
    booking = db.get(Booking, booking_id)
    if booking is None or booking.workshop_id != workshop_id or booking.cancelled_at is not None:
        raise NoSuchParticipant(f"booking {booking_id} of workshop {workshop_id}")
    return booking


def own_booking(db: Session, *, workshop_id: int, person_id: int) -> Booking:
    """The person's active booking.

    Raises:
        NoSuchWorkshop: she has none; that there is such a half-day is not hers to know.
    """
    booking = db.scalar(
        select(Booking).where(
            Booking.workshop_id == workshop_id,
            Booking.person_id == person_id,
            Booking.cancelled_at.is_(None),
        )
    )
    if booking is None:
        raise NoSuchWorkshop(f"workshop {workshop_id}")
    return booking
