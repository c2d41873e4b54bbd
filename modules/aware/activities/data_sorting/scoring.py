"""How a sorting is scored: weighted accuracy, where a leak costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modules.aware.activities.data_sorting.cards import Deal

LEAK, PARTLY = -1.0, 0.5


@dataclass(frozen=True, slots=True)
class Sorted:
    """What was chosen for a card. `transformation` is empty unless the bin is `after`."""

    bin: str
    transformation: str = ""

    @property
    def written(self) -> str:
        """As kept and traced: `paste`, `after.code`."""
        return f"{self.bin}.{self.transformation}" if self.transformation else self.bin


def read_sorted(written: str) -> Sorted:
    """Read `Sorted.written` back."""
    name, _, transformation = written.partition(".")
    return Sorted(name, transformation)


def points(deal: Deal, chosen: Sorted) -> float:
    """From -1 (what must never be pasted was) to 1; half for a wrong transformation or for care."""
    if chosen.bin == "paste" and deal.bins[0] == "never":
        return LEAK
    if chosen.bin in deal.bins:
        right = chosen.bin != "after" or chosen.transformation in deal.card.accepted
        return 1.0 if right else PARTLY
    if chosen.bin == "after" and deal.bins == ("paste",):
        return PARTLY
    return 0.0


def score(deals: Sequence[Deal], chosen: Mapping[str, Sorted]) -> float:
    """In [0, 1], over every card of the run, each sorted once."""
    total = sum(points(deal, chosen[deal.card.id]) for deal in deals)
    return max(0.0, total / len(deals))
