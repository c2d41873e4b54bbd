"""Eight uses told in messages, and the page of the register that each of them calls for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml

DATA = Path(__file__).parent / "data"
BLOCKS = ("why", "whom", "risk", "follow")
#: What may be noted in any box: nobody knows yet.
UNKNOWN = "unknown"
#: The one page filled from end to end, in the first mission.
WHOLE = "applications"


@dataclass(frozen=True, slots=True)
class Choice:
    """`tag`: what the rules read of it."""

    id: str
    text: LocalText
    tag: str


@dataclass(frozen=True, slots=True)
class Field:
    """One of the eleven boxes; `choices` are the words shared by all pages, or none."""

    id: str
    block: str
    name: LocalText
    ask: LocalText
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """`right`: the reference; `why`: its reason, when the box is left to the learner."""

    right: str
    choices: tuple[Choice, ...]
    why: LocalText | None = None

    def choice(self, choice_id: str) -> Choice:
        return next(c for c in self.choices if c.id == choice_id)


@dataclass(frozen=True, slots=True)
class Use:
    """`listed`: on the list of compulsory assessments; `counted`: its criteria, when the learner
    counts them."""

    id: str
    sender: LocalText
    about: LocalText
    message: LocalText
    boxes: Mapping[str, Box]
    listed: bool = False
    counted: tuple[str, ...] | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The boxes left to the learner, in the order of the page."""
        return tuple(name for name, box in self.boxes.items() if box.why)

    def page(self, given: Mapping[str, str]) -> dict[str, str]:
        """Field -> tag: what is given, on top of what a colleague has noted."""
        noted = {name: box.right for name, box in self.boxes.items() if not box.why}
        whole = {**noted, **given}
        return {name: self.boxes[name].choice(chosen).tag for name, chosen in whole.items()}

    def reference(self) -> dict[str, str]:
        """Field -> tag, all boxes as they should be."""
        return self.page({name: self.boxes[name].right for name in self.asked})


@cache
def fields() -> tuple[Field, ...]:
    return tuple(
        Field(raw["id"], raw["block"], raw["name"], raw["ask"], _choices(raw.get("choices", [])))
        for raw in read("fields")
    )


@cache
def uses() -> Mapping[str, Use]:
    """Use id -> use, in the order in which messages arrive."""
    return {raw["id"]: _use(raw) for raw in read("uses")}


def pages_of(mission: str) -> tuple[str, ...]:
    """The uses written up in a mission: one from end to end, then the seven others."""
    return (WHOLE,) if mission == "mission-1" else tuple(u for u in uses() if u != WHOLE)


def read(name: str) -> Any:
    return read_yaml(DATA / f"{name}.yaml")


def _use(raw: Mapping[str, Any]) -> Use:
    boxes = {field.id: _box(field, raw["boxes"][field.id]) for field in fields()}
    counted = tuple(raw["counted"]) if "counted" in raw else None
    return Use(
        raw["id"], raw["from"], raw["about"], raw["message"], boxes, "listed" in raw, counted
    )


def _box(field: Field, raw: Mapping[str, Any]) -> Box:
    unknown = Choice(UNKNOWN, {"fr": "À établir", "en": "To be established"}, UNKNOWN)
    noted = (Choice(raw["is"], raw["noted"], raw["is"]),) if "noted" in raw else ()
    own = _choices(raw.get("choices", [])) or noted or field.choices
    return Box(raw["is"], (*own, unknown), raw.get("why"))


def _choices(listed: list[Mapping[str, str]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(raw["id"], {"fr": raw["fr"], "en": raw["en"]}, raw.get("tag", raw["id"]))
        for raw in listed
    )
