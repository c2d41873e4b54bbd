"""Agreement between raters: raw share, Cohen's kappa, team mean, bootstrap interval.

Sources: Cohen, A Coefficient of Agreement for Nominal Scales, 1960; for more than two raters, the
mean of the pairs: Light, Measures of response agreement for qualitative data, 1971.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from caire.sdk import Mulberry32

RESAMPLES = 500
#: The middle 95 resamples in a hundred.
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Table:
    """How many answers both accept, the first only, the second only, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def total(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def raw(self) -> float:
        """The share judged alike, in [0, 1]."""
        return (self.both + self.neither) / self.total

    @property
    def chance(self) -> float:
        """The share that would be judged alike by chance, each keeping her own rate."""
        first = (self.both + self.first) / self.total
        second = (self.both + self.second) / self.total
        return first * second + (1 - first) * (1 - second)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None when both always gave the same verdict: nothing is left to gain."""
        return None if self.chance == 1.0 else (self.raw - self.chance) / (1 - self.chance)


def cross(first: Sequence[int], second: Sequence[int]) -> Table:
    """The table of two raters, from their verdicts (1 accepts, 0 refuses) in the same order."""
    pairs = list(zip(first, second, strict=True))
    return Table(pairs.count((1, 1)), pairs.count((1, 0)), pairs.count((0, 1)), pairs.count((0, 0)))


def team_kappa(raters: Mapping[str, Sequence[int]]) -> float | None:
    """The mean kappa of all pairs that have one; None when no pair does."""
    found = [cross(*pair).kappa for pair in combinations(raters.values(), 2)]
    known = [kappa for kappa in found if kappa is not None]
    return fmean(known) if known else None


def interval(raters: Mapping[str, Sequence[int]], seed: int) -> tuple[float, float] | None:
    """Percentile bootstrap of `team_kappa`: the answers are drawn again, with replacement.

    Resamples without a kappa are left out; None when all are.
    """
    generator = Mulberry32(seed)
    size = len(next(iter(raters.values())))
    found = []
    for _ in range(RESAMPLES):
        drawn = [generator.below(size) for _ in range(size)]
        kappa = team_kappa({name: [marks[i] for i in drawn] for name, marks in raters.items()})
        if kappa is not None:
            found.append(kappa)
    if not found:
        return None
    found.sort()
    return found[int(TAIL * len(found))], found[int((1 - TAIL) * (len(found) - 1))]
