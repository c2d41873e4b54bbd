"""Trainees sign their arrival and their departure, on their phone or on the trainer's device."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from caire.config import WorkshopsConfig
from caire.people.account import Account
from caire.people.models import Person
from caire.workshops import errors as e
from caire.workshops.access import (
    active_booking,
    locked_workshop,
    own_booking,
    refuse_unless_open,
    workshop_to_run,
)
from caire.workshops.chain import Record
from caire.workshops.models import Booking, Signature, Workshop
from caire.workshops.policies import is_trainer_of
from caire.workshops.presence import Standing
from caire.workshops.queries.roster import slot_of
from caire.workshops.room_code import is_current
from caire.workshops.services.records import (
    Given,
    Note,
    add_record,
    check_given,
    checked_reason,
    standing_of,
)
from caire.workshops.windows import POINTS, signing_window, window_of


def sign_on_own_device(
    db: Session,
    *,
    workshop_id: int,
    person_id: int,
    point: str,
    room_code: str,
    given: Given,
    rules: WorkshopsConfig,
    now: datetime,
) -> None:
    """The learner signs from her own account with the code that the room shows.

    The code says that she sees the room's screen, the account and her name say who she is
    (R-EMG-4). Sending it twice signs once.

    Args:
        point: `arrival` or `departure`.

    Raises:
        NoSuchWorkshop, WorkshopIsCancelled, SheetIsClosed, OutsideWindow, ArrivalMissing,
        WrongRoomCode, ConsentMissing, NameMismatch, SignedElsewhere
    """
    workshop = locked_workshop(db, workshop_id)
    booking = own_booking(db, workshop_id=workshop_id, person_id=person_id)
    refuse_unless_open(workshop)
    standing = standing_of(db, workshop_id, booking.id)
    if _signature_at(standing, point) is not None:
        return
    window = window_of(point, slot_of(workshop), rules)
    if not window.holds(now):
        raise e.OutsideWindow(point, window.opens_at, window.closes_at)
    if not is_current(workshop.secret, room_code, now):
        raise e.WrongRoomCode("the room shows another code")
    _sign(db, workshop, booking, standing, Note(point, "own_device"), given, person_id, now)


def sign_on_trainer_device(
    db: Session,
    *,
    workshop_id: int,
    booking_id: int,
    actor: Account,
    point: str,
    given: Given,
    late_reason: str,
    rules: WorkshopsConfig,
    now: datetime,
) -> None:
    """The learner signs on the device that the trainer hands her. Sending it twice signs once.

    After the window the trainer says why, and countersigns by it (R-EMG-3); such a signature
    counts for the whole half-day unless other times are noted.

    Raises:
        NoSuchWorkshop, NotYours, NoSuchParticipant, WorkshopIsCancelled, SheetIsClosed,
        OutsideWindow: the half-day has not begun to be signed.
        LateReasonMissing, ArrivalMissing, ConsentMissing, NameMismatch, SignedElsewhere
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    if not is_trainer_of(actor, workshop):
        raise e.NotYours(f"workshop {workshop_id} has another trainer")
    refuse_unless_open(workshop)
    booking = active_booking(db, workshop_id=workshop_id, booking_id=booking_id)
    standing = standing_of(db, workshop_id, booking_id)
    if _signature_at(standing, point) is not None:
        return
    note = Note(point, "trainer_device")
    slot = slot_of(workshop)
    window = signing_window(slot, rules)
    if now < window.opens_at:
        raise e.OutsideWindow(point, window.opens_at, window.closes_at)
    if now > window.closes_at:
        if not late_reason.strip():
            raise e.LateReasonMissing(f"signed after {window.closes_at}")
        reason = checked_reason(late_reason)
        if point == "arrival":
            note = replace(note, reason=reason, arrived_at=slot.starts_at)
        else:
            note = replace(note, reason=reason, left_at=slot.ends_at)
    _sign(db, workshop, booking, standing, note, given, actor.id, now)


def _sign(
    db: Session,
    workshop: Workshop,
    booking: Booking,
    standing: Standing,
    note: Note,
    given: Given,
    author_id: int,
    now: datetime,
) -> None:
    if note.kind == "departure" and standing.arrival is None:
        raise e.ArrivalMissing(f"booking {booking.id} has no arrival")
    check_given(given, db.get_one(Person, booking.person_id).display_name)
    _refuse_elsewhere(db, workshop, booking.person_id)
    # Somebody who was noted as absent and then signs was not absent.
    replaced = standing.absence.seq if standing.absence else None
    add_record(
        db,
        workshop=workshop,
        note=replace(note, replaces_seq=replaced),
        booking=booking,
        author_id=author_id,
        now=now,
        given=given,
    )


def _signature_at(standing: Standing, point: str) -> Record | None:
    if point not in POINTS:
        raise e.NothingSigned(f"{point!r} is not a point of signature")
    return standing.arrival if point == "arrival" else standing.departure


def _refuse_elsewhere(db: Session, workshop: Workshop, person_id: int) -> None:
    """Nobody is in two rooms: the person is locked, so two rooms cannot both look first."""
    db.get(Person, person_id, with_for_update={"key_share": True})
    later = aliased(Signature)
    taken_back = exists().where(
        later.workshop_id == Signature.workshop_id, later.replaces_seq == Signature.seq
    )
    other = db.scalars(
        select(Workshop)
        .join(Signature, Signature.workshop_id == Workshop.id)
        .where(
            Signature.person_id == person_id,
            Signature.kind == "arrival",
            ~taken_back,
            Workshop.id != workshop.id,
            Workshop.status != "cancelled",
            Workshop.starts_at < workshop.ends_at,
            Workshop.ends_at > workshop.starts_at,
        )
        .limit(1)
    ).first()
    if other is not None:
        raise e.SignedElsewhere(other.title, other.starts_at, other.ends_at)
