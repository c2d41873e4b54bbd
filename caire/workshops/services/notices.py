"""What those who booked are told by mail."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.messaging.notices import (
    WorkshopFacts,
    queue_workshop_cancelled,
    queue_workshop_moved,
)
from caire.organisations.queries import room_by_id
from caire.people.models import Person
from caire.workshops.models import Booking, Workshop

OFFERS_PATH = "/learn/workshops/"


def facts_of(db: Session, workshop: Workshop, *, path: str | None = None) -> WorkshopFacts:
    """What a mail says about a half-day; by default its link leads to the person's own page."""
    room = room_by_id(db, workshop.room_id)
    assert room is not None  # a foreign key says so
    trainer = db.get_one(Person, workshop.trainer_id)
    return WorkshopFacts(
        workshop_id=workshop.id,
        title=workshop.title,
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at,
        place=f"{room.site_name}, {room.name}",
        address=f"{room.address}, {room.postcode} {room.city}",
        access_notes=room.access_notes,
        trainer_name=trainer.display_name,
        path=path or f"{OFFERS_PATH}{workshop.id}",
    )


def active_bookings(db: Session, workshop_id: int) -> Sequence[Booking]:
    """Those who have a seat, in the order in which they took it."""
    return db.scalars(
        select(Booking)
        .where(Booking.workshop_id == workshop_id, Booking.cancelled_at.is_(None))
        .order_by(Booking.id)
    ).all()


def tell_moved(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """Give the new time and place to everybody who booked."""
    facts = facts_of(db, workshop)
    for booking in active_bookings(db, workshop.id):
        queue_workshop_moved(
            db,
            person_id=booking.person_id,
            workshop=facts,
            revision=workshop.revision,
            now=now,
        )


def tell_cancelled(db: Session, workshop: Workshop, *, reason: str, now: datetime) -> None:
    """Tell everybody who booked that it will not be held, and why."""
    facts = facts_of(db, workshop, path=OFFERS_PATH)
    for booking in active_bookings(db, workshop.id):
        queue_workshop_cancelled(
            db, person_id=booking.person_id, workshop=facts, reason=reason, now=now
        )
