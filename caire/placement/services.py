"""Take a placement test: begin, answer, stop; refuse what it spares, or take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.assessment.responses import ResponseRefused, parse, to_trace
from caire.assessment.scoring import EPSILON, score
from caire.catalogue.course import Dispense, Placement
from caire.cohorts.queries import enrolment_for
from caire.events import announce
from caire.learning.errors import UnreadableAnswer
from caire.learning.queries import path_of
from caire.lrs.services import store_own, void
from caire.people.models import Person
from caire.placement.drawing import draw_items
from caire.placement.errors import NoSuchTest, NotFollowing, TooSoonAgain
from caire.placement.events import ScreensWaived
from caire.placement.models import PlacementAnswer, PlacementSitting
from caire.placement.queries import (
    Offer,
    Sitting,
    items_seen,
    latest_sitting,
    offer_of,
    sitting_of,
)
from caire.placement.routing import Stop, decide, next_step, steps_of
from caire.placement.sparing import spared
from caire.placement.statements import Speaker, answered, decided, started, waived


def begin(db: Session, *, person_id: int, test_id: str, xapi_root: str, now: datetime) -> Sitting:
    """Begin a test, or go on with the one in progress.

    Raises:
        NoSuchTest: not offered, or its level is not open.
        NotFollowing: it spares sequences of a course that the person does not follow.
        TooSoonAgain: taken less than its months ago.
    """
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    last = latest_sitting(db, person_id=person_id, test_id=test_id)
    if last is not None and last.ended_at is None:
        return last
    offer = offer_of(db, test_id, today=now.date())
    if last is not None and last.opens_again_at is not None and now < last.opens_again_at:
        raise TooSoonAgain(last.opens_again_at)
    row = _new_row(db, offer, person_id, last.number + 1 if last else 1, now)
    by = _speaker(db, row, xapi_root)
    store_own(db, statements=[started(by, items=row.item_ids, now=now)], authority_home=xapi_root)
    return sitting_of(db, row)


def _new_row(
    db: Session, offer: Offer, person_id: int, number: int, now: datetime
) -> PlacementSitting:
    """What spares sequences is told among their traces; an entry test has traces of its own."""
    registration = str(uuid4())
    if isinstance(offer.test, Dispense):
        enrolment = enrolment_for(db, person_id=person_id, course_key=offer.course.key)
        if enrolment is None:
            raise NotFollowing(offer.course.key)
        registration = enrolment.registration
    items = draw_items(
        steps_of(offer.test),
        offer.bank.items,
        seed=f"{registration}:{offer.test.head.id}:{number}",
        seen=items_seen(db, person_id),
        today=now.date(),
    )
    row = PlacementSitting(
        person_id=person_id,
        test_id=offer.test.head.id,
        number=number,
        course_version_id=offer.course_version_id,
        bank_version_id=offer.bank_version_id,
        registration=registration,
        item_ids=list(items),
        started_at=now,
        asked_at=now,
        minutes=0.0,
        waivers=0,
    )
    db.add(row)
    db.flush()
    return row


def answer(
    db: Session,
    *,
    person_id: int,
    test_id: str,
    item_id: str,
    form: Mapping[str, Sequence[str]] | None,
    xapi_root: str,
    now: datetime,
) -> Sitting:
    """Keep the answer to the present question, once; the last one ends the test.

    An answer to another question than the present one (sent twice, or from another tab) changes
    nothing. After 14 minutes the question in hand is the last.

    Args:
        form: None for « je ne sais pas ».

    Raises:
        NoSuchTest: the person never began it.
        UnreadableAnswer: empty, or not among the choices.
    """
    row = _locked(db, person_id, test_id)
    sitting = sitting_of(db, row)
    item, step = sitting.item, sitting.step
    if item is None or step is None or item.head.id != item_id:
        return sitting
    mark = _mark(item, form)
    kept = _keep(db, row, sitting, item_id, mark, now)
    told = answered(
        _speaker(db, row, xapi_root),
        rank=kept.rank,
        item=item,
        cell=step.cell,
        response=mark.trace,
        points=round(mark.points, 4),
        right=kept.right,
        now=now,
    )
    store_own(db, statements=[told], authority_home=xapi_root)
    if why := _stops(sitting.test, (*sitting.rights, kept.right), row.minutes):
        _end(db, row, why, xapi_root, now)
    return sitting_of(db, row)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was answered, as traces say it, None for « je ne sais pas »; `points` in [0, 1]."""

    trace: str | None
    points: float


def _mark(item: Item, form: Mapping[str, Sequence[str]] | None) -> _Mark:
    if form is None:
        return _Mark(None, 0.0)
    try:
        response = parse(item, form)
    except ResponseRefused as refusal:
        raise UnreadableAnswer(refusal.reason, refusal.field) from refusal
    return _Mark(to_trace(item, response), score(item, response).points)


