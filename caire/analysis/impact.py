"""Whom a new version of a course touches, counted before it is loaded (CURRICULUM F.1).

Learners keep the version that they began, its final assessment too; only newcomers get the new one.
Certificates are never withdrawn for a change of content.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.analysis.changes import CourseChanges, ItemChange, changes_between
from caire.catalogue.course import Course
from caire.catalogue.errors import NoSuchCourse
from caire.catalogue.queries import current_course, versions_by_digest
from caire.catalogue.services import digest_of
from caire.certificates.models import Certificate
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import enrolment_by_id
from caire.learning.models import Progress, Sitting
from caire.learning.queries import path_of_enrolment, saved_answers
from caire.learning.services.exam import graded
from caire.learning.services.sittings import EXAM, OPEN_FOR, scored_answers

#: How long a learner may finish with the version that she began (F.1).
KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ItemImpact:
    """One changed item: open attempts that ask it, attempts handed in that asked it.

    `would_pass`: those of the latter that failed and would pass with the item left out; counted
    for withdrawn items only.
    """

    change: ItemChange
    open_attempts: int
    handed_in: int
    would_pass: int


@dataclass(frozen=True, slots=True)
class CourseImpact:
    """`before` None: the course is new; `changes` None: nothing would be loaded anew.

    `learners` follow the course and have not done it all; `past_term` began more than a year ago;
    `open_attempts` are exams begun, not handed in and not past their seven days.
    """

    course_key: str
    before: str | None
    after: str
    changes: CourseChanges | None
    learners: int
    past_term: int
    finished: int
    open_attempts: int
    certificates: int
    items: tuple[ItemImpact, ...]

    @property
    def is_unchanged(self) -> bool:
        return self.before is not None and self.changes is None


def impact_of(db: Session, course: Course, *, now: datetime) -> CourseImpact:
    """What loading this course would touch; reads only."""
    version_id, before = _current(db, course.key)
    # By the digest that was stored: it holds whatever newer code would write of the same course.
    same_id = versions_by_digest(db).get((course.key, digest_of(course)))
    is_same = version_id is not None and same_id == version_id
    changes = None if before is None or is_same else changes_between(before, course)
    attempts = _attempts(db, course.key)
    return CourseImpact(
        course_key=course.key,
        before=before.version if before else None,
        after=course.version,
        changes=changes,
        learners=_learners(db, course.key, done=False),
        past_term=_learners(db, course.key, done=False, begun_before=now - KEPT_FOR),
        finished=_learners(db, course.key, done=True),
        open_attempts=sum(_is_open(attempt, now) for attempt in attempts),
        certificates=_certificates(db, course.key),
        items=_items(db, changes, attempts, now) if changes else (),
    )


def _current(db: Session, course_key: str) -> tuple[int | None, Course | None]:
    try:
        return current_course(db, course_key)
    except NoSuchCourse:
        return None, None


def _learners(
    db: Session, course_key: str, *, done: bool, begun_before: datetime | None = None
) -> int:
    """Those who have passed the exam, or those who have not."""
    query = (
        select(func.count())
        .select_from(Enrolment)
        .outerjoin(Progress, Progress.enrolment_id == Enrolment.id)
        .where(Enrolment.course_key == course_key, Enrolment.withdrawn_at.is_(None))
        .where(Progress.exam_passed_at.is_not(None) if done else Progress.exam_passed_at.is_(None))
    )
    if begun_before is not None:
        query = query.where(Enrolment.enrolled_at < begun_before)
    return db.scalar(query) or 0


def _certificates(db: Session, course_key: str) -> int:
    valid = (Certificate.course_key == course_key, Certificate.status == "valid")
    return db.scalar(select(func.count()).select_from(Certificate).where(*valid)) or 0


@dataclass(frozen=True, slots=True)
class _Attempt:
    id: int
    enrolment_id: int
    item_ids: list[str]
    started_at: datetime
    submitted_at: datetime | None
    abandoned_at: datetime | None
    passed_at: datetime | None


def _attempts(db: Session, course_key: str) -> list[_Attempt]:
    rows = db.execute(
        select(
            Sitting.id,
            Sitting.enrolment_id,
            Sitting.item_ids,
            Sitting.started_at,
            Sitting.submitted_at,
            Sitting.abandoned_at,
            Progress.exam_passed_at,
        )
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .outerjoin(Progress, Progress.enrolment_id == Enrolment.id)
        .where(
            Sitting.kind == EXAM,
            Enrolment.course_key == course_key,
            Enrolment.withdrawn_at.is_(None),
        )
    )
    return [_Attempt(*row) for row in rows]


def _is_open(attempt: _Attempt, now: datetime) -> bool:
    is_over = attempt.submitted_at or attempt.abandoned_at
    return not is_over and now - attempt.started_at <= OPEN_FOR


def _items(
    db: Session, changes: CourseChanges, attempts: list[_Attempt], now: datetime
) -> tuple[ItemImpact, ...]:
    asking: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    passing: Counter[str] = Counter()
    for attempt in attempts:
        touched = changes.touched.intersection(attempt.item_ids)
        if _is_open(attempt, now):
            asking.update(touched)
        elif attempt.submitted_at is not None:
            asked.update(touched)
            faulty = changes.withdrawn & touched
            if faulty and attempt.passed_at is None and _passes_without(db, attempt, faulty):
                passing.update(faulty)
    return tuple(
        ItemImpact(c, asking[c.item_id], asked[c.item_id], passing[c.item_id])
        for c in changes.items
    )


def _passes_without(db: Session, attempt: _Attempt, faulty: Collection[str]) -> bool:
    """Whether the attempt reaches what the rule asks, once these items are left out of it."""
    enrolment = enrolment_by_id(db, attempt.enrolment_id)
    if enrolment is None:
        return False
    path = path_of_enrolment(db, enrolment)
    kept = [name for name in attempt.item_ids if name not in faulty and name in path.course.items]
    if path.course.blueprint is None or not kept:
        return False
    return graded(path, scored_answers(path, kept, saved_answers(db, attempt.id))).passed
