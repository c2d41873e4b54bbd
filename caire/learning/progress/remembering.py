"""What the review keeps of each card: a function of the answers given in it (CURRICULUM F.5)."""

from datetime import datetime

from caire.assessment.memory import Memory, after_review
from caire.catalogue.course import Course
from caire.learning.progress.state import CardState, LearningState


def review_card(
    state: LearningState,
    card_id: str,
    *,
    version: str,
    critical: bool,
    correct: bool,
    confidence: int | None,
    at: str,
) -> None:
    """One review more; after a new major version of what it asks, a card begins anew."""
    known = memory_of(state.cards.get(card_id), version=version)
    memory = after_review(
        known,
        correct=correct,
        confidence=confidence,
        critical=critical,
        at=datetime.fromisoformat(at),
    )
    state.cards[card_id] = CardState(
        stability=memory.stability,
        difficulty=memory.difficulty,
        at=memory.reviewed_at.isoformat(),
        due=memory.due_at.isoformat(),
        version=version,
    )


def memory_of(card: CardState | None, *, version: str) -> Memory | None:
    """What is remembered of a card whose content is now at `version`; None: it is a new one."""
    if card is None or _major(card.version) != _major(version):
        return None
    return Memory(
        card.stability,
        card.difficulty,
        datetime.fromisoformat(card.at),
        datetime.fromisoformat(card.due),
    )


def is_critical(course: Course, competency: str) -> bool:
    """Whether an error on this competency, or statement, may harm other people."""
    return any(
        one.critical
        for one in course.competencies
        if competency == one.id or competency.startswith(f"{one.id}.")
    )


def _major(version: str) -> str:
    return version.partition(".")[0]
