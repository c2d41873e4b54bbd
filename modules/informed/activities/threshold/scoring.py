"""How answers are scored, each in [0, 1]."""

from collections.abc import Sequence

#: Percentage points: a rounding, a slip.
EXACT, NEAR = 1.0, 3.0
#: A guess is judged more kindly than a sum.
CLOSE, FAR = 5.0, 15.0
MARGIN = 1.05


def sum_score(given: float, expected: float) -> float:
    """A share worked out by hand: all within a point, half within three."""
    return _by_distance(given, expected, EXACT, NEAR)


def guess_score(given: float, expected: float) -> float:
    """A share foretold: all within five points, half within fifteen."""
    return _by_distance(given, expected, CLOSE, FAR)


def _by_distance(given: float, expected: float, full: float, half: float) -> float:
    distance = abs(given - expected)
    return 1.0 if distance <= full else 0.5 if distance <= half else 0.0


def closeness(cost: int, best: int) -> float:
    """All within 5% of the least cost, nothing at twice that; in between, in proportion."""
    return min(1.0, max(0.0, 2 - cost / (best * MARGIN)))


def bars_score(paid: Sequence[tuple[int, int]]) -> float:
    """The mean over situations of (cost, least cost)."""
    return sum(closeness(cost, best) for cost, best in paid) / len(paid)


def within_margin(cost: int, best: int) -> bool:
    return cost <= best * MARGIN
