"""What each step is worth, in [0, 1]."""

from collections.abc import Collection, Mapping
from typing import Any

from modules.responsible.activities.perceptron.presets import FORETOLD, SEPARABLE

FEWEST_UNITS = 2
TINY = 8
#: Of 100 fresh cases: at most this many right proves that the eight examples were recited.
RECITES = 80
#: Of 100 cases of the same workshop: from here on the model may be called good.
GOOD = 95


def foretold_score(ticked: Collection[str]) -> float:
    """The share of the sets that are said rightly to be separable, or not."""
    return sum((name in ticked) == (name in SEPARABLE) for name in FORETOLD) / len(FORETOLD)


def corners_score(hidden: int | None) -> float:
    """All with two units, less with more, nothing unsolved."""
    if hidden is None:
        return 0.0
    return {FEWEST_UNITS: 1.0, FEWEST_UNITS + 1: 0.75}.get(hidden, 0.5)


def recited_score(tried: Mapping[str, Any] | None) -> float:
    """Half for eight examples learnt, all once new cases prove that they were only recited."""
    if not tried or tried["right"] < TINY:
        return 0.0
    return 1.0 if tried["fresh"] is not None and tried["fresh"] <= RECITES else 0.5
