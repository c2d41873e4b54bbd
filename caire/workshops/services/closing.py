"""Close a half-day's sheet, and correct it afterwards: every version stays.

Closing freezes a document, keeps each share of presence, and stores one `attended` statement per
person who was there. A correction freezes the next version and replaces that person's statement.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.config import WorkshopsConfig
from caire.people.account import Account
from caire.workshops import errors as e
from caire.workshops.access import active_booking, refuse_unless_open, workshop_to_run
from caire.workshops.chain import fingerprint
from caire.workshops.documents import sheet_document
from caire.workshops.models import AttendanceSheet, Booking, Workshop
from caire.workshops.policies import is_trainer_of
from caire.workshops.presence import Presence
from caire.workshops.queries.roster import Participant, chain_of, participants, slot_of
from caire.workshops.services.noting import (
    Observed,
    Times,
    add_presence,
    annul,
    check_times,
    record_observed,
)
from caire.workshops.services.records import (
    Given,
    Note,
    add_record,
    check_given,
    checked_reason,
)
from caire.workshops.services.stating import state_attendance
from caire.workshops.windows import departures_open_at


@dataclass(frozen=True, slots=True)
class Correction:
    """What the sheet should say of one participant; `times` matter when she was present."""

    present: bool
    times: Times
    observed: Observed


def close_sheet(
    db: Session,
    *,
    workshop_id: int,
    actor: Account,
    given: Given,
    seen_length: int,
    rules: WorkshopsConfig,
    xapi_root: str,
    now: datetime,
) -> AttendanceSheet:
    """The trainer signs after the trainees; that closes the slot (R-EMG-5). Twice closes once.

    Args:
        seen_length: how many records the chain had when the trainer read the sheet.

    Raises:
        NoSuchWorkshop, NotYours, WorkshopIsCancelled, TooEarlyToClose, SheetChanged,
        ConsentMissing, NameMismatch
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    if not is_trainer_of(actor, workshop):
        raise e.NotYours(f"workshop {workshop_id} has another trainer")
    if workshop.status == "closed":
        return latest_sheet(db, workshop_id)
    refuse_unless_open(workshop)
    opens_at = departures_open_at(slot_of(workshop), rules)
    if now < opens_at:
        raise e.TooEarlyToClose(opens_at)
    if seen_length != workshop.chain_length:
        raise e.SheetChanged(f"{workshop.chain_length} records, {seen_length} seen")
    check_given(given, actor.display_name)
    note = Note("closing", "own_device")
    add_record(
        db, workshop=workshop, note=note, booking=None, author_id=actor.id, now=now, given=given
    )
    workshop.status, workshop.closed_at = "closed", now
    return _freeze(
        db, workshop, version=1, actor=actor, reason="", only=None, rules=rules,
        xapi_root=xapi_root, now=now,
    )  # fmt: skip


def correct_sheet(
    db: Session,
    *,
    workshop_id: int,
    booking_id: int,
    actor: Account,
    correction: Correction,
    reason: str,
    rules: WorkshopsConfig,
    xapi_root: str,
    now: datetime,
) -> AttendanceSheet:
    """Make the next version of a closed sheet: « annule et remplace » (R-EMG-7).

    Raises:
        NoSuchWorkshop, NotYours, NoSuchParticipant, SheetNotClosed, ReasonMissing, UnknownAct,
        TimesOutsideSlot, NothingToCorrect
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    if workshop.status != "closed":
        raise e.SheetNotClosed(f"workshop {workshop_id}")
    why = checked_reason(reason)
    booking = active_booking(db, workshop_id=workshop_id, booking_id=booking_id)
    before = _participant(db, workshop, booking_id, rules)
    _correct_records(db, workshop, booking, before, correction, actor=actor, reason=why, now=now)
    record_observed(db, workshop, booking, correction.observed, actor=actor, now=now)
    after = _participant(db, workshop, booking_id, rules)
    if _said(before) == _said(after):
        raise e.NothingToCorrect(f"booking {booking_id}")
    version = latest_sheet(db, workshop_id).version + 1
    return _freeze(
        db, workshop, version=version, actor=actor, reason=why, only=booking_id, rules=rules,
        xapi_root=xapi_root, now=now,
    )  # fmt: skip


def latest_sheet(db: Session, workshop_id: int) -> AttendanceSheet:
    """The version that holds of a closed sheet."""
    return db.scalars(
        select(AttendanceSheet)
        .where(AttendanceSheet.workshop_id == workshop_id)
        .order_by(AttendanceSheet.version.desc())
        .limit(1)
    ).one()


def _freeze(
    db: Session,
    workshop: Workshop,
    *,
    version: int,
    actor: Account,
    reason: str,
    only: int | None,
    rules: WorkshopsConfig,
    xapi_root: str,
    now: datetime,
) -> AttendanceSheet:
    """Keep the sheet as it stands. `only`: the booking that is corrected; None states everybody."""
    chain = chain_of(db, workshop.id)
    people = participants(db, workshop, chain=chain, rules=rules)
    document = sheet_document(
        db,
        workshop,
        people,
        chain,
        version=version,
        previous_hash=latest_sheet(db, workshop.id).document_hash if version > 1 else "",
        author=actor.display_name,
        reason=reason,
        made_at=now,
    )
    sheet = AttendanceSheet(
        workshop_id=workshop.id,
        version=version,
        made_at=now,
        author_id=actor.id,
        author_name=actor.display_name,
        reason=reason,
        document=document,
        document_hash=fingerprint(document),
    )
    db.add(sheet)
    db.flush()
    stated = [person for person in people if only is None or person.booking_id == only]
    state_attendance(db, workshop, stated, sheet, xapi_root=xapi_root, now=now)
    return sheet


def _correct_records(
    db: Session,
    workshop: Workshop,
    booking: Booking,
    before: Participant,
    correction: Correction,
    *,
    actor: Account,
    reason: str,
    now: datetime,
) -> None:
    standing = before.standing
    if not correction.present:
        if standing.is_signed:
            annul(db, workshop, booking, standing, actor=actor, reason=reason, now=now)
        if standing.absence is None:
            note = Note("absence", "declared", reason)
            add_record(
                db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now
            )
        return
    if standing.arrival is None:
        add_presence(
            db, workshop, booking, standing, actor=actor, method="declared",
            times=correction.times, reason=reason, now=now,
        )  # fmt: skip
        return
    check_times(workshop, correction.times)
    wanted = (
        correction.times.arrived_at or workshop.starts_at,
        correction.times.left_at or workshop.ends_at,
    )
    if wanted != (before.presence.arrived_at, before.presence.left_at):
        replaced = standing.times.seq if standing.times else None
        note = Note("times", "declared", reason, *wanted, replaced)
        add_record(db, workshop=workshop, note=note, booking=booking, author_id=actor.id, now=now)


def _participant(
    db: Session, workshop: Workshop, booking_id: int, rules: WorkshopsConfig
) -> Participant:
    people = participants(db, workshop, chain=chain_of(db, workshop.id), rules=rules)
    return next(person for person in people if person.booking_id == booking_id)


def _said(person: Participant) -> tuple[str, Presence, tuple[str, ...], bool]:
    return person.state, person.presence, person.acts, person.identity_checked
