"""A question to the store: one statement, or a list by a filter.

Source: xAPI 1.0.3, part three, 2.1.3; IEEE 9274.1.1, 4.1.6.1.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Format(Enum):
    """How agents, verbs and activities are told: `caire.lrs.formats`."""

    IDS = "ids"
    EXACT = "exact"
    CANONICAL = "canonical"


@dataclass(frozen=True, slots=True)
class OneStatement:
    """A GET of one statement. `voided`: asked for as one that was taken back."""

    id: str
    voided: bool
    format: Format = Format.EXACT
    attachments: bool = False


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """A GET of a list. `since` is exclusive, `until` inclusive; `limit` 0: as many as allowed."""

    agent: dict[str, Any] | None = None
    agent_key: bytes | None = None
    verb: str | None = None
    verb_key: bytes | None = None
    activity: str | None = None
    activity_key: bytes | None = None
    registration: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 0
    ascending: bool = False
    related_agents: bool = False
    related_activities: bool = False
    format: Format = Format.EXACT
    attachments: bool = False
