"""Enter a whole printed sheet at once, after the network or the devices failed (R-EMG-9)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from caire.people.account import Account
from caire.workshops import errors as e
from caire.workshops.access import active_booking, refuse_unless_open, workshop_to_run
from caire.workshops.models import Booking, Workshop
from caire.workshops.presence import Standing, standings
from caire.workshops.queries.roster import chain_of
from caire.workshops.services.noting import Times, add_presence, check_times, refuse_before_start
from caire.workshops.services.records import Note, add_record, checked_reason


def note_paper_sheet(
    db: Session,
    *,
    workshop_id: int,
    actor: Account,
    signed: Mapping[int, Times],
    reason: str,
    now: datetime,
) -> int:
    """Enter who signed the printed sheet, by booking id; gives back how many were entered.

    Whoever signed everything on a device meanwhile keeps that. Whoever signed only her arrival
    there keeps it too: her departure is noted as declared, for a presence is never both on paper
    and electronic.

    Raises:
        NoSuchWorkshop, NotYours, NoSuchParticipant, WorkshopIsCancelled, SheetIsClosed, NotBegun,
        ReasonMissing, TimesOutsideSlot
        NobodyTicked: nobody in `signed` lacks a signature.
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    refuse_unless_open(workshop)
    refuse_before_start(workshop, now)
    why = checked_reason(reason)
    held = standings(chain_of(db, workshop_id))
    entered = 0
    for booking_id, times in signed.items():
        booking = active_booking(db, workshop_id=workshop_id, booking_id=booking_id)
        standing = held.get(booking_id, Standing())
        if standing.departure is not None:
            continue
        if standing.arrival is None:
            add_presence(
                db, workshop, booking, standing, actor=actor, method="paper", times=times,
                reason=why, now=now,
            )  # fmt: skip
        else:
            _note_departure(db, workshop, booking, standing, actor, times, why, now)
        entered += 1
    if not entered:
        raise e.NobodyTicked(f"workshop {workshop_id}")
    return entered


def _note_departure(
    db: Session,
    workshop: Workshop,
    booking: Booking,
    standing: Standing,
    actor: Account,
    times: Times,
    reason: str,
    now: datetime,
) -> None:
    earlier = standing.times
    left_at = times.left_at or workshop.ends_at
    arrived_at = times.arrived_at or (earlier.arrived_at if earlier else None)
    check_times(workshop, Times(arrived_at, left_at))
    replaced = earlier.seq if earlier else None
    note = Note("times", "declared", reason, arrived_at, left_at, replaced)
    add_record(db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now)
