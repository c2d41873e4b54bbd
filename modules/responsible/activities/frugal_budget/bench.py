"""The learner's bench: what is taken of each use, then the cases that were looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from caire.sdk import Form, one
from modules.responsible.activities.frugal_budget.solver import Case, Picks
from modules.responsible.activities.frugal_budget.uses import LEVELS, NONE, uses

REBOUNDS = (0, 10, 20, 30, 40, 50)


@dataclass(frozen=True, slots=True)
class Bench:
    """`seen`: the cases asked, written `level rebound`; `case`: the last of them."""

    picks: Picks = field(default_factory=dict)
    level: str = "central"
    rebound: int = 0
    seen: tuple[str, ...] = ()

    @property
    def case(self) -> Case:
        return Case(self.level, self.rebound)

    def choosing(self, picks: Picks) -> "Bench":
        return replace(self, picks=dict(picks))

    def looking(self, case: Case) -> "Bench":
        seen = tuple(dict.fromkeys((*self.seen, written(case))))
        return replace(self, level=case.level, rebound=case.rebound, seen=seen)

    def looked(self, case: Case) -> bool:
        return written(case) in self.seen

    def looked_at_all(self) -> bool:
        """The three hypotheses, without rebound."""
        return all(self.looked(Case(level)) for level in LEVELS)

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {
            "picks": dict(self.picks),
            "level": self.level,
            "rebound": self.rebound,
            "seen": list(self.seen),
        }


def written(case: Case) -> str:
    return f"{case.level} {case.rebound}"


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or nothing taken."""
    if not workspace:
        return Bench()
    return Bench(**(dict(workspace) | {"seen": tuple(workspace["seen"])}))


def sends_picks(form: Form) -> bool:
    return any(f"use-{use.id}" in form for use in uses())


def read_picks(form: Form) -> dict[str, str] | None:
    """The fields `use-…`: a model offered for the use, or `none`; None when one is not that."""
    read = {use.id: one(form, f"use-{use.id}") or NONE for use in uses()}
    if any(read[use.id] not in (NONE, *use.models) for use in uses()):
        return None
    return {use_id: model for use_id, model in read.items() if model != NONE}
