"""What a lent access reaches besides its scopes.

A slice above can lend a program an access of its own for a while: to a unit of a course that a
learner has opened, say. It registers a lender for keys of a prefix (`caire.lrs.services.keys.lend`)
and the access that the lender returns carries these bounds. Every resource asks them:

- `refuse_request` before anything is done, whatever the resource;
- `admit` in the transaction that stores statements, before they are stored;
- `follow` in the same transaction, with the records of those that were new.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from caire.lrs.findings import Checked
from caire.lrs.records import StatementRecord

Resource = Literal[
    "statements", "state", "agent_profile", "activity_profile", "agents", "activities"
]


class Arriving(Protocol):
    """What bounds see of a valid statement that is to be stored.

    The store's own type is `Incoming`; it is not named here since it is made by what asks bounds.
    """

    @property
    def id(self) -> str: ...

    @property
    def checked(self) -> Checked: ...

    def raw(self, stored: datetime) -> str:
        """The whole text, as it would be stored at that moment."""


class Bounds(Protocol):
    def refuse_request(
        self, db: Session, *, resource: Resource, method: str, parameters: Mapping[str, str]
    ) -> None:
        """Raises: NotAllowed: the request reaches for what is not lent.

        Args:
            method: of HTTP, in capitals; with the alternate syntax, the one that is meant.
            parameters: of the address, or of the form with the alternate syntax.
        """

    def admit(self, db: Session, *, incoming: Sequence[Arriving], now: datetime) -> None:
        """Raises: NotAllowed, Invalid: one of these valid statements may not be stored."""

    def follow(self, db: Session, *, records: Sequence[StatementRecord], now: datetime) -> None:
        """Draw the consequences of what was stored."""
