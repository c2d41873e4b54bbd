"""The three cases of the activity and what is drawn from a run's seed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, Mulberry32
from modules.aware.activities.nearest_points.classifiers import (
    SIDE,
    Point,
    classify,
    classify_all,
    neighbours,
)

DATA = Path(__file__).parent / "data" / "scenarios.json"
LETTERS = "ABCDE"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`starter` holds three wrong labels, whose ranks are `wrong`; `exam` is never shown."""

    id: str
    title: LocalText
    intro: LocalText
    axes: dict[str, LocalText]
    classes: dict[int, LocalText]
    starter: tuple[Point, ...]
    wrong: tuple[int, ...]
    exam: tuple[Point, ...]

    def clean(self) -> tuple[Point, ...]:
        """The starter points, every label right."""
        return tuple(
            Point(p.x, p.y, 1 - p.label) if rank in self.wrong else p
            for rank, p in enumerate(self.starter)
        )


@dataclass(frozen=True, slots=True)
class Intrusion:
    """The wrong label added to the clean points, and five places of which one changes class.

    `before` and `after` are the answers of one neighbour without and with the intruder.
    """

    intruder: Point
    places: tuple[Point, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def flipped(self) -> str:
        pairs = zip(LETTERS, self.before, self.after, strict=True)
        return next(letter for letter, before, after in pairs if before != after)


@cache
def scenarios() -> tuple[Scenario, ...]:
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(_read(entry) for entry in raw["scenarios"])


def _read(raw: dict[str, Any]) -> Scenario:
    return Scenario(
        id=raw["id"],
        title=raw["title"],
        intro=raw["intro"],
        axes=raw["axes"],
        classes={int(label): text for label, text in raw["classes"].items()},
        starter=tuple(Point(*values) for values in raw["starter"]),
        wrong=tuple(raw["wrong"]),
        exam=tuple(Point(*values) for values in raw["exam"]),
    )


def scenario_of(seed: int) -> Scenario:
    """Another run (the seed plus one) shows another case."""
    return scenarios()[seed % len(scenarios())]


@lru_cache(maxsize=512)
def newcomer(seed: int) -> Point:
    """The point to predict: its three neighbours do not agree. `label` is the sorter's answer."""
    scenario = scenario_of(seed)
    unsure = [
        (x, y)
        for x in range(10, SIDE, 5)
        for y in range(10, SIDE, 5)
        if 0 < sum(n.point.label for n in neighbours(scenario.starter, x, y, 3)) < 3
    ]
    x, y = unsure[Mulberry32(seed).below(len(unsure))]
    return Point(x, y, classify(scenario.starter, "knn3", x, y))


@lru_cache(maxsize=512)
def intrusion(seed: int) -> Intrusion:
    """A wrong label near one exam point, and the four nearest points that keep their class."""
    scenario = scenario_of(seed)
    clean = scenario.clean()
    answers = classify_all(clean, "knn1", scenario.exam)
    generator = Mulberry32(seed ^ 0x9E3779B9)
    while True:
        rank = generator.below(len(scenario.exam))
        target = scenario.exam[rank]
        intruder = Point(
            _inside(target.x + generator.below(11) - 5),
            _inside(target.y + generator.below(11) - 5),
            1 - answers[rank],
        )
        after = classify_all([*clean, intruder], "knn1", scenario.exam)
        if after[rank] != answers[rank]:
            return _with_places(scenario.exam, intruder, rank, answers, after)


def _inside(value: int) -> int:
    return max(0, min(SIDE, value))


def _with_places(
    exam: Sequence[Point],
    intruder: Point,
    rank: int,
    before: Sequence[int],
    after: Sequence[int],
) -> Intrusion:
    near = neighbours(exam, intruder.x, intruder.y, len(exam))
    steady = [n.rank for n in near if before[n.rank] == after[n.rank]]
    ranks = sorted([rank, *steady[: len(LETTERS) - 1]], key=lambda r: (exam[r].x, exam[r].y))
    return Intrusion(
        intruder,
        tuple(exam[r] for r in ranks),
        tuple(before[r] for r in ranks),
        tuple(after[r] for r in ranks),
    )
