"""Plan a half-day, move it, cancel it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version, current_course
from caire.cohorts.queries import enrolment_by_id
from caire.errors import NotFound
from caire.lrs.services import store_own
from caire.organisations.errors import NoSuchRoom
from caire.organisations.models import Room, Site
from caire.organisations.policies import can_use_rooms
from caire.people.account import Account
from caire.people.models import Person, RoleGrant
from caire.workshops import errors as e
from caire.workshops.access import refuse_unless_open, workshop_to_run
from caire.workshops.models import NOTES_MAX, REASON_MAX, Booking, Workshop
from caire.workshops.policies import can_plan
from caire.workshops.services.notices import active_bookings, tell_cancelled, tell_moved
from caire.workshops.slots import Slot, slot_on
from caire.workshops.statements import seat_given_back


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided about a half-day; `start` is a wall clock time in Paris."""

    room_id: int
    trainer_id: int
    day: date
    start: time
    minutes: int
    capacity: int
    is_open: bool
    notes: str = ""

    @property
    def slot(self) -> Slot:
        return slot_on(self.day, self.start, minutes=self.minutes)


def plan_workshop(
    db: Session, *, actor: Account, course_key: str, plan: Plan, now: datetime
) -> Workshop:
    """Plan a half-day of a course, in the name of the organisation that owns the room.

    The room, then the trainer, are locked: of two plans made at once for the same, one is refused.

    Raises:
        NoWorkshopForCourse, NoSuchRoom, NoSuchTrainer, SlotInPast, SlotTooLong,
        SlotCrossesMidnight, TimeDoesNotExist, CapacityAboveRoom, RoomBusy, TrainerBusy
    """
    version_id, level, title = _taught(db, course_key)
    slot = plan.slot
    if slot.starts_at <= now:
        raise e.SlotInPast(f"{slot.starts_at} is past")
    organisation_id = _claim(db, actor=actor, plan=plan, slot=slot)
    if not can_plan(actor, organisation_id):
        raise NoSuchRoom(f"room {plan.room_id}")
    workshop = Workshop(
        organisation_id=organisation_id,
        course_key=course_key,
        course_version_id=version_id,
        level=level,
        title=title,
        room_id=plan.room_id,
        trainer_id=plan.trainer_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        capacity=plan.capacity,
        is_open=plan.is_open,
        notes=plan.notes[:NOTES_MAX],
        secret=secrets.token_hex(32),
        created_at=now,
    )
    db.add(workshop)
    db.flush()
    return workshop


def change_workshop(
    db: Session, *, workshop_id: int, actor: Account, plan: Plan, now: datetime
) -> Workshop:
    """Change anything but the course. Those who booked are told of a new time, place or trainer.

    Time and place hold once the half-day has begun or somebody has signed; the trainer can still be
    replaced until the sheet is closed.

    Raises:
        NoSuchWorkshop, NotYours, WorkshopIsCancelled, SheetIsClosed, AlreadyBegun,
        CapacityBelowBookings, TrainerOfThis, and what `plan_workshop` raises.
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    refuse_unless_open(workshop)
    slot = plan.slot
    moves = (slot.starts_at, slot.ends_at, plan.room_id) != (
        workshop.starts_at,
        workshop.ends_at,
        workshop.room_id,
    )
    if moves and (workshop.starts_at <= now or workshop.chain_length):
        raise e.AlreadyBegun(f"workshop {workshop_id}")
    if moves and slot.starts_at <= now:
        raise e.SlotInPast(f"{slot.starts_at} is past")
    organisation_id = _claim(db, actor=actor, plan=plan, slot=slot, workshop=workshop)
    if organisation_id != workshop.organisation_id:
        raise NoSuchRoom(f"room {plan.room_id} is another organisation's")
    seats = active_bookings(db, workshop_id)
    if plan.capacity < min(len(seats), workshop.capacity):
        raise e.CapacityBelowBookings(len(seats))
    if any(seat.person_id == plan.trainer_id for seat in seats):
        raise e.TrainerOfThis(f"person {plan.trainer_id}")
    is_news = moves or plan.trainer_id != workshop.trainer_id
    workshop.room_id, workshop.trainer_id = plan.room_id, plan.trainer_id
    workshop.starts_at, workshop.ends_at = slot.starts_at, slot.ends_at
    workshop.capacity, workshop.is_open = plan.capacity, plan.is_open
    workshop.notes = plan.notes[:NOTES_MAX]
    workshop.revision += int(is_news)
    db.flush()
    if is_news and workshop.starts_at > now:
        tell_moved(db, workshop, now=now)
    return workshop


def cancel_workshop(
    db: Session, *, workshop_id: int, actor: Account, reason: str, xapi_root: str, now: datetime
) -> Workshop:
    """Call a half-day off and tell those who booked why; doing it again changes nothing.

    What was signed stays readable and counts for nothing.

    Raises:
        NoSuchWorkshop, NotYours, ReasonMissing, SheetIsClosed
    """
    workshop = workshop_to_run(db, workshop_id, actor)
    if workshop.status == "cancelled":
        return workshop
    refuse_unless_open(workshop)
    reason = reason.strip()[:REASON_MAX]
    if not reason:
        raise e.ReasonMissing("why is it cancelled?")
    workshop.status, workshop.cancelled_at, workshop.cancelled_reason = "cancelled", now, reason
    workshop.revision += 1
    db.flush()
    tell_cancelled(db, workshop, reason=reason, now=now)
    statements = []
    for booking in active_bookings(db, workshop_id):
        enrolment = enrolment_by_id(db, booking.enrolment_id)
        if enrolment is not None:
            course = course_version(db, enrolment.course_version_id)
            statements.append(
                seat_given_back(
                    xapi_root,
                    enrolment,
                    course,
                    workshop_id=workshop_id,
                    booking_id=booking.id,
                    now=now,
                )
            )
    if statements:
        store_own(db, statements=statements, authority_home=xapi_root)
    return workshop


def _taught(db: Session, course_key: str) -> tuple[int, str, str]:
    """The current version, the level and the half-day's title."""
    try:
        version_id, course = current_course(db, course_key)
    except NotFound:
        raise e.NoWorkshopForCourse(course_key) from None
    if course.run_sheet is None or course.status != "open":
        raise e.NoWorkshopForCourse(course_key)
    return version_id, course.level, course.run_sheet.title["fr"]


