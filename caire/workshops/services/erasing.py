"""What an erased account leaves in half-days: its signatures, and no seat."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.people.events import AccountErased
from caire.workshops.models import Booking, Signature, Workshop


def on_account_erased(db: Session, event: AccountErased) -> None:
    """Give her seats of coming half-days to others.

    No mail is sent and no trace is stored: both would be new data about somebody who asked to be
    forgotten. A seat that is signed is proof of attendance, and stays.
    """
    # Events carry no time: the account is erased now.
    now = utcnow()
    coming = select(Workshop.id).where(Workshop.status == "planned", Workshop.starts_at > now)
    signed = select(Signature.booking_id).where(Signature.person_id == event.person_id)
    db.execute(
        update(Booking)
        .where(
            Booking.person_id == event.person_id,
            Booking.cancelled_at.is_(None),
            Booking.workshop_id.in_(coming),
            Booking.id.not_in(signed.where(Signature.booking_id.is_not(None))),
        )
        .values(cancelled_at=now)
        .execution_options(synchronize_session="fetch")
    )
