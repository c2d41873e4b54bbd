"""Where a document stands: what tells it from every other one."""

from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b

from caire.lrs.hashing import KEY_BYTES, activity_key


class Kind(Enum):
    STATE = "state"
    ACTIVITY_PROFILE = "activity_profile"
    AGENT_PROFILE = "agent_profile"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who a document is about. `said` is its identifier in JSON; `key` is what makes it equal."""

    key: bytes
    said: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is listed together. `organisation_id` is that of the program's key; None: the platform.

    Two organisations never share a shelf, whatever else they name alike.
    """

    kind: Kind
    organisation_id: int | None
    activity: str | None = None
    agent: Agent | None = None

    @property
    def key(self) -> bytes:
        return _hash(self._said)

    @property
    def _said(self) -> str:
        activity = activity_key(self.activity).hex() if self.activity is not None else "-"
        agent = self.agent.key.hex() if self.agent else "-"
        # No part before the last holds a space: no two shelves are said alike.
        return f"{self.kind.value} {self.organisation_id or '-'} {activity} {agent}"

    def place(self, name: str, registration: str | None = None) -> "Place":
        return Place(self, name, registration, _hash(f"{self._said} {registration or '-'} {name}"))


@dataclass(frozen=True, slots=True)
class Place:
    """A document's own place; `name` is its stateId or profileId. Made by `Shelf.place`."""

    shelf: Shelf
    name: str
    registration: str | None
    key: bytes


def _hash(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=KEY_BYTES).digest()
