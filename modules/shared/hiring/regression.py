"""Logistic regression by gradient descent, as the client script computes it.

Source: the textbook method (Hastie, Tibshirani and Friedman, The Elements of Statistical
Learning, 2009, 4.4), with a quadratic penalty on the weights and none on the intercept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, log, sqrt

from modules.shared.hiring.history import PERCENT, Row, history, reread

EPOCHS, RATE, DECAY = 300, 0.5, 0.01
COLUMNS = ("years", "mark", "interrupted", "school", "group")
EVEN = 50


@dataclass(frozen=True, slots=True)
class Settings:
    """`share` of group B and `noise` on past decisions, in percent; the columns that may be hidden.

    `bar_b` is the probability, in percent, from which somebody of group B is chosen; 50 for A.
    """

    share: int
    noise: int
    group: bool
    interrupted: bool = True
    bar_b: int = EVEN

    def without_group(self) -> "Settings":
        return replace(self, group=False)

    @property
    def columns(self) -> tuple[str, ...]:
        hidden = {"group": not self.group, "interrupted": not self.interrupted}
        return tuple(column for column in COLUMNS if not hidden.get(column))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the columns put on one scale (mean 0, deviation 1)."""

    columns: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def chooses(self, row: Row, bar_b: int = EVEN) -> bool:
        scaled = _scaled(row, self)
        total = self.intercept + sum(w * x for w, x in zip(self.weights, scaled, strict=True))
        return total >= (log(bar_b / (PERCENT - bar_b)) if row.group else 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model does with the new candidates; shares in [0, 1].

    `agreement` is how often it decides as the recruiters of yesterday would have; `reread_a` and
    `reread_b`, as they would have had a career break cost nothing.
    """

    rate_a: float
    rate_b: float
    agreement: float
    weights: tuple[tuple[str, float], ...]
    reread_a: float
    reread_b: float

    @property
    def ratio(self) -> float:
        """The rate of B over that of A."""
        return self.rate_b / self.rate_a if self.rate_a else 1.0


def _scaled(row: Row, model: Model) -> list[float]:
    return [
        (getattr(row, column) - mean) / deviation
        for column, mean, deviation in zip(
            model.columns, model.means, model.deviations, strict=True
        )
    ]


def fit(rows: Sequence[Row], columns: tuple[str, ...]) -> Model:
    """300 steps of gradient descent on the mean loss, from zero."""
    means, deviations, scaled = [], [], []
    for column in columns:
        values = [getattr(row, column) for row in rows]
        mean = sum(values) / len(rows)
        deviation = sqrt(sum((v - mean) ** 2 for v in values) / len(rows)) or 1.0
        means.append(mean)
        deviations.append(deviation)
        scaled.append([(v - mean) / deviation for v in values])
    inputs = list(zip(*scaled, strict=True))
    targets = [row.chosen for row in rows]
    weights, intercept = [0.0] * len(columns), 0.0
    for _ in range(EPOCHS):
        errors = [
            1 / (1 + exp(-(intercept + sum(map(_times, weights, x))))) - target
            for x, target in zip(inputs, targets, strict=True)
        ]
        for rank, column_values in enumerate(scaled):
            slope = sum(map(_times, errors, column_values)) / len(rows)
            weights[rank] -= RATE * (slope + DECAY * weights[rank])
        intercept -= RATE * sum(errors) / len(rows)
    return Model(columns, tuple(means), tuple(deviations), tuple(weights), intercept)


def _times(one: float, other: float) -> float:
    return one * other


@lru_cache(maxsize=256)
def _model(share: int, noise: int, columns: tuple[str, ...]) -> Model:
    return fit(history().training(share, noise), columns)


@lru_cache(maxsize=512)
def run(settings: Settings) -> Outcome:
    """Train on the history as set, then choose among the new candidates."""
    model = _model(settings.share, settings.noise, settings.columns)
    new = history().new
    chosen = [model.chooses(row, settings.bar_b) for row in new]
    rates, right = [], []
    for group in (0, 1):
        places = [place for place, row in enumerate(new) if row.group == group]
        rates.append(sum(chosen[place] for place in places) / len(places))
        right.append(sum(chosen[p] == bool(reread()[p]) for p in places) / len(places))
    agreed = sum(c == bool(row.chosen) for c, row in zip(chosen, new, strict=True))
    weights = tuple(zip(model.columns, model.weights, strict=True))
    return Outcome(rates[0], rates[1], agreed / len(new), weights, right[0], right[1])
