"""Two small sorters computed exactly: nearest neighbours and a single cut.

Coordinates are whole tenths (0 to 100 for 0.0 to 10.0), so that distances and impurities are whole
numbers or exact fractions: the browser and the server always agree. The client's twin is
`static/nearest_points_model.js`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

SIDE = 100
METHODS = ("knn1", "knn3", "knn5", "stump")


@dataclass(frozen=True, slots=True)
class Point:
    """`x` and `y` in tenths, `label` 1 (▲) or 0 (●)."""

    x: int
    y: int
    label: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """`rank` is the place of the point in the list, `squared` its squared distance in tenths."""

    rank: int
    point: Point
    squared: int


@dataclass(frozen=True, slots=True)
class Stump:
    """One cut: `low` under the threshold of `axis`, `high` from it on.

    `doubled` is twice the threshold in tenths: a midpoint may fall between two tenths.
    """

    axis: str
    doubled: int
    low: int
    high: int

    def classify(self, x: int, y: int) -> int:
        value = x if self.axis == "x" else y
        return self.low if 2 * value < self.doubled else self.high


def neighbours(points: Sequence[Point], x: int, y: int, k: int) -> list[Neighbour]:
    """The `k` nearest points, nearest first; equal distances keep the order of the list."""
    measured = [
        Neighbour(rank, point, (point.x - x) ** 2 + (point.y - y) ** 2)
        for rank, point in enumerate(points)
    ]
    return sorted(measured, key=lambda n: (n.squared, n.rank))[:k]


def classify_by_neighbours(points: Sequence[Point], x: int, y: int, k: int) -> int:
    """The majority of the `k` nearest; the nearest decides between equal votes."""
    nearest = neighbours(points, x, y, k)
    votes = sum(n.point.label for n in nearest)
    if 2 * votes == len(nearest):
        return nearest[0].point.label
    return 1 if 2 * votes > len(nearest) else 0


def fit_stump(points: Sequence[Point]) -> Stump:
    """The cut with the least Gini impurity; equal cuts: x before y, then the lowest.

    Source: Breiman et al., Classification and Regression Trees, 1984 (depth one).
    """
    best: tuple[Fraction, Stump] | None = None
    for axis in ("x", "y"):
        values = sorted({point.x if axis == "x" else point.y for point in points})
        for below, above in zip(values, values[1:], strict=False):
            doubled = below + above
            impurity, stump = _cut(points, axis, doubled)
            if best is None or impurity < best[0]:
                best = (impurity, stump)
    if best is None:
        label = _majority([point.label for point in points])
        return Stump("x", 0, label, label)
    return best[1]


def _cut(points: Sequence[Point], axis: str, doubled: int) -> tuple[Fraction, Stump]:
    low = [p.label for p in points if 2 * (p.x if axis == "x" else p.y) < doubled]
    high = [p.label for p in points if 2 * (p.x if axis == "x" else p.y) >= doubled]
    impurity = _impurity(low) + _impurity(high)
    return impurity, Stump(axis, doubled, _majority(low), _majority(high))


def _impurity(labels: Sequence[int]) -> Fraction:
    """Gini impurity times the number of labels, halved: ones x zeros / all."""
    ones = sum(labels)
    return Fraction(ones * (len(labels) - ones), len(labels))


def _majority(labels: Sequence[int]) -> int:
    """The commonest label; 1 between equals: missing a fault costs more than a check."""
    return 1 if 2 * sum(labels) >= len(labels) else 0


def classify(points: Sequence[Point], method: str, x: int, y: int) -> int:
    """What the sorter `method`, trained on `points`, answers at (x, y)."""
    if method == "stump":
        return fit_stump(points).classify(x, y)
    return classify_by_neighbours(points, x, y, int(method.removeprefix("knn")))


def classify_all(points: Sequence[Point], method: str, places: Sequence[Point]) -> list[int]:
    """The sorter's answer at each place, whatever the place's own label."""
    if method == "stump":
        stump = fit_stump(points)
        return [stump.classify(place.x, place.y) for place in places]
    return [classify(points, method, place.x, place.y) for place in places]


def count_right(points: Sequence[Point], method: str, exam: Sequence[Point]) -> int:
    """How many points of the exam the sorter puts in their true class."""
    answers = classify_all(points, method, exam)
    return sum(answer == place.label for answer, place in zip(answers, exam, strict=True))
