"""If-Match and If-None-Match: a writer says which content it has read.

Source: xAPI 1.0.3, part three, 3.1; IEEE 9274.1.1, 4.1.4; RFC 9110, 13.1.
"""

from dataclasses import dataclass
from enum import Enum

from caire.lrs.documents.errors import (
    PreconditionFailed,
    PreconditionMissing,
    PreconditionUnsaid,
)


@dataclass(frozen=True, slots=True)
class Tags:
    """The value of one of the headers: `*` (`anything`), or entity tags without their quotes."""

    anything: bool
    tags: frozenset[str]

    def match(self, etag: str | None) -> bool:
        return etag is not None and (self.anything or etag in self.tags)


@dataclass(frozen=True, slots=True)
class Precondition:
    """None: the header did not come."""

    match: Tags | None = None
    none_match: Tags | None = None

    @property
    def is_absent(self) -> bool:
        return self.match is None and self.none_match is None


class Blind(Enum):
    """How far a PUT may go that says nothing of what is there: neither header comes."""

    NEVER = "never"
    CREATE = "create"
    REPLACE = "replace"


NO_PRECONDITION = Precondition()


def refuse_unmet(precondition: Precondition, etag: str | None) -> None:
    """`etag` is that of the document as it stands, None where there is none.

    Raises:
        PreconditionFailed.
    """
    if precondition.match is not None and not precondition.match.match(etag):
        if etag is None:
            raise PreconditionFailed(
                "If-Match names a content, and there is no such document: "
                "send If-None-Match: * to create it"
            )
        raise PreconditionFailed(
            "the document has changed since: GET it, take its new ETag for If-Match, and send again"
        )
    if precondition.none_match is not None and precondition.none_match.match(etag):
        raise PreconditionFailed(
            "there is a document already, and If-None-Match excludes it: GET it, then send "
            "If-Match with its ETag"
        )


def refuse_blind(precondition: Precondition, etag: str | None, *, allowed: Blind) -> None:
    """A PUT must say what it replaces, and in 1.0.3 also that there should be nothing.

    Raises:
        PreconditionMissing, PreconditionUnsaid.
    """
    if not precondition.is_absent or allowed is Blind.REPLACE:
        return
    if etag is not None:
        raise PreconditionMissing(
            "a document exists here: GET it to check its current state, then send If-Match with "
            "its ETag to replace it"
        )
    if allowed is Blind.NEVER:
        raise PreconditionUnsaid("send If-None-Match: * to create a profile (xAPI 1.0.3, 3.1)")
