"""The forty extracts, and the sixteen that a run draws from its seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, Mulberry32, read_yaml, shuffled

DATA = Path(__file__).parent / "data" / "cards.yaml"
TOOLS = ("public", "employer", "local")
BINS = ("paste", "after", "never")
TRANSFORMATIONS = ("remove", "generalise", "code", "ask")
KINDS = ("personal", "sensitive", "secret", "technical", "public", "work", "third", "minor")
DRAWN_PER_KIND = 2
FEWEST_PER_BIN = 4


@dataclass(frozen=True, slots=True)
class Card:
    """An extract. `verdicts` gives the right bins for each tool, the usual one first."""

    id: str
    kind: str
    text: LocalText
    verdicts: Mapping[str, tuple[str, ...]]
    accepted: tuple[str, ...]
    condition: LocalText | None
    why: LocalText
    reference: LocalText


@dataclass(frozen=True, slots=True)
class Deal:
    """A card to sort, and the tool it would be pasted into."""

    card: Card
    tool: str

    @property
    def bins(self) -> tuple[str, ...]:
        return self.card.verdicts[self.tool]


@dataclass(frozen=True, slots=True)
class Example:
    """The text of the prediction."""

    text: LocalText
    verdicts: Mapping[str, tuple[str, ...]]
    why: LocalText

    @property
    def pasted(self) -> int:
        """Into how many tools it goes as it is."""
        return sum(bins == ("paste",) for bins in self.verdicts.values())


@cache
def cards() -> tuple[Card, ...]:
    return tuple(
        Card(
            id=raw["id"],
            kind=raw["kind"],
            text=raw["text"],
            verdicts=_verdicts(raw),
            accepted=tuple(raw.get("accepted", ())),
            condition=raw.get("condition"),
            why=raw["why"],
            reference=raw["reference"],
        )
        for raw in _raw()["cards"]
    )


@cache
def example() -> Example:
    raw = _raw()["example"]
    return Example(raw["text"], _verdicts(raw), raw["why"])


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = read_yaml(DATA)
    return raw


def _verdicts(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    bins = (tuple(word.split("|")) for word in raw["verdicts"])
    return dict(zip(TOOLS, bins, strict=True))


@lru_cache(maxsize=512)
def deals(seed: int) -> tuple[Deal, ...]:
    """Two cards of each kind, in any order, so that no bin can be left out."""
    generator = Mulberry32(seed)
    while True:
        drawn = [card for kind in KINDS for card in _some(kind, generator)]
        order = shuffled(range(len(drawn)), generator)
        tools = shuffled(range(len(drawn)), generator)
        found = tuple(
            Deal(drawn[rank], TOOLS[tool % len(TOOLS)])
            for rank, tool in zip(order, tools, strict=True)
        )
        counts = [sum(deal.bins[0] == name for deal in found) for name in BINS]
        if min(counts) >= FEWEST_PER_BIN:
            return found


def _some(kind: str, generator: Mulberry32) -> list[Card]:
    of_kind = [card for card in cards() if card.kind == kind]
    return shuffled(of_kind, generator)[:DRAWN_PER_KIND]
