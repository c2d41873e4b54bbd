"""The parts of the European regulation, the day each applies from, the square each stands on."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from caire.sdk import LocalText, read_yaml

TIMELINE = Path(__file__).parent / "data" / "timeline.yaml"
#: The slider goes from February 2025, month 0, to August 2028, month 42.
FIRST_YEAR, FIRST_MONTH = 2025, 2
LAST = 42
#: November 2026, when the timeline was read.
WRITTEN = 21
SQUARES = ("banned", "high", "transparency", "none")


@dataclass(frozen=True, slots=True)
class Rule:
    """`square` is None for what concerns no square of its own (literacy, models)."""

    id: str
    since: date
    name: LocalText
    square: str | None = None

    def applies(self, day: date) -> bool:
        return self.since <= day


@cache
def rules() -> tuple[Rule, ...]:
    """By date."""
    raw = read_yaml(TIMELINE)
    return tuple(Rule(r["rule"], r["from"], r["name"], r.get("square")) for r in raw)


@cache
def rule(rule_id: str) -> Rule:
    """Raises StopIteration: no such rule."""
    return next(found for found in rules() if found.id == rule_id)


def month(rank: int) -> tuple[int, int]:
    """Year and month, 1 to 12, of a place on the slider."""
    months = FIRST_MONTH - 1 + rank
    return FIRST_YEAR + months // 12, months % 12 + 1


def last_day(rank: int) -> date:
    """The end of the month at this place on the slider."""
    year, number = month(rank)
    return date(year, number, monthrange(year, number)[1])


@cache
def dates() -> tuple[date, ...]:
    """Every day on which something begins to apply."""
    return tuple(sorted({rule.since for rule in rules()}))
