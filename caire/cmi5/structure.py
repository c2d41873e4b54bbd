"""A course as its structure tells it: blocks and assignable units. Stored as JSON.

Source: cmi5, 13.1. Every id here is the publisher's.
"""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

MoveOn = Literal["NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed"]
LaunchMethod = Literal["AnyWindow", "OwnWindow"]
#: Language tag -> text; "und" for a text that does not say its language.
Text = dict[str, str]


def tag_for(text: Text, language: str) -> str | None:
    """The tag under which a reader of this language finds most: hers, whatever its region; else
    no language, English, any. None: there is no text at all.
    """
    written = {tag: words for tag, words in text.items() if words}
    for wanted in (language, "und", "en"):
        for tag in written:
            if tag.partition("-")[0].lower() == wanted:
                return tag
    return next(iter(written), None)


def in_language(text: Text, language: str) -> str:
    tag = tag_for(text, language)
    return text[tag] if tag is not None else ""


class Objective(Struct, frozen=True):
    id: str
    title: Text
    description: Text


class Unit(Struct, frozen=True, tag="au"):
    """An assignable unit. `mastery_score` in [0, 1]; `url`: absolute, or a path in the package."""

    id: str
    title: Text
    description: Text
    url: str
    move_on: MoveOn = "NotApplicable"
    mastery_score: float | None = None
    launch_method: LaunchMethod = "AnyWindow"
    activity_type: str | None = None
    launch_parameters: str | None = None
    entitlement_key: str | None = None
    objectives: tuple[str, ...] = ()

    @property
    def is_packaged(self) -> bool:
        return not urlsplit(self.url).scheme


class Block(Struct, frozen=True, tag="block"):
    id: str
    title: Text
    description: Text
    children: tuple["Block | Unit", ...]
    objectives: tuple[str, ...] = ()


class CourseStructure(Struct, frozen=True):
    id: str
    title: Text
    description: Text
    children: tuple[Block | Unit, ...]
    objectives: tuple[Objective, ...] = ()

    def units(self) -> tuple[Unit, ...]:
        """Every unit, in the order of the structure."""
        return tuple(node for node, _depth in self.walk() if isinstance(node, Unit))

    def blocks(self) -> tuple[Block, ...]:
        """Every block, the outer ones first."""
        return tuple(node for node, _depth in self.walk() if isinstance(node, Block))

    def unit(self, unit_id: str) -> Unit | None:
        return next((unit for unit in self.units() if unit.id == unit_id), None)

    def walk(self) -> Iterator[tuple[Block | Unit, int]]:
        """Blocks and units in the order of the structure, with their depth from 0."""
        waiting = [(node, 0) for node in reversed(self.children)]
        while waiting:
            node, depth = waiting.pop()
            yield node, depth
            if isinstance(node, Block):
                waiting.extend((child, depth + 1) for child in reversed(node.children))


def units_of(block: Block | CourseStructure) -> Iterator[Unit]:
    """The units below, at any depth."""
    waiting: list[Block | Unit] = list(block.children)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Unit):
            yield node
        else:
            waiting.extend(node.children)
