"""The spring lived again with other rules: the same actions give the same families misled.

An error happens when all the facts it needs are there: cut one, it does not. Once it happens, it
lasts until somebody sees it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml

SPRINGS = Path(__file__).parent / "data" / "springs.yaml"
KINDS = ("organisation", "technique", "attention")


@dataclass(frozen=True, slots=True)
class Action:
    """`cuts`: facts it removes; `warns`: it tells families to check; `kind`: of KINDS."""

    id: str
    kind: str
    strength: int
    cuts: frozenset[str]
    text: LocalText
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Spring:
    """`needs`: the facts without which its error does not happen."""

    id: str
    needs: frozenset[str]
    checkable: bool
    name: LocalText
    text: LocalText


@dataclass(frozen=True, slots=True)
class Replayed:
    """`misled`: families misled each day; `stopped_on`: the day the error is seen, from 1.

    `stopped_on` is 0 when the error does not happen, None when nobody sees it before the end.
    """

    spring: Spring
    misled: tuple[int, ...]
    stopped_on: int | None

    @property
    def total(self) -> int:
        return sum(self.misled)


@cache
def springs() -> tuple[Spring, ...]:
    return tuple(
        Spring(row["id"], frozenset(row["needs"]), row["checkable"], row["name"], row["text"])
        for row in _raw()["springs"]
    )


@cache
def actions() -> Mapping[str, Action]:
    """By id, in the order they are offered."""
    return {
        row["id"]: Action(**{**row, "cuts": frozenset(row["cuts"])}) for row in _raw()["actions"]
    }


def asked() -> tuple[int, ...]:
    """Families who ask for the date each day."""
    return tuple(_raw()["asked"])


def opened() -> int:
    """Exchanges that the review opens each day."""
    return int(_raw()["opened"])


def replay(spring: Spring, chosen: Collection[str], *, reread: int | None = None) -> Replayed:
    """The spring with these actions; `reread`: exchanges opened each day, those of the story
    unless given."""
    cut = frozenset().union(*(actions()[name].cuts for name in chosen))
    if spring.needs & cut:
        return Replayed(spring, (0,) * len(asked()), 0)
    last = _seen_on(spring, cut, opened() if reread is None else reread)
    warned = spring.checkable and any(actions()[name].warns for name in chosen)
    share = 1 - _raw()["wary"] if warned else 1
    through = last or len(asked())
    misled = (round(n * share) if day <= through else 0 for day, n in enumerate(asked(), 1))
    return Replayed(spring, tuple(misled), last)


def _seen_on(spring: Spring, cut: Collection[str], reread: int) -> int | None:
    """The first day the front desk or the review sees the error and can say so."""
    days = [int(_raw()["heard_on"])] if "signal" in cut else []
    if "blind" in cut and spring.checkable:
        days += [day] if (day := _met_on(reread)) else []
    return min(days, default=None)


def _met_on(reread: int) -> int | None:
    """The day when a review of exchanges drawn at random has met one error, on average."""
    met = 0.0
    for day, wrong in enumerate(asked(), 1):
        met += reread * wrong / _raw()["exchanges"]
        if met >= 1:
            return day
    return None


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(SPRINGS)
    return found
