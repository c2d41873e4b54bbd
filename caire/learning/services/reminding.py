"""Messages that call to the review: only to who asked, seldom, and off at one click (F.5)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from caire.clock import in_paris
from caire.learning.errors import UnreadableAnswer
from caire.learning.models import ReviewPlan, ReviewSession
from caire.learning.own_statements import schedule_erased
from caire.learning.queries import LearningPath, paths_of
from caire.lrs.services import store_own
from caire.messaging.notices import queue_review_due, queue_review_stopped
from caire.people.models import Person

#: Days between two messages; 0: none.
FREQUENCIES = (7, 14, 30, 0)
USUAL_DAYS = 14
#: Hours of Paris between which a message may leave; never on a Sunday.
FIRST_HOUR, LAST_HOUR = 8, 18
USUAL_HOUR = 9
SUNDAY = 6
#: After so many messages without a visit, the platform stops by itself and says so.
UNVISITED_MOST = 3
FORGOTTEN_AFTER = timedelta(days=30)

HERSELF, SILENCE = "herself", "silence"


def kept_plan(db: Session, *, person_id: int) -> ReviewPlan:
    """Her plan, locked; made without messages when there is none."""
    db.get_one(Person, person_id, with_for_update=True)
    plan = db.get(ReviewPlan, person_id, populate_existing=True)
    if plan is None:
        plan = ReviewPlan(person_id=person_id, every_days=0, hour=USUAL_HOUR, unvisited=0)
        db.add(plan)
        db.flush()
    return plan


def answer_proposal(db: Session, *, person_id: int, accepted: bool, now: datetime) -> None:
    """What she said on her certificate; the proposal is not made again."""
    plan = kept_plan(db, person_id=person_id)
    plan.answered_at = now
    if accepted:
        _begin(plan, USUAL_DAYS, USUAL_HOUR, now)
    db.flush()


def choose_reminders(
    db: Session, *, person_id: int, every_days: int, hour: int, now: datetime
) -> None:
    """How often a message comes, and from which hour; a stopped review goes on.

    Raises:
        UnreadableAnswer: a frequency or an hour that is not offered.
    """
    if every_days not in FREQUENCIES or not FIRST_HOUR <= hour <= LAST_HOUR:
        raise UnreadableAnswer("reminders", "every_days")
    plan = kept_plan(db, person_id=person_id)
    plan.answered_at = plan.answered_at or now
    _begin(plan, every_days, hour, now)
    db.flush()


def _begin(plan: ReviewPlan, every_days: int, hour: int, now: datetime) -> None:
    plan.every_days, plan.hour = every_days, hour
    plan.begun_at = plan.begun_at or now
    plan.reminded_at = plan.reminded_at or now
    plan.stopped_at, plan.stopped_by, plan.unvisited = None, None, 0


def stop_review(db: Session, *, person_id: int, now: datetime) -> None:
    """No message any more; the schedule is forgotten 30 days later. Stopping twice is once."""
    plan = db.get(ReviewPlan, person_id, with_for_update=True, populate_existing=True)
    if plan is not None and plan.stopped_at is None:
        plan.stopped_at, plan.stopped_by = now, HERSELF
    db.flush()


def note_visit(db: Session, *, person_id: int) -> None:
    """She came: the messages had their use."""
    kept_plan(db, person_id=person_id).unvisited = 0
    db.flush()


def people_to_remind(db: Session, *, now: datetime) -> Sequence[int]:
    """Whose message is due at this hour; nobody's on Sundays and at night."""
    local = in_paris(now)
    if local.weekday() == SUNDAY or not FIRST_HOUR <= local.hour <= LAST_HOUR:
        return ()
    due = or_(
        *(
            and_(ReviewPlan.every_days == days, ReviewPlan.reminded_at < _day_after(local, days))
            for days in FREQUENCIES
            if days
        )
    )
    return db.scalars(
        select(ReviewPlan.person_id)
        .where(ReviewPlan.stopped_at.is_(None), ReviewPlan.hour <= local.hour, due)
        .order_by(ReviewPlan.person_id)
    ).all()


def _day_after(local: datetime, days: int) -> datetime:
    """The end, in Paris, of the day that was `days` days ago: periods are counted in days."""
    return datetime.combine(local.date() - timedelta(days=days - 1), time(), local.tzinfo)


def remind(db: Session, *, person_id: int, has_cards: bool, now: datetime) -> None:
    """One message, when there is something to review; or the one that says that they end."""
    plan = kept_plan(db, person_id=person_id)
    if plan.unvisited >= UNVISITED_MOST:
        plan.stopped_at, plan.stopped_by = now, SILENCE
        queue_review_stopped(db, person_id=person_id, path="/learn/review/", now=now)
    elif has_cards:
        plan.unvisited += 1
        plan.reminded_at = now
        queue_review_due(db, person_id=person_id, path="/learn/review/", now=now)
    db.flush()


def forget_schedules(db: Session, *, xapi_root: str, now: datetime) -> int:
    """Forget the schedules of who stopped 30 days ago; returns of how many people."""
    stopped = db.scalars(
        select(ReviewPlan).where(ReviewPlan.stopped_at <= now - FORGOTTEN_AFTER).with_for_update()
    ).all()
    for plan in stopped:
        erase_schedule(db, paths_of(db, plan.person_id), xapi_root=xapi_root, now=now)
        db.execute(delete(ReviewSession).where(ReviewSession.person_id == plan.person_id))
        plan.stopped_at, plan.stopped_by, plan.begun_at, plan.every_days = None, None, None, 0
    db.flush()
    return len(stopped)


def erase_schedule(
    db: Session, paths: Sequence[LearningPath], *, xapi_root: str, now: datetime
) -> None:
    """Every card becomes a new one; traced, so that what is computed again agrees."""
    statements = [
        schedule_erased(xapi_root, path.enrolment, path.course, now=now)
        for path in paths
        if path.state.cards
    ]
    if statements:
        store_own(db, statements=statements, authority_home=xapi_root)
