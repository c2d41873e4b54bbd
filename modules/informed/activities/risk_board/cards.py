"""The forty-eight uses, and the eighteen that a run draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, Mulberry32, read_yaml, shuffled
from modules.informed.activities.risk_board.timeline import rule

CARDS = Path(__file__).parent / "data" / "cards.yaml"
ROLES = ("provider", "deployer", "affected")
#: How many of each a run draws: eighteen, with one product and one private use at least.
DRAWN: Mapping[str, int] = {"banned": 3, "annex_3": 5, "annex_1": 1, "transparency": 4, "none": 5}
BANNED_DRAWN = DRAWN["banned"]
ROLES_ASKED = 5


@dataclass(frozen=True, slots=True)
class Card:
    """`role` is the one of `who`; `accepted`: squares that count as right, with `square`."""

    id: str
    sector: str
    rule: str
    place: str
    role: str
    text: LocalText
    who: LocalText
    why: LocalText
    private: bool
    accepted: tuple[str, ...]

    @property
    def square(self) -> str:
        return (rule(self.rule).square or "none") if self.rule != "none" else "none"

    @property
    def since(self) -> date | None:
        """When its rule begins to apply; None when it has none."""
        return rule(self.rule).since if self.rule != "none" else None

    @property
    def literacy(self) -> bool:
        """Whether article 4 concerns whoever uses it: any professional use."""
        return not self.private

    def accepts(self, square: str) -> bool:
        return square == self.square or square in self.accepted


@cache
def review_by() -> date:
    """When the cards are to be read again against the law."""
    found: date = _raw()["review_by"]
    return found


@cache
def cards() -> tuple[Card, ...]:
    return tuple(
        Card(
            id=c["id"],
            sector=c["sector"],
            rule=c["rule"],
            place=c.get("place", ""),
            role=c["role"],
            text=c["text"],
            who=c["who"],
            why=c["why"],
            private=c.get("private", False),
            accepted=tuple(c.get("accepted", ())),
        )
        for c in _raw()["cards"]
    )


def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = read_yaml(CARDS)
    return raw


@lru_cache(maxsize=256)
def drawn(seed: int) -> tuple[Card, ...]:
    """The eighteen cards of a run, in its order."""
    chance = Mulberry32(seed)
    hand: list[Card] = []
    for group, count in DRAWN.items():
        found = shuffled([c for c in cards() if _group(c) == group], chance)
        hand += _with_a_private_use(found, count) if group == "none" else found[:count]
    return tuple(shuffled(hand, chance))


def _group(card: Card) -> str:
    """A rule of 2026 is drawn with the older ones of its square."""
    return {"banned_2026": "banned", "marking": "transparency"}.get(card.rule, card.rule)


def _with_a_private_use(found: Sequence[Card], count: int) -> list[Card]:
    private = next(card for card in found if card.private)
    return [private, *[card for card in found if card is not private][: count - 1]]


def dated(seed: int) -> tuple[Card, ...]:
    """Four cards whose date is asked: a ban, a use on the list, a product, a disclosure."""
    hand = [card for card in drawn(seed) if not card.accepted]
    groups = ("banned", "annex_3", "annex_1", "transparency")
    return tuple(next(card for card in hand if _group(card) == group) for group in groups)


def cast(seed: int) -> tuple[Card, ...]:
    """Five cards whose role is asked: each role at least once when the hand holds it."""
    hand = drawn(seed)
    firsts = [next((c for c in hand if c.role == role), None) for role in ROLES]
    chosen = [card for card in firsts if card]
    others = [card for card in reversed(hand) if card not in chosen]
    wanted = {card.id for card in [*chosen, *others][:ROLES_ASKED]}
    return tuple(card for card in hand if card.id in wanted)
