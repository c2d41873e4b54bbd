"""Three model sheets, made up, and the eighteen points to look for in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml

DATA = Path(__file__).parent / "data"
BLOCKS = ("use", "data", "results", "limits", "means", "exit")
#: From the least to the most that a sheet says of a point.
STATES = ("absent", "vague", "precise")
#: Mission -> the sheet audited in it.
SHEETS = {"mission-1": "plume", "mission-2": "estran", "mission-3": "zenithor"}


@dataclass(frozen=True, slots=True)
class Point:
    """`decisive`: the need of the activity hangs on it; `demand`: what is asked for then."""

    id: str
    block: str
    name: LocalText
    ask: LocalText
    decisive: bool = False
    demand: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """`rank` from 1 in its sheet; `state` is what it makes of `point`; a filler proves nothing."""

    rank: int
    block: str
    text: LocalText
    point: str | None = None
    state: str = "absent"
    why: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`asked`: the points left to the learner; `absent`: why a point is."""

    id: str
    name: str
    supplier: LocalText
    asked: tuple[str, ...]
    absent: Mapping[str, LocalText]
    sentences: tuple[Sentence, ...]

    def proof(self, point: str) -> Sentence | None:
        return next((s for s in self.sentences if s.point == point), None)

    def state(self, point: str) -> str:
        found = self.proof(point)
        return found.state if found else "absent"

    def states(self) -> dict[str, str]:
        """Point id -> state, for the eighteen."""
        return {point.id: self.state(point.id) for point in points()}

    def block(self, name: str) -> tuple[Sentence, ...]:
        return tuple(s for s in self.sentences if s.block == name)


@cache
def points() -> tuple[Point, ...]:
    return tuple(Point(**raw) for raw in _read("points"))


def point(point_id: str) -> Point:
    return next(p for p in points() if p.id == point_id)


@cache
def sheet(sheet_id: str) -> Sheet:
    raw = _read(sheet_id)
    sentences = tuple(_sentence(rank, s) for rank, s in enumerate(raw["sentences"], start=1))
    return Sheet(
        raw["id"], raw["name"], raw["supplier"], tuple(raw["asked"]), raw["absent"], sentences
    )


def decisive() -> tuple[Point, ...]:
    return tuple(p for p in points() if p.decisive)


def _sentence(rank: int, raw: Mapping[str, Any]) -> Sentence:
    block = raw["block"] if "block" in raw else point(raw["point"]).block
    text = {"fr": raw["fr"], "en": raw["en"]}
    return Sentence(rank, block, text, raw.get("point"), raw.get("state", "absent"), raw.get("why"))


def _read(name: str) -> Any:
    return read_yaml(DATA / f"{name}.yaml")
