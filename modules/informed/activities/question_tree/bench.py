"""The learner's bench: the questions of her tree, the depth of the automatic one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from modules.informed.activities.question_tree.loans import loans
from modules.informed.activities.question_tree.tree import Node, Question, built

#: What may be asked, by the name sent.
OFFERED = {
    "past-0": Question("past", 0),
    "past-1": Question("past", 1),
    "days-3": Question("days", 3),
    "days-7": Question("days", 7),
    "days-14": Question("days", 14),
    "reminder-0": Question("reminder", 0),
    "objects-2": Question("objects", 2),
    "hour-12": Question("hour", 12),
    "years-4": Question("years", 4),
}
DEEPEST = 4
START_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Bench:
    """`asked`: path -> name of the question."""

    asked: Mapping[str, str] = field(default_factory=dict)
    depth: int = START_DEPTH

    @property
    def tree(self) -> Node:
        return built(loans().known, {path: OFFERED[name] for path, name in self.asked.items()})

    def asking(self, path: str, name: str) -> "Bench":
        return replace(self, asked={**self.asked, path: name})

    def without(self, path: str) -> "Bench":
        """The question at this place and all below it taken away."""
        kept = {p: name for p, name in self.asked.items() if not p.startswith(path)}
        return replace(self, asked=kept)

    def stored(self) -> dict[str, Any]:
        return {"asked": dict(self.asked), "depth": self.depth}


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    return Bench(**workspace) if workspace else Bench()
