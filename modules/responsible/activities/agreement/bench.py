"""The learner's bench: her verdicts on both batches, the guide she wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from caire.sdk import Run
from modules.responsible.activities.agreement.answers import (
    FIRST,
    ISSUES,
    SECOND,
    Answer,
    batch,
    raters,
)


@dataclass(frozen=True, slots=True)
class Bench:
    """`marks`: an answer's id -> 1 accepted, 0 refused. `guide`: an issue -> a way to write it."""

    marks: Mapping[str, int] = field(default_factory=dict)
    guide: Mapping[str, str] = field(default_factory=dict)

    def marking(self, marks: Mapping[str, int]) -> "Bench":
        return replace(self, marks={**self.marks, **marks})

    def without(self, id_: str) -> "Bench":
        return replace(self, marks={k: v for k, v in self.marks.items() if k != id_})

    def guided(self, guide: Mapping[str, str]) -> "Bench":
        return replace(self, guide=guide)

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {"marks": dict(self.marks), "guide": dict(self.guide)}


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or nothing judged yet."""
    return Bench(**workspace) if workspace else Bench()


def left(chosen: Sequence[Answer], bench: Bench) -> list[Answer]:
    """The answers not judged yet."""
    return [answer for answer in chosen if answer.id not in bench.marks]


def judged(chosen: Sequence[Answer], bench: Bench) -> list[Answer]:
    return [answer for answer in chosen if answer.id in bench.marks]


def batch_open(run: Run) -> int | None:
    """The batch being judged: the second once the guide is written; None when all is in."""
    bench = bench_of(run.workspace)
    if left(batch(FIRST, run.seed), bench):
        return FIRST
    guided = "mission-1" in run.done and set(bench.guide) == set(ISSUES)
    return SECOND if guided and left(batch(SECOND, run.seed), bench) else None


def team(number: int, run: Run) -> dict[str, list[int]]:
    """The three raters on a whole batch; the guide counts in the second."""
    bench = bench_of(run.workspace)
    guide = bench.guide if number == SECOND else {}
    return raters(bench.marks, batch(number, run.seed), guide)
