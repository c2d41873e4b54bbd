"""If-Match and If-None-Match: a writer says which content it has read.

Source: xAPI 1.0.3, part three, 3.1; IEEE 9274.1.1, 4.1.4; RFC 9110, 13.1.
"""

from dataclasses import dataclass

from caire.lrs.documents.errors import PreconditionFailed, PreconditionMissing


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


def refuse_blind(precondition: Precondition, etag: str | None) -> None:
    """A PUT over what is there must say what it replaces.

    Raises:
        PreconditionMissing.
    """
    if etag is not None and precondition.is_absent:
        raise PreconditionMissing(
            "a document exists here: GET it to check its current state, then send If-Match with "
            "its ETag to replace it"
        )
