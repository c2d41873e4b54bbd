"""Classical statistics of items: difficulty, corrected discrimination, use of distractors.

Difficulty is the mean share of the points. Discrimination is the correlation of an item's points
with the mean of the other items of the same form, the item itself left out; for points of 0 and 1
it is the corrected point-biserial coefficient. Sources: Crocker and Algina, « Introduction to
Classical and Modern Test Theory » (1986), chapter 14; Henrysson, « Correction of item-total
correlations in item analysis », Psychometrika 28 (1963). Thresholds: CURRICULUM B.5 rule 8, F.2.4
and H.2.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

#: Answers from which an item is judged.
JUDGED_FROM = 200
DIFFICULTY = (0.35, 0.92)
DISCRIMINATION_LEAST = 0.15
#: Below it the item leaves the pool of the final assessment.
DISCRIMINATION_OUT = 0.05
DISTRACTOR_LEAST = 0.04
#: A share of those who fail says something from this number of them.
FAILURES_LEAST = 25
EXPOSURE_MOST = 0.35
#: Answers from which exposure is judged: the share of a few forms is chance.
EXPOSED_FROM = 25
SURE_AND_WRONG_MOST = 0.30
#: Fewer people than this are never told apart.
SMALL_GROUP = 5

Flag = Literal[
    "too_hard", "too_easy", "weak", "out", "unused_distractor", "overexposed", "overconfident"
]


@dataclass(frozen=True, slots=True)
class Sums:
    """What a correlation of pairs (x, r) needs, so that pairs can be added without being kept."""

    n: int = 0
    x: float = 0.0
    xx: float = 0.0
    r: float = 0.0
    rr: float = 0.0
    xr: float = 0.0

    def plus(self, x: float, r: float) -> "Sums":
        """With one pair more: the points of an item, and the mean of the others, in [0, 1]."""
        return Sums(
            self.n + 1,
            self.x + x,
            self.xx + x * x,
            self.r + r,
            self.rr + r * r,
            self.xr + x * r,
        )

    @property
    def correlation(self) -> float | None:
        """Pearson's coefficient; None with fewer than two pairs, or when one side never varies."""
        if self.n < 2:
            return None
        # Variances times n²: nothing is divided before the end.
        of_x = self.n * self.xx - self.x**2
        of_r = self.n * self.rr - self.r**2
        if min(of_x, of_r) <= 1e-9 * self.n:
            return None
        found = (self.n * self.xr - self.x * self.r) / math.sqrt(of_x * of_r)
        return max(-1.0, min(1.0, found))


def rest_of(points: Mapping[str, float], item_id: str) -> float | None:
    """The mean of the other items of a form; None when there is no other."""
    others = [value for name, value in points.items() if name != item_id]
    return sum(others) / len(others) if others else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an item.

    `points` is the sum of the shares of points; `failing`: how often each part was chosen among
    the answers that failed; `exposure`: share of the forms of 90 days that held it, None for items
    that no form draws; `sure_and_wrong`: wrong answers given with the greatest certainty.
    """

    answers: int = 0
    points: float = 0.0
    pairs: Sums = Sums()
    failures: int = 0
    failing: Mapping[str, int] | None = None
    sure_and_wrong: int = 0
    exposure: float | None = None

    @property
    def difficulty(self) -> float | None:
        """Mean share of the points, in [0, 1]: higher is easier."""
        return self.points / self.answers if self.answers else None

    @property
    def discrimination(self) -> float | None:
        return self.pairs.correlation

    def share_of_failing(self, part: str) -> float | None:
        """Share of those who fail that chose this part."""
        return (self.failing or {}).get(part, 0) / self.failures if self.failures else None

    def answered(self, x: float, rest: float | None) -> "Evidence":
        """With one answer more, worth `x` in [0, 1]; `rest`: what else the person scored."""
        pairs = self.pairs if rest is None else self.pairs.plus(x, rest)
        return replace(self, answers=self.answers + 1, points=self.points + x, pairs=pairs)


def flags_of(evidence: Evidence, distractors: tuple[str, ...]) -> tuple[Flag, ...]:
    """What is wrong with the item, gravest first; nothing before it has enough answers.

    Args:
        distractors: ids of the wrong choices that should each attract somebody.
    """
    found: list[Flag] = []
    exposure = evidence.exposure or 0.0
    if evidence.answers >= EXPOSED_FROM and exposure > EXPOSURE_MOST:
        found.append("overexposed")
    if evidence.answers < JUDGED_FROM:
        return tuple(found)
    difficulty, discrimination = evidence.difficulty or 0.0, evidence.discrimination
    judged: list[Flag] = []
    if discrimination is not None and discrimination < DISCRIMINATION_LEAST:
        judged.append("out" if discrimination < DISCRIMINATION_OUT else "weak")
    if difficulty < DIFFICULTY[0]:
        judged.append("too_hard")
    if difficulty > DIFFICULTY[1]:
        judged.append("too_easy")
    if unused_distractors(evidence, distractors):
        judged.append("unused_distractor")
    if evidence.sure_and_wrong > SURE_AND_WRONG_MOST * evidence.answers:
        judged.append("overconfident")
    return (*judged, *found)


def unused_distractors(evidence: Evidence, distractors: tuple[str, ...]) -> tuple[str, ...]:
    """The wrong choices that too few of those who fail take; none before enough have failed."""
    if evidence.failures < FAILURES_LEAST:
        return ()
    return tuple(d for d in distractors if (evidence.share_of_failing(d) or 0) < DISTRACTOR_LEAST)
