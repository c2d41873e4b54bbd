"""One answer to one formative question: `browser -> record_answer -> statement -> progress`."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from caire.assessment.items import Item
from caire.assessment.mastery import START
from caire.assessment.responses import ResponseRefused, from_trace, parse, to_trace
from caire.assessment.scoring import Scored, score
from caire.catalogue.course import Screen
from caire.cohorts.services import lock_enrolment
from caire.learning.errors import NoSuchScreen, UnreadableAnswer, WrongScreen
from caire.learning.models import RecallDraw
from caire.learning.progress.advance import REVIEW
from caire.learning.queries import LearningPath, recall_items
from caire.learning.statements import answer_id, item_answered
from caire.lrs.queries import statement as find_statement
from caire.lrs.services import store_own

#: Screen id of questions answered outside a screen, in the plan after a failed exam.
PRACTICE = "practice"
#: The same, of questions answered in the spaced review.
REVIEW_SCREEN = "review"
CONFIDENCES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """`was_new` is False when this try was already recorded, from another tab or a replay."""

    item_id: str
    try_number: int
    was_new: bool


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A recorded answer, scored again for display: the trace is the record."""

    item: Item
    response: object
    scored: Scored
    try_number: int
    confidence: int | None


def record_answer(
    db: Session,
    *,
    path: LearningPath,
    screen_id: str,
    item_id: str,
    try_number: int,
    form: Mapping[str, Sequence[str]],
    confidence: int | None,
    xapi_root: str,
    now: datetime,
) -> AnswerRecorded:
    """Score an answer and keep it as a trace.

    `try_number` is the one printed in the form: two tabs that show the same question send the same
    number, so their answers are one attempt, and the first one stands.

    Raises:
        NoSuchScreen: no such screen, or the question is not asked there.
        UnreadableAnswer: empty, or not among the choices.
    """
    item = asked_item(db, path=path, screen_id=screen_id, item_id=item_id)
    expected = path.state.items[item_id].tries + 1 if item_id in path.state.items else 1
    if not 1 <= try_number <= expected:
        raise UnreadableAnswer("try", "try")
    try:
        response = parse(item, form)
    except ResponseRefused as refusal:
        raise UnreadableAnswer(refusal.reason, refusal.field) from refusal
    in_review = screen_id == REVIEW_SCREEN
    asks_confidence = item.head.confidence or in_review
    must_say = item.head.confidence and not in_review
    if (must_say or confidence is not None and asks_confidence) and confidence not in CONFIDENCES:
        raise UnreadableAnswer("confidence_missing", "confidence")
    scored = score(item, response)
    statement = item_answered(
        xapi_root,
        path.enrolment,
        path.course,
        item=item,
        response=to_trace(item, response),
        score=scored.points,
        success=scored.correct,
        screen_id=screen_id,
        try_number=try_number,
        mode=REVIEW if in_review else "formative",
        confidence=confidence if asks_confidence else None,
        now=now,
    )
    (record,) = store_own(db, statements=[statement], authority_home=xapi_root)
    return AnswerRecorded(item_id, try_number, record.was_new)


def asked_item(db: Session, *, path: LearningPath, screen_id: str, item_id: str) -> Item:
    """The question, when this screen asks it of this learner.

    Raises:
        NoSuchScreen, WrongScreen.
    """
    item = path.course.items.get(item_id)
    if item is None or item.head.pool != "formative":
        raise NoSuchScreen(item_id)
    if screen_id in (PRACTICE, REVIEW_SCREEN):
        return item
    screen = path.course.screen(screen_id)
    if screen is None:
        raise NoSuchScreen(screen_id)
    if screen.type != "questions":
        raise WrongScreen(f"{screen_id} asks no question")
    asked = screen.items
    if screen.recall_count:
        asked = recall_items(db, enrolment_id=path.enrolment.id, screen_id=screen_id) or ()
    if item_id not in asked:
        raise NoSuchScreen(item_id)
    return item


def past_answer(
    db: Session, *, path: LearningPath, screen_id: str, item_id: str, try_number: int
) -> PastAnswer | None:
    """An answer as it was recorded, with its feedback; None when there is none."""
    item = path.course.items.get(item_id)
    if item is None:
        return None
    found = find_statement(
        db,
        answer_id(
            path.enrolment.registration,
            screen_id=screen_id,
            item_id=item_id,
            try_number=try_number,
        ),
    )
    if found is None:
        return None
    response = from_trace(item, found.data["result"]["response"])
    confidence = next(
        (
            value
            for iri, value in found.data.get("context", {}).get("extensions", {}).items()
            if iri.endswith("/confidence")
        ),
        None,
    )
    return PastAnswer(item, response, score(item, response), try_number, confidence)


def drawn_recall(
    db: Session, *, path: LearningPath, screen: Screen, by_mastery: bool
) -> tuple[str, ...]:
    """The recall questions of a screen: drawn at its first visit, then always the same."""
    lock_enrolment(db, path.enrolment.id)
    drawn = recall_items(db, enrolment_id=path.enrolment.id, screen_id=screen.id)
    if drawn is not None:
        return drawn
    chosen = recall_choice(path, screen, by_mastery=by_mastery)
    db.add(RecallDraw(enrolment_id=path.enrolment.id, screen_id=screen.id, item_ids=list(chosen)))
    db.flush()
    return chosen


def recall_choice(path: LearningPath, screen: Screen, *, by_mastery: bool) -> tuple[str, ...]:
    """Formative questions of earlier sequences, by chance; `by_mastery`: least known first (F.3).

    Never two of the same statement; the chance is seeded with the registration. What an entry test
    has asked, with its answer, comes after what she has not read there. What a later screen will
    ask comes last: asked here, a rehearsal would be no rehearsal.
    """
    screens = path.course.screens()
    position = [s.id for s in screens].index(screen.id)
    earlier = screens[:position]
    later = {i for s in screens[position:] for i in s.items}
    tested = {i for s in earlier if s.type == "test" for i in s.items}
    sequence = screen.id.rpartition(".")[0]
    met = {i for s in earlier if s.id.rpartition(".")[0] != sequence for i in s.items}
    areas = {path.course.items[i].head.competency_group for i in met if i in path.course.items}
    candidates = [
        item
        for item in path.course.items.values()
        if item.head.pool == "formative"
        and item.head.competency_group in areas
        and _is_taught(item, earlier)
    ]
    chance = random.Random(f"{path.enrolment.registration}:{screen.id}")
    candidates.sort(key=lambda item: item.head.id)
    chance.shuffle(candidates)
    if by_mastery:
        candidates.sort(key=lambda item: _known(path, item))
    candidates.sort(key=lambda item: (item.head.id in later, item.head.id in tested))
    chosen: dict[str, str] = {}
    for item in candidates:
        chosen.setdefault(item.head.competency, item.head.id)
    return tuple(list(chosen.values())[: screen.recall_count])


def _is_taught(item: Item, earlier: Sequence[Screen]) -> bool:
    taught = {screen.id for screen in earlier}
    return bool(item.head.review) and set(item.head.review) <= taught


def _known(path: LearningPath, item: Item) -> float:
    mastery = path.state.mastery.get(item.head.competency_group)
    return mastery.level if mastery else START
