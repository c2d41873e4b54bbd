"""A stored statement, as the rest of the platform reads it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from caire.lrs.numbering import stored_at


@dataclass(frozen=True)
class StatementRecord:
    """`raw` is the statement as the store answers with it; `was_new` false when it was known."""

    seq: int
    id: str
    registration: str | None
    raw: str
    is_own: bool
    key_id: int | None
    was_new: bool = False

    @cached_property
    def data(self) -> dict[str, Any]:
        """The statement itself."""
        found: dict[str, Any] = msgspec.json.decode(self.raw)
        return found

    @property
    def verb(self) -> str:
        found: str = self.data["verb"]["id"]
        return found

    @property
    def activity(self) -> str | None:
        """The IRI of the object, when that is an activity."""
        target = self.data["object"]
        return target["id"] if target.get("objectType", "Activity") == "Activity" else None

    @property
    def stored(self) -> datetime:
        return stored_at(self.seq)