def _claim(
    db: Session, *, actor: Account, plan: Plan, slot: Slot, workshop: Workshop | None = None
) -> int:
    """Lock the room and the trainer, check that both are free; the room's organisation."""
    own_id = workshop.id if workshop else None
    room = db.get(Room, plan.room_id, with_for_update={"key_share": True}, populate_existing=True)
    if room is None:
        raise NoSuchRoom(f"room {plan.room_id}")
    organisation_id = db.execute(
        select(Site.organisation_id).where(Site.id == room.site_id)
    ).scalar_one()
    if not (can_use_rooms(actor, organisation_id) or (workshop and workshop.room_id == room.id)):
        raise NoSuchRoom(f"room {plan.room_id}")
    if plan.capacity > room.capacity:
        raise e.CapacityAboveRoom(room.capacity)
    if not _trains(db, plan.trainer_id, organisation_id):
        raise e.NoSuchTrainer(f"person {plan.trainer_id}")
    db.get(Person, plan.trainer_id, with_for_update={"key_share": True})
    if taken := _overlapping(db, slot, own_id, Workshop.room_id == plan.room_id):
        raise e.RoomBusy(taken.title, taken.starts_at, taken.ends_at)
    if taken := _overlapping(db, slot, own_id, Workshop.trainer_id == plan.trainer_id):
        raise e.TrainerBusy(taken.title, taken.starts_at, taken.ends_at)
    seat = Workshop.id.in_(
        select(Booking.workshop_id).where(
            Booking.person_id == plan.trainer_id, Booking.cancelled_at.is_(None)
        )
    )
    if taken := _overlapping(db, slot, own_id, seat):
        raise e.TrainerBusy(taken.title, taken.starts_at, taken.ends_at)
    return organisation_id


def _overlapping(db: Session, slot: Slot, own_id: int | None, condition: object) -> Workshop | None:
    """Another half-day that is held, at least partly, at the same time."""
    query = select(Workshop).where(
        condition,  # type: ignore[arg-type]  # a column expression
        Workshop.status != "cancelled",
        Workshop.starts_at < slot.ends_at,
        Workshop.ends_at > slot.starts_at,
    )
    if own_id is not None:
        query = query.where(Workshop.id != own_id)
    return db.scalars(query.order_by(Workshop.starts_at).limit(1)).first()


def _trains(db: Session, person_id: int, organisation_id: int) -> bool:
    granted = select(func.count()).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == "trainer",
        or_(RoleGrant.organisation_id == organisation_id, RoleGrant.organisation_id.is_(None)),
    )
    return bool(db.scalar(granted))
