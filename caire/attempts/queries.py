"""Learners who have no attempt left at the final assessment, as those in charge read them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caire.attempts.errors import NoSuchLearner
from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import enrolment_by_id
from caire.db import rows_of
from caire.learning.models import ExamReopening, Progress, Sitting
from caire.learning.queries import LearningPath, path_of_enrolment, sittings_of_several
from caire.learning.services.sittings import EXAM
from caire.learning.services.standing import ExamStanding, standing, used_attempts
from caire.people.account import Account
from caire.people.models import Person
from caire.workshops.queries.learners import PersonId, administered_by, taught_by

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


def in_charge(actor: PersonId) -> ColumnElement[bool]:
    """Her trainers, and who administers her organisation or the platform."""
    return or_(taught_by(actor), administered_by(actor))


def exhausted_learners(db: Session, actor: Account, *, now: datetime) -> list[LearnerRow]:
    """Those whose attempts are all used without success, the latest first."""
    used_up = [one.enrolment_id for one in _candidates(db, actor)]
    found = (learner_row(db, enrolment_id, actor, now=now) for enrolment_id in used_up[:MOST])
    return [row for row in found if row.stand.is_exhausted]


def count_to_reopen(db: Session, actor: Account, now: datetime) -> int:
    """How many learners may be given one attempt more; one query.

    And one for all those whose attempts were not all handed in: whether such an attempt counts
    depends on how far it went.
    """
    waiting = [one for one in _candidates(db, actor) if not one.reopened]
    unsure = [one for one in waiting if one.handed_in < one.allowed]
    attempts = sittings_of_several(
        db, enrolment_ids=[one.enrolment_id for one in unsure], kind=EXAM
    )
    left = sum(
        len(used_attempts(attempts[one.enrolment_id], since=one.renewed_at, now=now)) < one.allowed
        for one in unsure
    )
    return len(waiting) - left


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A learner who began as many attempts as there are since she enrolled, and passed none."""

    enrolment_id: int
    renewed_at: datetime | None
    handed_in: int
    allowed: int
    reopened: bool


def _since_renewal(moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    return or_(Enrolment.renewed_at.is_(None), moment >= Enrolment.renewed_at)


_UNPASSED = (
    select(
        Enrolment.id,
        Enrolment.course_version_id,
        Enrolment.renewed_at,
        func.count(Sitting.id),
        func.count(Sitting.submitted_at),
        exists().where(
            ExamReopening.enrolment_id == Enrolment.id, _since_renewal(ExamReopening.reopened_at)
        ),
    )
    .join(Sitting, Sitting.enrolment_id == Enrolment.id)
    .join(Progress, Progress.enrolment_id == Enrolment.id)
    .where(
        in_charge(bindparam("actor_id", type_=Integer)),
        Sitting.kind == EXAM,
        _since_renewal(Sitting.started_at),
        Progress.exam_passed_at.is_(None),
    )
    .group_by(Enrolment.id, Enrolment.course_version_id, Enrolment.renewed_at)
    .order_by(func.max(Sitting.started_at).desc())
)


def _candidates(db: Session, actor: Account) -> list[_Candidate]:
    """The latest attempt first; one query."""
    rows = rows_of(db, _UNPASSED, actor_id=actor.id)
    return [
        _Candidate(enrolment_id, renewed_at, handed_in, plan.max_attempts, bool(reopened))
        for enrolment_id, version_id, renewed_at, begun, handed_in, reopened in rows
        if (plan := course_version(db, version_id).blueprint) and begun >= plan.max_attempts
    ]


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
    is_hers = select(Enrolment.id).where(Enrolment.id == enrolment_id, in_charge(actor.id))
    enrolment = enrolment_by_id(db, enrolment_id) if db.scalar(is_hers) else None
    if enrolment is None:
        raise NoSuchLearner(f"enrolment {enrolment_id}")
    return path_of_enrolment(db, enrolment)