def _keep(
    db: Session, row: PlacementSitting, sitting: Sitting, item_id: str, mark: _Mark, now: datetime
) -> PlacementAnswer:
    """The answer, and the minutes that it took, a break counted as the rule says."""
    kept = PlacementAnswer(
        sitting_id=row.id,
        rank=len(sitting.rights),
        item_id=item_id,
        response=mark.trace,
        right=mark.points >= sitting.test.head.right_from - EPSILON,
        answered_at=now,
    )
    db.add(kept)
    taken = (now - row.asked_at).total_seconds() / 60
    row.minutes += min(max(taken, 0.0), sitting.test.head.pause_minutes)
    row.asked_at = now
    db.flush()
    return kept


def _stops(test: Placement, rights: Sequence[bool], minutes: float) -> Stop | None:
    """Why the test ends after these answers; None when there is a question more."""
    if next_step(test, rights) is None:
        return "rule"
    return "time" if minutes >= test.head.max_minutes else None


def stop(db: Session, *, person_id: int, test_id: str, xapi_root: str, now: datetime) -> Sitting:
    """End the test where it is: what is validated stays so. Stopping twice is once.

    Raises:
        NoSuchTest: the person never began it.
    """
    row = _locked(db, person_id, test_id)
    if row.ended_at is None:
        _end(db, row, "learner", xapi_root, now)
    return sitting_of(db, row)


def _end(db: Session, row: PlacementSitting, why: Stop, xapi_root: str, now: datetime) -> None:
    sitting = sitting_of(db, row)
    decision = decide(sitting.test, sitting.rights, stop=why)
    row.ended_at, row.stop = now, why
    by = _speaker(db, row, xapi_root)
    told = decided(by, decision, minutes=row.minutes, now=now)
    store_own(db, statements=[told], authority_home=xapi_root)
    if decision.validated:
        _spare(db, row, xapi_root, now)
    db.flush()


def refuse_waiver(
    db: Session, *, person_id: int, test_id: str, xapi_root: str, now: datetime
) -> None:
    """Study everything after all: the trace that spares sequences is taken back.

    Raises:
        NoSuchTest: the person never began it.
    """
    row = _locked(db, person_id, test_id)
    if row.waiver is not None:
        void(
            db,
            statement_id=row.waiver,
            authority_home=xapi_root,
            now=now,
            reason="refused by the learner",
        )
        row.waiver = None
        db.flush()


def take_waiver_back(
    db: Session, *, person_id: int, test_id: str, xapi_root: str, now: datetime
) -> None:
    """Be spared again what the test validated, after having refused it.

    Raises:
        NoSuchTest: the person never began it.
    """
    row = _locked(db, person_id, test_id)
    decision = sitting_of(db, row).decision
    if row.waiver is None and decision is not None and decision.validated:
        _spare(db, row, xapi_root, now)


def _spare(db: Session, row: PlacementSitting, xapi_root: str, now: datetime) -> None:
    sitting = sitting_of(db, row)
    path = path_of(db, person_id=row.person_id, course_key=sitting.course.key)
    decision, test = sitting.decision, sitting.test
    if path is None or decision is None or not isinstance(test, Dispense):
        return
    found = spared(test, decision.validated, path.course, path.state)
    row.waivers += 1
    names = tuple(screen.id for screen in found.screens)
    told = waived(
        _speaker(db, row, xapi_root),
        waiver=row.waivers,
        screens=names,
        minutes=found.minutes,
        now=now,
    )
    (record,) = store_own(db, statements=[told], authority_home=xapi_root)
    row.waiver = record.id
    db.flush()
    announce(db, ScreensWaived(path.enrolment.id, names, row.person_id, xapi_root, now))


def _locked(db: Session, person_id: int, test_id: str) -> PlacementSitting:
    """The latest sitting, as it is now: two tabs follow one another."""
    newest = (
        select(func.max(PlacementSitting.number))
        .where(PlacementSitting.person_id == person_id, PlacementSitting.test_id == test_id)
        .scalar_subquery()
    )
    row = db.scalar(
        select(PlacementSitting)
        .where(
            PlacementSitting.person_id == person_id,
            PlacementSitting.test_id == test_id,
            PlacementSitting.number == newest,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NoSuchTest(test_id)
    return row


def _speaker(db: Session, row: PlacementSitting, xapi_root: str) -> Speaker:
    sitting = sitting_of(db, row)
    actor_name = db.scalars(select(Person.actor_name).where(Person.id == row.person_id)).one()
    return Speaker(
        xapi_root, actor_name, row.registration, sitting.course, sitting.test, row.number
    )
