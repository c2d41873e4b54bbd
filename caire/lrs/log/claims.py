"""What the log signs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Erasures:
    """The records of erasures so far: how many, and the hash of the last; nothing of none."""

    count: int = 0
    last: bytes = b""


@dataclass(frozen=True, slots=True)
class HeadClaim:
    """What a signature says: at `signed_at` the log had `size` leaves and this root.

    `after` is the size of the head before, 0 of the first: so that none can be taken out.
    `erasures` are those recorded by then. Both are None in heads signed before they were said.
    """

    size: int
    root_hash: bytes
    signed_at: datetime
    after: int | None = None
    erasures: Erasures | None = None


@dataclass(frozen=True, slots=True)
class ErasureClaim:
    """What a signature says: these statements were emptied lawfully, for this reason.

    `rows`: SHA-256 of what names them (`caire.lrs.log.erasures.digest_of`); `before`: the hash of
    the record before, empty of the first, so that none can be taken out.
    """

    number: int
    reason: str
    erased_at: datetime
    count: int
    rows: bytes
    before: bytes


@dataclass(frozen=True, slots=True)
class RetiredClaim:
    """What a signature says: the statements numbered from `first_seq` to before `end_seq` went.

    They were older than they may be kept. Their leaves stay.
    """

    first_seq: int
    end_seq: int
    retired_at: datetime


@dataclass(frozen=True, slots=True)
class BundleClaim:
    """What a signature says: a bundle made at `made_at` holds these statements and no others.

    `certificate` is the code of the one whose evidence they are.
    """

    statement_ids: tuple[str, ...]
    certificate: str | None
    size: int
    made_at: datetime
