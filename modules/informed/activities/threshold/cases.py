"""The scored cases, the four boxes at a bar, what they cost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import read_yaml

DATA = Path(__file__).parent / "data"
BARS = range(101)
#: Real cases in a thousand: at the bench, in the first place and in the second.
USUAL, FREQUENT, RARE = 100, 400, 10
SITUATIONS = ("a", "b")


@dataclass(frozen=True, slots=True)
class Cases:
    """How many cases have the score 0, 1… 100: those without the problem, those with it."""

    fine: tuple[int, ...]
    real: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The four boxes: real alerts, false alarms, missed cases, right silences."""

    found: int
    alarms: int
    missed: int
    silent: int

    @property
    def alerts(self) -> int:
        return self.found + self.alarms

    @property
    def precision(self) -> float | None:
        """None without alerts."""
        return self.found / self.alerts if self.alerts else None

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed)

    @property
    def false_rate(self) -> float:
        return self.alarms / (self.alarms + self.silent)

    @property
    def right(self) -> float:
        """The share of right answers, alerts and silences."""
        return (self.found + self.silent) / (self.alerts + self.missed + self.silent)


@dataclass(frozen=True, slots=True)
class Costs:
    """Points for one missed case, one false alarm, one check of an alert."""

    missed: int
    alarm: int
    check: int

    def of(self, matrix: Matrix) -> int:
        paid = matrix.missed * self.missed + matrix.alarms * self.alarm
        return paid + matrix.alerts * self.check


@dataclass(frozen=True, slots=True)
class Scenario:
    """`texts` as written in `scenarios.yaml`; `populations` by real cases in a thousand."""

    id: str
    texts: Mapping[str, Any]
    costs: Mapping[str, Costs]
    populations: Mapping[int, Cases]


def matrix_at(cases: Cases, bar: int) -> Matrix:
    """The cases whose score reaches the bar are flagged."""
    return Matrix(
        sum(cases.real[bar:]), sum(cases.fine[bar:]), sum(cases.real[:bar]), sum(cases.fine[:bar])
    )


def least_cost(cases: Cases, costs: Costs) -> int:
    return min(costs.of(matrix_at(cases, bar)) for bar in BARS)


def curves(cases: Cases, bars: Sequence[int]) -> list[tuple[int, Matrix]]:
    """The points of both curves: a bar and its boxes."""
    return [(bar, matrix_at(cases, bar)) for bar in bars]


@cache
def scenarios() -> tuple[Scenario, ...]:
    texts = read_yaml(DATA / "scenarios.yaml")
    scores = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
    return tuple(
        Scenario(
            name,
            found,
            {key: Costs(*one["costs"]) for key, one in found["situations"].items()},
            {
                int(real): Cases(tuple(one["fine"]), tuple(one["real"]))
                for real, one in scores[name].items()
            },
        )
        for name, found in texts.items()
    )


def scenario_of(seed: int) -> Scenario:
    return scenarios()[seed % len(scenarios())]
