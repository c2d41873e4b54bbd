"""What a board is worth, in [0, 1]."""

from collections.abc import Mapping, Sequence

from modules.informed.activities.risk_board.cards import Card

#: A card well placed, and article 4 well ticked.
SQUARE_SHARE, LITERACY_SHARE = 0.85, 0.15
NEAR = 1


def card_score(card: Card, square: str | None, literacy: bool) -> float:
    """A card left aside is worth nothing."""
    if square is None:
        return 0.0
    placed, ticked = card.accepts(square), literacy == card.literacy
    return SQUARE_SHARE * placed + LITERACY_SHARE * ticked


def board_score(hand: Sequence[Card], placed: Mapping[str, str], literacy: frozenset[str]) -> float:
    """The mean over the cards; `placed`: card id -> square."""
    scores = [card_score(card, placed.get(card.id), card.id in literacy) for card in hand]
    return min(1.0, sum(scores) / len(scores))


def is_near(guess: int, truth: int) -> bool:
    """A count of cards guessed to one."""
    return abs(guess - truth) <= NEAR
