"""The cards of a path: questions already met, and what lessons asked to remember."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from caire.assessment.mastery import START
from caire.assessment.memory import Memory
from caire.assessment.texts import LocalText
from caire.catalogue.course import Course, Screen
from caire.learning.progress.advance import COUNTS_AGAIN_AFTER
from caire.learning.progress.remembering import is_critical, memory_of
from caire.learning.progress.state import LearningState
from caire.learning.progress.summary import sequence_of

#: Where a lesson says what to remember; compiled by `caire.catalogue.lessons`, never nested.
_REMEMBER = re.compile(r'<section class="lesson-remember"><h2>[^<]*</h2>(.*?)</section>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """`id`: a question's, or the lesson's screen. `level`: mastery of its competency, in [0, 1].

    `due_at`: of a card that was never reviewed, when asking tells something again.
    """

    course_key: str
    id: str
    statement: str
    critical: bool
    level: float
    due_at: datetime
    memory: Memory | None

    @property
    def is_new(self) -> bool:
        return self.memory is None


def cards_of(course: Course, state: LearningState, *, today: str) -> list[Card]:
    """Every card that may be asked; `today` as `2026-11-21`: what has expired is suspended."""
    return [*_questions(course, state, today), *_lessons(course, state)]


def _questions(course: Course, state: LearningState, today: str) -> Iterator[Card]:
    for item_id, answered in state.items.items():
        item = course.items.get(item_id)
        if item is None or item.head.pool != "formative":
            continue
        if item.head.review_by and item.head.review_by < today:
            continue
        yield _card(
            course, state, item_id, item.head.competency, item.head.version, answered.counted_at
        )


def _lessons(course: Course, state: LearningState) -> Iterator[Card]:
    for screen_id, done in state.screens.items():
        screen = course.screen(screen_id)
        if screen is None or not screen.competencies or not remembered_text(screen):
            continue
        version = sequence_of(course, screen_id).version
        yield _card(course, state, screen_id, screen.competencies[0], version, done.last_at)


def _card(
    course: Course, state: LearningState, card_id: str, statement: str, version: str, met_at: str
) -> Card:
    memory = memory_of(state.cards.get(card_id), version=version)
    known = state.mastery.get(".".join(statement.split(".")[:3]))
    return Card(
        course_key=course.key,
        id=card_id,
        statement=statement,
        critical=is_critical(course, statement),
        level=known.level if known else START,
        due_at=memory.due_at if memory else datetime.fromisoformat(met_at) + COUNTS_AGAIN_AFTER,
        memory=memory,
    )


def remembered_text(screen: Screen) -> LocalText | None:
    """What a lesson asks to remember, as cleaned HTML; None: nothing to review."""
    if not screen.card:
        return None
    found = {
        language: "".join(_REMEMBER.findall(html)) for language, html in (screen.html or {}).items()
    }
    return found if found.get("fr") else None
