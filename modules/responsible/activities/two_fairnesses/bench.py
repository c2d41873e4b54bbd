"""The learner's bench: a bar for each course, and the bars kept for each equality."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from caire.sdk import Form, whole_number
from modules.responsible.activities.two_fairnesses.groups import GROUPS

START = 50


@dataclass(frozen=True, slots=True)
class Bench:
    a: int = START
    b: int = START
    kept: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def bars(self) -> dict[str, int]:
        return {"a": self.a, "b": self.b}

    def moved(self, bars: Mapping[str, int]) -> "Bench":
        return replace(self, a=bars["a"], b=bars["b"])

    def keeping(self, criterion: str) -> "Bench":
        return replace(self, kept={**self.kept, criterion: self.bars})

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return asdict(self)


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or both bars where they begin."""
    return Bench(**workspace) if workspace else Bench()


def read_bars(form: Form) -> dict[str, int] | None:
    """The fields `bar-a` and `bar-b`, whole numbers from 0 to 100; None when one is not."""
    read = {group: whole_number(form, f"bar-{group}", (0, 100)) for group in GROUPS}
    bars = {group: bar for group, bar in read.items() if bar is not None}
    return bars if len(bars) == len(GROUPS) else None
