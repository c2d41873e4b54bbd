"""Two courses of study, one score: counts on each side of a bar, and what each equality asks.

400 students made up. In both courses the score of those who need tutoring follows the same normal
law, and so does the score of the others: only the base rate differs. Scores are the quantiles of
these laws, rounded, so that the same 400 serve everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

SIZE = 200
NEEDS = {"a": 100, "b": 50}
GROUPS = ("a", "b")
BARS = range(101)
#: Equalities, in the order of the lesson.
CRITERIA = ("parity", "chances", "precision")
#: The widest gap between the courses at which an equality holds, in points of percentage.
TOLERANCE = 3.0
#: Places: at least so many must be opened, no more can be paid.
FEWEST_PLACES, MOST_PLACES = 80, 180
_NEEDING, _FINE = NormalDist(62, 13), NormalDist(42, 13)


@dataclass(frozen=True, slots=True)
class Students:
    """Scores from 0 to 100, of those who need tutoring and of the others."""

    needing: tuple[int, ...]
    fine: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """One course, its bar set: who is chosen, who is forgotten, who is chosen for nothing."""

    found: int
    forgotten: int
    needless: int

    @property
    def chosen(self) -> int:
        return self.found + self.needless

    def rates(self) -> dict[str, float]:
        """Criterion -> percentage; precision is 0 when nobody is chosen."""
        return {
            "parity": 100 * self.chosen / SIZE,
            "chances": 100 * self.found / (self.found + self.forgotten),
            "precision": 100 * self.found / self.chosen if self.chosen else 0.0,
        }


@cache
def students(group: str) -> Students:
    needs = NEEDS[group]
    return Students(_quantiles(_NEEDING, needs), _quantiles(_FINE, SIZE - needs))


def _quantiles(law: NormalDist, count: int) -> tuple[int, ...]:
    found = (round(law.inv_cdf((rank + 0.5) / count)) for rank in range(count))
    return tuple(min(100, max(0, score)) for score in found)


@cache
def counted(group: str, bar: int) -> Count:
    """Who is chosen when a score from `bar` on is enough."""
    found = students(group)
    hits = sum(score >= bar for score in found.needing)
    return Count(hits, len(found.needing) - hits, sum(score >= bar for score in found.fine))


def places(bars: Mapping[str, int]) -> int:
    return sum(counted(group, bars[group]).chosen for group in GROUPS)


def payable(bars: Mapping[str, int]) -> bool:
    return FEWEST_PLACES <= places(bars) <= MOST_PLACES


def gaps(bars: Mapping[str, int]) -> dict[str, float]:
    """Criterion -> points between both courses."""
    a, b = (counted(group, bars[group]).rates() for group in GROUPS)
    return {name: abs(a[name] - b[name]) for name in CRITERIA}


def holds(name: str, bars: Mapping[str, int]) -> bool:
    """Whether an equality holds; `same` is one bar for all."""
    return bars["a"] == bars["b"] if name == "same" else gaps(bars)[name] <= TOLERANCE + 1e-9
