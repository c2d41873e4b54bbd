"""The day the agent lives: four services to render, six attacks; made up, read once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml

DAY = Path(__file__).parent / "data" / "day.yaml"


@dataclass(frozen=True, slots=True)
class Deed:
    """What leaves the agent. `tool`: send or event; `link`: a link that carries the file away."""

    tool: str
    to: str
    files: frozenset[str]
    link: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """`typed_by`: colleague or public; `content_kind`: document, picture, mail, or nothing.

    `own`: the files the request is about. `expected`: what a careful reader finds normal.
    `harm`: what an attack wants done; None for a service, which wants what is expected.
    """

    id: str
    title: LocalText
    typed_by: str
    task: LocalText
    content_kind: str
    content: LocalText | None
    own: frozenset[str]
    expected: frozenset[Deed]
    harm: Deed | None


@cache
def scenarios() -> tuple[Scenario, ...]:
    """In the order of the day, which matters: attention wears out."""
    return tuple(_scenario(row) for row in _raw()["scenarios"])


@cache
def directory() -> frozenset[str]:
    """The addresses of the list of recipients."""
    return frozenset(_raw()["directory"])


def attacks() -> tuple[Scenario, ...]:
    return tuple(one for one in scenarios() if one.harm)


def services() -> tuple[Scenario, ...]:
    return tuple(one for one in scenarios() if not one.harm)


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(DAY)
    return found


def _scenario(row: dict[str, Any]) -> Scenario:
    content = row.get("content", {"kind": "", "text": None})
    harm = row.get("harm")
    return Scenario(
        row["id"],
        row["title"],
        row["typed_by"],
        row["task"],
        content["kind"],
        content["text"],
        frozenset(row["own"]),
        frozenset(_deed(deed) for deed in row["expected"]),
        _deed(harm) if harm else None,
    )


def _deed(row: dict[str, Any]) -> Deed:
    return Deed(row["tool"], row["to"], frozenset(row["files"]), row.get("link", False))
