"""When a card is about to be forgotten: the FSRS-6 scheduler, as CURRICULUM F.5 sets it.

Source: the open-source scheduler of Open Spaced Repetition (package `fsrs`), with its 21 default
parameters: nothing is fitted to anybody. No chance enters, so a replay gives the same dates.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from fsrs import Card, Rating, Scheduler, State

RETENTION = 0.85
#: For what harms other people when it is forgotten.
CRITICAL_RETENTION = 0.90
MAX_INTERVAL_DAYS = 180

#: What is said of how fresh a competency is: fresh, to be refreshed, to be revisited.
FreshnessWord = Literal["fresh", "refresh", "revisit"]
_FRESH = 0.85
_REVISIT = 0.70

_BY_CONFIDENCE = {1: Rating.Hard, 2: Rating.Good, 3: Rating.Easy}


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a card after a review: `stability` in days, `difficulty` in [1, 10]."""

    stability: float
    difficulty: float
    reviewed_at: datetime
    due_at: datetime


def rating_of(*, correct: bool, confidence: int | None) -> Rating:
    """Wrong: again; right: hard when guessed (1), easy when sure (3), else good."""
    return _BY_CONFIDENCE[confidence or 2] if correct else Rating.Again


def after_review(
    memory: Memory | None, *, correct: bool, confidence: int | None, critical: bool, at: datetime
) -> Memory:
    """The card once it was reviewed at `at`; `memory` is None at its first review."""
    rating = rating_of(correct=correct, confidence=confidence)
    retention = CRITICAL_RETENTION if critical else RETENTION
    card, _log = _scheduler(retention).review_card(_card(memory), rating, at.astimezone(UTC))
    assert card.stability is not None
    assert card.difficulty is not None
    assert card.last_review is not None
    return Memory(card.stability, card.difficulty, card.last_review, card.due)


def retrievability(memory: Memory | None, *, now: datetime) -> float:
    """The probability that it would be remembered now, in [0, 1]; 0 before the first review."""
    return _scheduler(RETENTION).get_card_retrievability(_card(memory), now.astimezone(UTC))


def freshness_word(mean: float) -> FreshnessWord:
    """The word for the mean retrievability of a competency's cards, in [0, 1]."""
    if mean >= _FRESH:
        return "fresh"
    return "refresh" if mean >= _REVISIT else "revisit"


def _card(memory: Memory | None) -> Card:
    if memory is None:
        return Card(card_id=0)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due_at,
        last_review=memory.reviewed_at,
    )


@cache
def _scheduler(retention: float) -> Scheduler:
    return Scheduler(
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=MAX_INTERVAL_DAYS,
        enable_fuzzing=False,
    )
