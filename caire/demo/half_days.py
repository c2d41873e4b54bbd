"""Half-days of the demonstration: planned, held, closed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.config import WorkshopsConfig
from caire.people.account import Account
from caire.people.models import Person
from caire.workshops.models import Booking, Workshop
from caire.workshops.services.closing import close_sheet
from caire.workshops.services.noting import Observed, observe
from caire.workshops.services.planning import Plan, plan_workshop
from caire.workshops.services.records import CONSENT_VERSION, Given
from caire.workshops.services.signing import sign_on_trainer_device

RULES = WorkshopsConfig()
COURSE = "aware"
MINUTES = 210


class Setting(Protocol):
    """Where and by whom."""

    @property
    def room_id(self) -> int: ...
    @property
    def trainer(self) -> Account: ...
    @property
    def xapi_root(self) -> str: ...
    @property
    def now(self) -> datetime: ...


def plan_half_day(
    db: Session,
    setting: Setting,
    *,
    day: date,
    start: time,
    seen_days: int,
    course_key: str = COURSE,
) -> Workshop:
    """Planned `seen_days` before now, so that a past half-day was planned in time."""
    return plan_workshop(
        db,
        actor=setting.trainer,
        course_key=course_key,
        plan=Plan(
            room_id=setting.room_id,
            trainer_id=setting.trainer.id,
            day=day,
            start=start,
            minutes=MINUTES,
            capacity=16,
            is_open=True,
        ),
        now=setting.now - timedelta(days=seen_days),
    )


def weekday(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def hold_half_day(
    db: Session, setting: Setting, workshop: Workshop, person_ids: Sequence[int]
) -> None:
    """Everybody signs on the trainer's device, is observed, and the sheet is closed."""
    bookings = db.scalars(
        select(Booking).where(Booking.workshop_id == workshop.id, Booking.person_id.in_(person_ids))
    ).all()
    run_sheet = course_version(db, workshop.course_version_id).run_sheet
    acts = frozenset(run_sheet.acts) if run_sheet else frozenset()
    for minute, booking in enumerate(bookings):
        for point, at in (
            ("arrival", workshop.starts_at + timedelta(seconds=20 * minute)),
            ("departure", workshop.ends_at + timedelta(seconds=20 * minute)),
        ):
            sign_on_trainer_device(
                db,
                workshop_id=workshop.id,
                booking_id=booking.id,
                actor=setting.trainer,
                point=point,
                given=_given(db, booking.person_id),
                late_reason="",
                rules=RULES,
                now=at,
            )
    closed_at = workshop.ends_at + timedelta(minutes=12)
    observe(
        db,
        workshop_id=workshop.id,
        actor=setting.trainer,
        seen={b.id: Observed(acts=acts, identity_checked=True) for b in bookings},
        now=closed_at,
    )
    close_sheet(
        db,
        workshop_id=workshop.id,
        actor=setting.trainer,
        given=_given(db, setting.trainer.id),
        seen_length=workshop.chain_length,
        rules=RULES,
        xapi_root=setting.xapi_root,
        now=closed_at,
    )


def _given(db: Session, person_id: int) -> Given:
    return Given(
        typed_name=db.get_one(Person, person_id).display_name, consent_version=CONSENT_VERSION
    )
