"""The final assessment: begin an attempt, hand it in (CURRICULUM F.2)."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

import tincan
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog import get_logger

from caire.assessment.blueprint import BankTooSmall, ExamForm, Grade, draw, grade
from caire.assessment.scoring import Scored
from caire.cohorts.services import lock_enrolment
from caire.learning.errors import (
    AttemptTooEarly,
    ExamNotOpen,
    ExamPassed,
    ExamUnavailable,
    NoAttemptLeft,
    NoSuchScreen,
    RemediationLeft,
)
from caire.learning.exposure import exposures
from caire.learning.floors import forbids_critical
from caire.learning.models import Sitting
from caire.learning.queries import LearningPath, saved_answers
from caire.learning.services.sittings import (
    EXAM,
    answer_statements,
    begin_sitting,
    locked_sitting,
    refuse_closed,
    scored_answers,
)
from caire.learning.services.standing import ExamStanding, blueprint_of, standing
from caire.learning.statements import exam_ended, exam_started
from caire.lrs.services import store_own

log = get_logger(__name__)


def begin_attempt(
    db: Session, *, path: LearningPath, secret: str, xapi_root: str, now: datetime
) -> int:
    """Begin an attempt, or find the one under way; returns its number.

    Raises:
        ExamNotOpen, ExamPassed, NoAttemptLeft, AttemptTooEarly, RemediationLeft, ExamUnavailable.
    """
    # Two tabs that begin at once: the second waits, then finds the first one's attempt.
    lock_enrolment(db, path.enrolment.id)
    stand = standing(db, path=path, now=now)
    if stand.under_way is not None:
        return stand.under_way.number
    _refuse(stand)
    _abandon_overdue(db, path, now)
    blueprint = blueprint_of(path)
    number = len(stand.attempts) + 1
    form = _draw(db, path, stand, number=number, secret=secret, now=now)
    begin_sitting(
        db,
        path=path,
        kind=EXAM,
        number=number,
        items=form.item_ids,
        relaxed=form.relaxed,
        now=now,
    )
    statement = exam_started(
        xapi_root,
        path.enrolment,
        path.course,
        plan=blueprint.id,
        attempt=number,
        items=form.item_ids,
        relaxed=form.relaxed,
        now=now,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
    return number


def _draw(
    db: Session, path: LearningPath, stand: ExamStanding, *, number: int, secret: str, now: datetime
) -> ExamForm:
    """The items of this attempt: the same secret, enrolment and number give the same ones."""
    seed = hmac.new(secret.encode(), f"{path.enrolment.id}:{number}".encode(), hashlib.sha256)
    try:
        return draw(
            blueprint_of(path),
            path.course.items,
            seed=seed.digest(),
            seen=frozenset(i for row in stand.attempts for i in row.item_ids),
            exposures=exposures(db, path.course, now=now),
            today=now.date(),
        )
    except BankTooSmall as shortage:
        log.error("exam bank too small", course=path.course.key, missing=str(shortage))
        raise ExamUnavailable(str(shortage)) from shortage


def _refuse(stand: ExamStanding) -> None:
    if stand.passed:
        raise ExamPassed("the final assessment is passed")
    if stand.sequences_left:
        raise ExamNotOpen(stand.sequences_left)
    if stand.used >= stand.allowed:
        raise NoAttemptLeft(stand.allowed)
    if stand.opens_at is not None:
        raise AttemptTooEarly(stand.opens_at)
    if stand.steps_left:
        raise RemediationLeft(stand.steps_left)


def _abandon_overdue(db: Session, path: LearningPath, now: datetime) -> None:
    query = select(Sitting).where(
        Sitting.enrolment_id == path.enrolment.id,
        Sitting.kind == EXAM,
        Sitting.submitted_at.is_(None),
        Sitting.abandoned_at.is_(None),
    )
    for sitting in db.scalars(query):
        sitting.abandoned_at = now


def hand_in(db: Session, *, path: LearningPath, number: int, xapi_root: str, now: datetime) -> None:
    """Hand in an attempt; handing it in again changes nothing.

    Raises:
        NoSuchScreen: no such attempt.
        SittingClosed: its seven days are over.
    """
    sitting = locked_sitting(db, path, EXAM, number)
    if sitting is None:
        raise NoSuchScreen(f"attempt {number}")
    if sitting.submitted_at is not None:
        return
    refuse_closed(sitting, now)
    sitting.submitted_at = now
    answers = saved_answers(db, sitting.id)
    results = scored_answers(path, sitting.item_ids, answers)
    statements = answer_statements(
        path, sitting, answers, results, mode="exam", screen_id=EXAM, xapi_root=xapi_root, now=now
    )
    statements.append(told_end(path, sitting, results, xapi_root=xapi_root, now=now))
    store_own(db, statements=statements, authority_home=xapi_root)


def graded(path: LearningPath, results: Mapping[str, Scored]) -> Grade:
    """What these answers are worth by the rule of the certificate."""
    rule = path.course.rule
    return grade(
        {item_id: result.points for item_id, result in results.items()},
        path.course.items,
        min_share=rule.exam_min_share if rule else blueprint_of(path).pass_share,
        floors=rule.exam_floors if rule else (),
        share_floors=rule.exam_share_floors if rule else (),
        forbidden=critical_in(results) if forbids_critical(path.course) else (),
    )


def critical_in(results: Mapping[str, Scored]) -> list[str]:
    return [item_id for item_id, result in results.items() if result.critical]


def told_end(
    path: LearningPath,
    sitting: Sitting,
    results: Mapping[str, Scored],
    *,
    xapi_root: str,
    now: datetime,
    left_out: Sequence[str] = (),
) -> tincan.Statement:
    """The statement of an attempt handed in on its `submitted_at`, graded by these results."""
    result = graded(path, results)
    return exam_ended(
        xapi_root,
        path.enrolment,
        path.course,
        plan=blueprint_of(path).id,
        attempt=sitting.number,
        passed=result.passed,
        points=result.points,
        points_max=result.points_max,
        points_by_item={item_id: found.points for item_id, found in results.items()},
        correct=result.correct,
        drawn=result.drawn,
        critical=critical_in(results),
        duration=(sitting.submitted_at or now) - sitting.started_at,
        left_out=left_out,
        now=now,
    )
