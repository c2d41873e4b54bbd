"""What the trainer notes while the sheet is open: absences, times, paper, acts, identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.people.account import Account
from caire.workshops import errors as e
from caire.workshops.access import active_booking, refuse_unless_open, workshop_to_run
from caire.workshops.models import Attendance, Booking, Workshop
from caire.workshops.presence import Standing
from caire.workshops.queries.sessions import HalfDay
from caire.workshops.services.records import (
    Note,
    add_record,
    checked_reason,
    standing_of,
)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of one participant: ids of acts, and whether she showed who she is."""

    acts: frozenset[str]
    identity_checked: bool


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody really came and went; None keeps what was signed."""

    arrived_at: datetime | None
    left_at: datetime | None


def note_absence(
    db: Session, *, workshop_id: int, booking_id: int, actor: Account, reason: str, now: datetime
) -> None:
    """Note that somebody did not come, and why (`non communiquée` is a reason too).

    Raises:
        NoSuchWorkshop, NotYours, NoSuchParticipant, WorkshopIsCancelled, SheetIsClosed,
        AlreadySigned, ReasonMissing
    """
    workshop, booking, standing = _opened(db, workshop_id, booking_id, actor)
    if standing.is_signed:
        raise e.AlreadySigned(f"booking {booking_id}")
    replaced = standing.absence.seq if standing.absence else None
    note = Note("absence", "declared", checked_reason(reason), replaces_seq=replaced)
    add_record(db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now)


def note_times(
    db: Session,
    *,
    workshop_id: int,
    booking_id: int,
    actor: Account,
    times: Times,
    reason: str,
    now: datetime,
) -> None:
    """Note a late arrival or an early departure of somebody who signed.

    Raises:
        as `note_absence`, and NothingSigned, TimesOutsideSlot
    """
    workshop, booking, standing = _opened(db, workshop_id, booking_id, actor)
    if standing.arrival is None:
        raise e.NothingSigned(f"booking {booking_id}")
    check_times(workshop, times)
    replaced = standing.times.seq if standing.times else None
    note = Note(
        "times", "declared", checked_reason(reason), times.arrived_at, times.left_at, replaced
    )
    add_record(db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now)


def note_paper(
    db: Session,
    *,
    workshop_id: int,
    booking_id: int,
    actor: Account,
    times: Times,
    reason: str,
    now: datetime,
) -> None:
    """Enter what stands on the printed sheet; never over an electronic signature (R-EMG-9).

    Raises:
        as `note_absence`, and NotBegun, TimesOutsideSlot
    """
    workshop, booking, standing = _opened(db, workshop_id, booking_id, actor)
    if standing.is_signed:
        raise e.AlreadySigned(f"booking {booking_id}")
    refuse_before_start(workshop, now)
    add_presence(
        db, workshop, booking, standing, actor=actor, method="paper", times=times,
        reason=checked_reason(reason), now=now,
    )  # fmt: skip


def take_back_signatures(
    db: Session, *, workshop_id: int, booking_id: int, actor: Account, reason: str, now: datetime
) -> None:
    """Annul what was signed by mistake, with a reason; the records stay readable.

    Raises:
        as `note_absence`, and NothingSigned
    """
    workshop, booking, standing = _opened(db, workshop_id, booking_id, actor)
    if not standing.is_signed:
        raise e.NothingSigned(f"booking {booking_id}")
    annul(
        db, workshop, booking, standing, actor=actor, reason=checked_reason(reason), now=now
    )  # fmt: skip


def observe(
    db: Session,
    *,
    workshop_id: int,
    actor: Account,
    seen: Mapping[int, Observed],
    now: datetime,
) -> None:
    """Tick the acts seen and the identities checked, by booking id, until the sheet is closed.

    Raises:
        NoSuchWorkshop, NotYours, NoSuchParticipant, WorkshopIsCancelled, SheetIsClosed, UnknownAct
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    refuse_unless_open(workshop)
    for booking_id, observed in seen.items():
        booking = active_booking(db, workshop_id=workshop_id, booking_id=booking_id)
        record_observed(db, workshop, booking, observed, actor=actor, now=now)


def record_observed(
    db: Session,
    workshop: Workshop,
    booking: Booking,
    observed: Observed,
    *,
    actor: Account,
    now: datetime,
) -> Attendance:
    """Raises: UnknownAct."""
    run_sheet = course_version(db, workshop.course_version_id).run_sheet
    unknown = observed.acts - set(run_sheet.acts if run_sheet else ())
    if unknown:
        raise e.UnknownAct(min(unknown))
    attendance = attendance_of(db, booking)
    attendance.acts = sorted(observed.acts)
    if not observed.identity_checked:
        attendance.identity_checked_at = attendance.identity_checked_by = None
    elif attendance.identity_checked_at is None:
        attendance.identity_checked_at, attendance.identity_checked_by = now, actor.id
    db.flush()
    return attendance


def attendance_of(db: Session, booking: Booking) -> Attendance:
    """The participant's row, made at the first need; the half-day is locked by the caller."""
    attendance = db.get(Attendance, booking.id)
    if attendance is None:
        attendance = Attendance(booking_id=booking.id, workshop_id=booking.workshop_id, acts=[])
        db.add(attendance)
        db.flush()
    return attendance


def refuse_before_start(workshop: Workshop, now: datetime) -> None:
    """Raises: NotBegun."""
    if now < workshop.starts_at:
        raise e.NotBegun(workshop.starts_at)


def check_times(workshop: HalfDay, times: Times) -> None:
    """Raises: TimesOutsideSlot."""
    first = times.arrived_at or workshop.starts_at
    last = times.left_at or workshop.ends_at
    if not workshop.starts_at <= first < last <= workshop.ends_at:
        raise e.TimesOutsideSlot(workshop.starts_at, workshop.ends_at)


def add_presence(
    db: Session,
    workshop: Workshop,
    booking: Booking,
    standing: Standing,
    *,
    actor: Account,
    method: str,
    times: Times,
    reason: str,
    now: datetime,
) -> None:
    """An arrival and a departure that the trainer enters, with their times.

    Raises:
        TimesOutsideSlot
    """
    check_times(workshop, times)
    replaced = standing.absence.seq if standing.absence else None
    arrived_at, left_at = times.arrived_at or workshop.starts_at, times.left_at or workshop.ends_at
    for note in (
        Note("arrival", method, reason, arrived_at, None, replaced),
        Note("departure", method, reason, None, left_at),
    ):
        add_record(db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now)


def annul(
    db: Session,
    workshop: Workshop,
    booking: Booking,
    standing: Standing,
    *,
    actor: Account,
    reason: str,
    now: datetime,
) -> None:
    """One annulment for each record of the participant that holds."""
    held = (standing.arrival, standing.departure, standing.absence, standing.times)
    for record in held:
        if record is not None:
            note = Note("annulment", "declared", reason, replaces_seq=record.seq)
            add_record(
                db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now
            )


def _opened(
    db: Session, workshop_id: int, booking_id: int, actor: Account
) -> tuple[Workshop, Booking, Standing]:
    workshop = workshop_to_run(db, workshop_id, actor)
    refuse_unless_open(workshop)
    booking = active_booking(db, workshop_id=workshop_id, booking_id=booking_id)
    return workshop, booking, standing_of(db, workshop_id, booking_id)
