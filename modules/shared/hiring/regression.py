"""Logistic regression by gradient descent, as the client script computes it.

Source: the textbook method (Hastie, Tibshirani and Friedman, The Elements of Statistical
Learning, 2009, 4.4), with a quadratic penalty on the weights and none on the intercept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, sqrt

from modules.shared.hiring.history import Row, history

EPOCHS, RATE, DECAY = 300, 0.5, 0.01
COLUMNS = ("years", "mark", "interrupted", "school", "group")


@dataclass(frozen=True, slots=True)
class Settings:
    """`share` of group B and `noise` on past decisions, in percent; whether `group` is a column."""

    share: int
    noise: int
    group: bool

    def without_group(self) -> "Settings":
        return replace(self, group=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS if self.group else COLUMNS[:-1]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the columns put on one scale (mean 0, deviation 1)."""

    columns: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def chooses(self, row: Row) -> bool:
        scaled = _scaled(row, self)
        total = self.intercept + sum(w * x for w, x in zip(self.weights, scaled, strict=True))
        return total >= 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model does with the new candidates; shares in [0, 1].

    `agreement` is how often it decides as the recruiters of yesterday would have.
    """

    rate_a: float
    rate_b: float
    agreement: float
    weights: tuple[tuple[str, float], ...]

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
def run(settings: Settings) -> Outcome:
    """Train on the history as set, then choose among the new candidates."""
    model = fit(history().training(settings.share, settings.noise), settings.columns)
    new = history().new
    chosen = [model.chooses(row) for row in new]
    rates = []
    for group in (0, 1):
        of_group = [c for c, row in zip(chosen, new, strict=True) if row.group == group]
        rates.append(sum(of_group) / len(of_group))
    agreed = sum(c == bool(row.chosen) for c, row in zip(chosen, new, strict=True))
    weights = tuple(zip(model.columns, model.weights, strict=True))
    return Outcome(rates[0], rates[1], agreed / len(new), weights)
