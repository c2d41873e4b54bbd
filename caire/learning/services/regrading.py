"""Attempts graded again without items found faulty after use (CURRICULUM F.1)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.assessment.blueprint import Grade
from caire.assessment.scoring import Scored
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import enrolment_by_id
from caire.learning.models import Sitting
from caire.learning.progress.state import ExamRecord
from caire.learning.queries import LearningPath, path_of_enrolment, saved_answers
from caire.learning.services.exam import graded, told_end
from caire.learning.services.sittings import EXAM, scored_answers
from caire.lrs.services import store_own


@dataclass(frozen=True, slots=True)
class Regraded:
    """An attempt that asked a faulty item: as it counts now, and without it. Points, not shares."""

    enrolment_id: int
    attempt: int
    before: ExamRecord
    after: Grade

    @property
    def is_better(self) -> bool:
        """The better of the two results is kept: nobody loses by a second grading."""
        after = self.after.points / self.after.points_max
        return (self.after.passed, after) > (self.before.passed, self.before.share)

    @property
    def passes_now(self) -> bool:
        return self.after.passed and not self.before.passed


def regrade(
    db: Session, *, course_key: str, faulty: Collection[str], xapi_root: str, now: datetime
) -> list[Regraded]:
    """Trace what is better without these items; the same call again changes nothing.

    Returns: every attempt handed in that asked one of them, better or not.
    """
    found = []
    for path, sitting in _attempts(db, course_key, faulty):
        left_out, results, one = _without(db, path, sitting, faulty)
        found.append(one)
        if one.is_better:
            told = told_end(path, sitting, results, left_out=left_out, xapi_root=xapi_root, now=now)
            store_own(db, statements=[told], authority_home=xapi_root)
    return found


def regradings(db: Session, *, course_key: str, faulty: Collection[str]) -> list[Regraded]:
    """What `regrade` would find; reads only."""
    attempts = _attempts(db, course_key, faulty)
    return [_without(db, path, sitting, faulty)[2] for path, sitting in attempts]


def _attempts(
    db: Session, course_key: str, faulty: Collection[str]
) -> Iterator[tuple[LearningPath, Sitting]]:
    """Attempts handed in that asked one of these items and others, as their learners stand."""
    query = (
        select(Sitting)
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .where(
            Sitting.kind == EXAM,
            Sitting.submitted_at.is_not(None),
            Enrolment.course_key == course_key,
            Enrolment.withdrawn_at.is_(None),
        )
        .order_by(Sitting.enrolment_id, Sitting.number)
    )
    for sitting in db.scalars(query).all():
        asked = set(sitting.item_ids)
        enrolment = enrolment_by_id(db, sitting.enrolment_id) if asked & set(faulty) else None
        if enrolment is not None and asked - set(faulty):
            yield path_of_enrolment(db, enrolment), sitting


def _without(
    db: Session, path: LearningPath, sitting: Sitting, faulty: Collection[str]
) -> tuple[list[str], dict[str, Scored], Regraded]:
    """What is left out by now, what the rest is worth."""
    record = next(one for one in path.state.exams if one.attempt == sitting.number)
    gone = {*faulty, *record.left_out}
    kept = [name for name in sitting.item_ids if name not in gone]
    results = scored_answers(path, kept, saved_answers(db, sitting.id))
    one = Regraded(sitting.enrolment_id, sitting.number, record, graded(path, results))
    return [name for name in sitting.item_ids if name in gone], results, one
