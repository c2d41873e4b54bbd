"""Tests without feedback before their end: the diagnostic of a sequence, an attempt at the exam.

Answers are kept one by one as they are given, on the server: another device goes on where this one
stopped. Nothing is traced before the test is handed in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.assessment.responses import ResponseRefused, from_trace, parse_optional, to_trace
from caire.assessment.scoring import Scored, score
from caire.cohorts.services import lock_enrolment
from caire.learning.errors import NoSuchScreen, SittingClosed, UnreadableAnswer, WrongScreen
from caire.learning.models import Sitting, SittingAnswer
from caire.learning.queries import LearningPath, SavedAnswer, saved_answers
from caire.learning.statements import item_answered, test_completed
from caire.lrs.services import store_own

OPEN_FOR = timedelta(days=7)
EXAM = "exam"


def diagnostic(db: Session, *, path: LearningPath, screen_id: str, now: datetime) -> Sitting:
    """The diagnostic of this screen, begun at its first visit.

    Raises:
        NoSuchScreen, WrongScreen.
    """
    screen = path.course.screen(screen_id)
    if screen is None:
        raise NoSuchScreen(screen_id)
    if screen.type != "test":
        raise WrongScreen(f"{screen_id} is not a test")
    kind = f"test:{screen_id}"
    lock_enrolment(db, path.enrolment.id)
    found = locked_sitting(db, path, kind)
    if found is not None:
        return found
    return begin_sitting(
        db, path=path, kind=kind, number=1, items=screen.items, relaxed=(), now=now
    )


def begin_sitting(
    db: Session,
    *,
    path: LearningPath,
    kind: str,
    number: int,
    items: Sequence[str],
    relaxed: Sequence[str],
    now: datetime,
) -> Sitting:
    sitting = Sitting(
        enrolment_id=path.enrolment.id,
        kind=kind,
        number=number,
        item_ids=list(items),
        relaxed=list(relaxed),
        started_at=now,
    )
    db.add(sitting)
    db.flush()
    return sitting


def save_answer(
    db: Session,
    *,
    path: LearningPath,
    kind: str,
    number: int,
    item_id: str,
    form: Mapping[str, Sequence[str]],
    confidence: int | None,
    flagged: bool,
    now: datetime,
) -> None:
    """Keep the latest answer to one item; an empty one is kept as empty.

    Raises:
        NoSuchScreen: no such sitting, or it does not ask this item.
        SittingClosed: handed in already, or its seven days are over.
        UnreadableAnswer: not among the choices.
    """
    sitting = locked_sitting(db, path, kind, number)
    if sitting is None or item_id not in sitting.item_ids:
        raise NoSuchScreen(item_id)
    refuse_closed(sitting, now)
    item = path.course.items[item_id]
    try:
        response = parse_optional(item, form)
    except ResponseRefused as refusal:
        raise UnreadableAnswer(refusal.reason, refusal.field) from refusal
    kept = db.get(SittingAnswer, (sitting.id, item_id))
    if kept is None:
        kept = SittingAnswer(sitting_id=sitting.id, item_id=item_id)
        db.add(kept)
    kept.response = None if response is None else to_trace(item, response)
    kept.confidence = confidence if confidence in (1, 2, 3) and item.head.confidence else None
    kept.flagged = flagged
    kept.saved_at = now
    db.flush()


def refuse_closed(sitting: Sitting, now: datetime) -> None:
    if sitting.submitted_at or sitting.abandoned_at or now - sitting.started_at > OPEN_FOR:
        raise SittingClosed(f"sitting {sitting.id}")


def scored_answers(
    path: LearningPath, item_ids: Sequence[str], answers: Mapping[str, SavedAnswer]
) -> dict[str, Scored]:
    """Each item's score; an item left empty scores 0 and has no entry in the feedback."""
    results = {}
    for item_id in item_ids:
        item = path.course.items[item_id]
        saved = answers.get(item_id)
        trace = saved.response if saved else None
        response = from_trace(item, str(trace)) if trace is not None else None
        results[item_id] = score(item, response)
    return results


def submit_diagnostic(
    db: Session, *, path: LearningPath, screen_id: str, xapi_root: str, now: datetime
) -> None:
    """Hand in the diagnostic: each answer becomes a trace, once.

    Raises:
        NoSuchScreen: it was never begun.
    """
    sitting = locked_sitting(db, path, f"test:{screen_id}")
    if sitting is None:
        raise NoSuchScreen(screen_id)
    if sitting.submitted_at is not None:
        return
    sitting.submitted_at = now
    answers = saved_answers(db, sitting.id)
    results = scored_answers(path, sitting.item_ids, answers)
    statements = answer_statements(
        path,
        sitting,
        answers,
        results,
        mode="diagnostic",
        screen_id=screen_id,
        xapi_root=xapi_root,
        now=now,
    )
    share = sum(r.points for r in results.values()) / len(results)
    statements.append(
        test_completed(
            xapi_root,
            path.enrolment,
            path.course,
            screen_id=screen_id,
            share=round(share, 4),
            now=now,
        )
    )
    store_own(db, statements=statements, authority_home=xapi_root)


def answer_statements(
    path: LearningPath,
    sitting: Sitting,
    answers: Mapping[str, SavedAnswer],
    results: Mapping[str, Scored],
    *,
    mode: str,
    screen_id: str,
    xapi_root: str,
    now: datetime,
) -> list[object]:
    """One `answered` statement for each item that was answered."""
    statements: list[object] = []
    for item_id in sitting.item_ids:
        saved = answers.get(item_id)
        if saved is None or saved.response is None:
            continue
        statements.append(
            item_answered(
                xapi_root,
                path.enrolment,
                path.course,
                item=path.course.items[item_id],
                response=str(saved.response),
                score=round(results[item_id].points, 4),
                success=results[item_id].correct,
                screen_id=screen_id,
                try_number=sitting.number,
                mode=mode,
                confidence=saved.confidence,
                now=now,
            )
        )
    return statements


def locked_sitting(
    db: Session, path: LearningPath, kind: str, number: int | None = None
) -> Sitting | None:
    """The sitting of that number, or the latest one, locked; None when there is none."""
    query = select(Sitting).where(Sitting.enrolment_id == path.enrolment.id, Sitting.kind == kind)
    if number is not None:
        query = query.where(Sitting.number == number)
    latest = query.order_by(Sitting.number.desc()).limit(1)
    # Whoever waited for the lock reads the row as it is now.
    return db.scalar(latest.with_for_update().execution_options(populate_existing=True))
