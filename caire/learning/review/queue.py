"""What is asked today: few cards, the most urgent first, never a debt (CURRICULUM F.5)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from caire.assessment.memory import FreshnessWord, freshness_word, retrievability
from caire.learning.review.cards import Card

#: About five minutes.
SESSION_CARDS = 6
SESSION_NEW_CARDS = 2
#: Above so many due cards, the least urgent wait, and nobody is told.
BACKLOG_FROM = 20
BACKLOG_WAITING = 14
#: How fresh a competency is cannot be said from fewer cards.
FRESHNESS_CARDS = 3


@dataclass(frozen=True, slots=True)
class Freshness:
    """How much of a competency is still in memory: a word, never the number."""

    competency: str
    word: FreshnessWord


def due_cards(cards: Sequence[Card], *, now: datetime, by_mastery: bool) -> list[Card]:
    """What could be asked now, the most urgent first.

    What harms others when forgotten comes first, then what is nearest to being forgotten; a card
    never reviewed has nothing to forget yet, and among those the least known comes first where
    mastery may be used.
    """

    def urgency(card: Card) -> tuple[bool, float, float, datetime, str]:
        level = card.level if by_mastery and card.is_new else 0.0
        return not card.critical, retrievability(card.memory, now=now), level, card.due_at, card.id

    due = sorted((card for card in cards if card.due_at <= now), key=urgency)
    return due[:-BACKLOG_WAITING] if len(due) > BACKLOG_FROM else due


def session_of(cards: Sequence[Card], *, now: datetime, by_mastery: bool) -> list[Card]:
    """The cards of one session: at most six, two of them new, never two of one statement."""
    chosen: dict[str, Card] = {}
    new = 0
    for card in due_cards(cards, now=now, by_mastery=by_mastery):
        if card.statement in chosen or (card.is_new and new == SESSION_NEW_CARDS):
            continue
        chosen[card.statement] = card
        new += card.is_new
        if len(chosen) == SESSION_CARDS:
            break
    return list(chosen.values())


def next_due(cards: Sequence[Card]) -> datetime | None:
    """When the next card will be due; None when there is no card."""
    return min((card.due_at for card in cards), default=None)


def freshness(cards: Sequence[Card], *, now: datetime) -> list[Freshness]:
    """By competency, from reviewed cards; not said of those with fewer than three."""
    found: dict[str, list[float]] = defaultdict(list)
    for card in cards:
        if card.memory is not None:
            competency = ".".join(card.statement.split(".")[:3])
            found[competency].append(retrievability(card.memory, now=now))
    return [
        Freshness(competency, freshness_word(fmean(values)))
        for competency, values in sorted(found.items())
        if len(values) >= FRESHNESS_CARDS
    ]
