"""The learner's bench: the choices made, the requests tried."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from modules.shared.prompts.cases import State

TRIES_KEPT = 30


@dataclass(frozen=True, slots=True)
class Bench:
    """`choices` are `a` or `b`, a pair each; `tries` the states sent, the last one last."""

    choices: tuple[str, ...] = ()
    tries: tuple[State, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {"choices": list(self.choices), "tries": list(self.tries)}

    def with_choice(self, choice: str) -> "Bench":
        return replace(self, choices=(*self.choices, choice))

    def with_try(self, state: State) -> "Bench":
        return replace(self, tries=(*self.tries, state)[-TRIES_KEPT:])


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    if not workspace:
        return Bench()
    return Bench(tuple(workspace["choices"]), tuple(workspace["tries"]))
