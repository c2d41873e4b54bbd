"""What is tried on the bench, as kept with the run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Desk:
    """`order`: gestures put so far; `links`: cause -> parent; `chosen`: actions last replayed."""

    order: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        return {"order": self.order, "links": dict(self.links), "chosen": self.chosen}


def desk_of(workspace: Mapping[str, Any]) -> Desk:
    if not workspace:
        return Desk()
    return Desk(tuple(workspace["order"]), workspace["links"], tuple(workspace["chosen"]))
