"""What the pages of placement tests read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.catalogue.course import Course, Placement
from caire.catalogue.queries import course_version, current_courses
from caire.placement.drawing import TooFewItems, draw_items
from caire.placement.errors import NoSuchTest
from caire.placement.models import PlacementAnswer, PlacementSitting
from caire.placement.routing import Decision, Step, Stop, decide, next_step, steps_of
from caire.placement.sparing import opens_again


@dataclass(frozen=True, slots=True)
class Offer:
    """A test as it is now, the course that it shortens or precedes, the bank of its items."""

    test: Placement
    course_version_id: int
    course: Course
    bank_version_id: int
    bank: Course


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting with its rule, its items and the answers given so far, in order."""

    id: int
    number: int
    registration: str
    test: Placement
    course: Course
    bank: Course
    item_ids: tuple[str, ...]
    rights: tuple[bool, ...]
    minutes: float
    ended_at: datetime | None
    stop: Stop | None
    waiver: str | None
    waivers: int

    @property
    def place(self) -> int | None:
        """The place of the question to ask; None when the test is over."""
        return None if self.ended_at else next_step(self.test, self.rights)

    @property
    def step(self) -> Step | None:
        return None if self.place is None else steps_of(self.test)[self.place]

    @property
    def item(self) -> Item | None:
        return None if self.place is None else self.bank.items[self.item_ids[self.place]]

    @property
    def decision(self) -> Decision | None:
        """What was decided; None before the end."""
        return decide(self.test, self.rights, stop=self.stop) if self.stop else None

    @property
    def opens_again_at(self) -> datetime | None:
        if self.ended_at is None:
            return None
        return opens_again(self.ended_at, self.test.head.again_after_months)


def known_tests(db: Session) -> list[tuple[Course, Placement]]:
    """Every test there is, from level 1 up, also of the levels that are only announced."""
    return [(course, test) for _, course in current_courses(db) for test in course.placements]


def offers(db: Session, *, today: date) -> list[Offer]:
    """The tests that can be taken now: their level is open and their bank is large enough."""
    return list(_offers(db, today))


def _offers(db: Session, today: date) -> Iterator[Offer]:
    courses = {course.key: (version_id, course) for version_id, course in current_courses(db)}
    for version_id, course in courses.values():
        for test in course.placements if course.status == "open" else ():
            bank_version_id, bank = courses.get(test.head.bank, (0, None))
            if bank is not None and _can_be_drawn(test, bank, today):
                yield Offer(test, version_id, course, bank_version_id, bank)


def _can_be_drawn(test: Placement, bank: Course, today: date) -> bool:
    try:
        draw_items(steps_of(test), bank.items, seed="", seen=(), today=today)
    except TooFewItems:
        return False
    return True


def offer_of(db: Session, test_id: str, *, today: date) -> Offer:
    """Raises: NoSuchTest."""
    found = next((o for o in _offers(db, today) if o.test.head.id == test_id), None)
    if found is None:
        raise NoSuchTest(test_id)
    return found


def latest_sitting(db: Session, *, person_id: int, test_id: str) -> Sitting | None:
    """The one in progress, or the last one that ended; None when she never took this test."""
    row = db.scalar(
        select(PlacementSitting)
        .where(PlacementSitting.person_id == person_id, PlacementSitting.test_id == test_id)
        .order_by(PlacementSitting.number.desc())
        .limit(1)
    )
    return None if row is None else sitting_of(db, row)


def latest_sittings(db: Session, *, person_id: int) -> dict[str, Sitting]:
    """Of each test that she took, by its id, as `latest_sitting` tells it; two queries in all."""
    rows = db.scalars(
        select(PlacementSitting)
        .where(PlacementSitting.person_id == person_id)
        .order_by(PlacementSitting.number)
    )
    latest = {row.test_id: row for row in rows}
    rights = _rights(db, [row.id for row in latest.values()])
    return {test_id: _sitting(db, row, rights[row.id]) for test_id, row in latest.items()}


def sitting_of(db: Session, row: PlacementSitting) -> Sitting:
    return _sitting(db, row, _rights(db, [row.id])[row.id])


def _rights(db: Session, sitting_ids: Sequence[int]) -> dict[int, tuple[bool, ...]]:
    """Which answers of each sitting were right, in the order they were given."""
    rows = db.execute(
        select(PlacementAnswer.sitting_id, PlacementAnswer.right)
        .where(PlacementAnswer.sitting_id.in_(sitting_ids))
        .order_by(PlacementAnswer.rank)
    ).all()
    return {one: tuple(right for sitting, right in rows if sitting == one) for one in sitting_ids}


def _sitting(db: Session, row: PlacementSitting, rights: tuple[bool, ...]) -> Sitting:
    course = course_version(db, row.course_version_id)
    stop: Any = row.stop
    return Sitting(
        id=row.id,
        number=row.number,
        registration=row.registration,
        test=next(test for test in course.placements if test.head.id == row.test_id),
        course=course,
        bank=course_version(db, row.bank_version_id),
        item_ids=tuple(row.item_ids),
        rights=rights,
        minutes=row.minutes,
        ended_at=row.ended_at,
        stop=stop,
        waiver=row.waiver,
        waivers=row.waivers,
    )


def items_seen(db: Session, person_id: int) -> set[str]:
    """The items that she met in placement tests."""
    return set(
        db.scalars(
            select(PlacementAnswer.item_id)
            .join(PlacementSitting, PlacementSitting.id == PlacementAnswer.sitting_id)
            .where(PlacementSitting.person_id == person_id)
        )
    )
