"""Learners who have no attempt left at the final assessment, as those in charge read them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caire.attempts.errors import NoSuchLearner
from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import enrolment_by_id
from caire.learning.models import ExamReopening, Progress, Sitting
from caire.learning.queries import LearningPath, path_of_enrolment
from caire.learning.services.sittings import EXAM
from caire.learning.services.standing import ExamStanding, standing
from caire.people.account import Account
from caire.people.models import Person
from caire.workshops.queries.learners import administered_by, taught_by

#: Each one is looked at by the whole rule: a page is short.
MOST = 50


@dataclass(frozen=True, slots=True)
class LearnerRow:
    enrolment_id: int
    given_name: str
    family_name: str
    email: str
    course: Course
    stand: ExamStanding

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def last_at(self) -> datetime:
        """When the last attempt was handed in, or begun when it never was."""
        last = self.stand.attempts[-1]
        return last.submitted_at or last.started_at


def in_charge(actor: Account) -> ColumnElement[bool]:
    """Her trainers, and who administers her organisation or the platform."""
    return or_(taught_by(actor), administered_by(actor))


def exhausted_learners(db: Session, actor: Account, *, now: datetime) -> list[LearnerRow]:
    """Those whose attempts are all used without success, the latest first."""
    used_up = [one.enrolment_id for one in _candidates(db, actor)]
    found = (learner_row(db, enrolment_id, actor, now=now) for enrolment_id in used_up[:MOST])
    return [row for row in found if row.stand.is_exhausted]


def count_to_reopen(db: Session, actor: Account, now: datetime) -> int:
    """How many learners may be given one attempt more; one query.

    One query more for each whose attempts were not all handed in: the whole rule decides of those.
    """
    return sum(
        one.all_handed_in or _is_to_reopen(learner_row(db, one.enrolment_id, actor, now=now).stand)
        for one in _candidates(db, actor)
        if not one.reopened
    )


def _is_to_reopen(stand: ExamStanding) -> bool:
    return stand.is_exhausted and not stand.reopened


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A learner who began as many attempts as there are since she enrolled, and passed none."""

    enrolment_id: int
    all_handed_in: bool
    reopened: bool


def _candidates(db: Session, actor: Account) -> list[_Candidate]:
    """The latest attempt first; one query."""
    reopened = exists().where(
        ExamReopening.enrolment_id == Enrolment.id, _since_renewal(ExamReopening.reopened_at)
    )
    rows = db.execute(
        select(
            Enrolment.id,
            Enrolment.course_version_id,
            func.count(Sitting.id),
            func.count(Sitting.submitted_at),
            reopened,
        )
        .join(Sitting, Sitting.enrolment_id == Enrolment.id)
        .join(Progress, Progress.enrolment_id == Enrolment.id)
        .where(
            in_charge(actor),
            Sitting.kind == EXAM,
            _since_renewal(Sitting.started_at),
            Progress.exam_passed_at.is_(None),
        )
        .group_by(Enrolment.id, Enrolment.course_version_id)
        .order_by(func.max(Sitting.started_at).desc())
    )
    return [
        _Candidate(enrolment_id, handed_in >= plan.max_attempts, bool(was_reopened))
        for enrolment_id, version_id, begun, handed_in, was_reopened in rows
        if (plan := course_version(db, version_id).blueprint) and begun >= plan.max_attempts
    ]


def _since_renewal(moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    return or_(Enrolment.renewed_at.is_(None), moment >= Enrolment.renewed_at)


def learner_row(db: Session, enrolment_id: int, actor: Account, *, now: datetime) -> LearnerRow:
    """Raises: NoSuchLearner, NoSuchScreen (there is no final assessment)."""
    path = path_in_charge(db, enrolment_id, actor)
    person = db.execute(
        select(Person.given_name, Person.family_name, Person.email).where(
            Person.id == path.enrolment.person_id
        )
    ).one()
    return LearnerRow(enrolment_id, *person, path.course, standing(db, path=path, now=now))


def path_in_charge(db: Session, enrolment_id: int, actor: Account) -> LearningPath:
    """Raises: NoSuchLearner."""
    is_hers = select(Enrolment.id).where(Enrolment.id == enrolment_id, in_charge(actor))
    enrolment = enrolment_by_id(db, enrolment_id) if db.scalar(is_hers) else None
    if enrolment is None:
        raise NoSuchLearner(f"enrolment {enrolment_id}")
    return path_of_enrolment(db, enrolment)
