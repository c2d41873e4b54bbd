"""The learner's bench: the bar, the population in sight, the bars kept for each situation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from caire.sdk import Run
from modules.informed.activities.threshold.cases import FREQUENT, RARE, USUAL

#: Where the bar stands in the prediction and in the second mission.
START = 55


@dataclass(frozen=True, slots=True)
class Bench:
    bar: int = START
    population: int = USUAL
    kept: Mapping[str, int] = field(default_factory=dict)

    def moved(self, bar: int, population: int) -> "Bench":
        return replace(self, bar=bar, population=population)

    def keeping(self, situation: str, bar: int) -> "Bench":
        return replace(self, kept={**self.kept, situation: bar})

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {"bar": self.bar, "population": self.population, "kept": dict(self.kept)}


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or the bar where it begins."""
    return Bench(**workspace) if workspace else Bench()


def populations_open(run: Run) -> tuple[int, ...]:
    """The others come once it has been foretold what they change."""
    return (FREQUENT, USUAL, RARE) if "mission-2" in run.done else (USUAL,)


def population_of(typed: str, run: Run) -> int | None:
    """The population asked for, the usual one when none is; None for any other."""
    return {"": USUAL, **{str(p): p for p in populations_open(run)}}.get(typed)
