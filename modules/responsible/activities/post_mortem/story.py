"""The incident: fourteen facts, seven of which are causes, and six gestures; made up, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml

STORY = Path(__file__).parent / "data" / "story.yaml"
FAMILIES = ("data", "instruction", "evaluation", "organisation", "control", "communication")


@dataclass(frozen=True, slots=True)
class Cause:
    """`families`, `parents`: those that can be defended, the reference first.

    `short`: its name in the tree; `why`: what places it.
    """

    id: str
    families: tuple[str, ...]
    parents: tuple[str, ...]
    short: LocalText
    why: LocalText


@dataclass(frozen=True, slots=True)
class Event:
    when: LocalText
    text: LocalText
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class Gesture:
    """`when`: its usual delay; `why`: why it comes before the next one."""

    id: str
    when: LocalText
    text: LocalText
    why: LocalText


@cache
def events() -> tuple[Event, ...]:
    """In the order they happened."""
    return tuple(
        Event(row["when"], row["text"], _cause(row) if "id" in row else None)
        for row in _raw()["events"]
    )


@cache
def causes() -> Mapping[str, Event]:
    """The events that are causes, by the id of the cause."""
    return {event.cause.id: event for event in events() if event.cause}


def cause(cause_id: str) -> Cause:
    found = causes()[cause_id].cause
    assert found
    return found


@cache
def gestures() -> tuple[Gesture, ...]:
    """In the right order."""
    return tuple(Gesture(**row) for row in _raw()["gestures"])


def _cause(row: Mapping[str, Any]) -> Cause:
    return Cause(
        row["id"],
        tuple(row[key] for key in ("family", "also") if key in row),
        tuple(row[key] for key in ("parent", "beside") if key in row),
        row["short"],
        row["why"],
    )


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(STORY)
    return found
