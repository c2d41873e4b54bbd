"""What lies on the learner's desk: pages being filled, criteria being counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from caire.sdk import StepRecord
from modules.responsible.activities.register.book import Use, pages_of, uses

WRITING = ("mission-1", "mission-2")
COUNTING = "mission-3"


@dataclass(frozen=True, slots=True)
class Desk:
    """`pages`: use -> field -> choice; `at`: the page in front; `hand`: the box taken back last;
    `counts`: use -> criteria ticked."""

    pages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    at: str | None = None
    hand: str | None = None
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, use_id: str) -> Mapping[str, str]:
        return self.pages.get(use_id, {})

    def left(self, use: Use) -> list[str]:
        """The boxes still empty, the one taken back first."""
        empty = [name for name in use.asked if name not in self.of(use.id)]
        return sorted(empty, key=lambda name: name != self.hand)

    def noting(self, use_id: str, boxes: Mapping[str, str]) -> "Desk":
        pages = {**self.pages, use_id: {**self.of(use_id), **boxes}}
        return replace(self, pages=pages, hand=None)

    def taking(self, use_id: str, name: str) -> "Desk":
        kept = {other: chosen for other, chosen in self.of(use_id).items() if other != name}
        return replace(self, pages={**self.pages, use_id: kept}, at=use_id, hand=name)

    def stored(self) -> dict[str, Any]:
        counts = {use_id: list(ticked) for use_id, ticked in self.counts.items()}
        return {"pages": self.pages, "at": self.at, "hand": self.hand, "counts": counts}


def desk_of(workspace: Mapping[str, Any]) -> Desk:
    if not workspace:
        return Desk()
    counts = {use_id: tuple(ticked) for use_id, ticked in workspace["counts"].items()}
    return Desk(workspace["pages"], workspace["at"], workspace["hand"], counts)


def current(done: Mapping[str, StepRecord]) -> str | None:
    """The mission in hand, None once all are done."""
    return next((m for m in (*WRITING, COUNTING) if m not in done), None)


def unfinished(desk: Desk, mission: str) -> list[str]:
    """The pages of a mission that still have an empty box."""
    return [use_id for use_id in pages_of(mission) if desk.left(uses()[use_id])]


def in_front(desk: Desk, mission: str) -> str:
    """The page to show: the one turned to, else the first unfinished, else the first."""
    pages = pages_of(mission)
    if desk.at in pages:
        return desk.at
    return next(iter(unfinished(desk, mission)), pages[0])
