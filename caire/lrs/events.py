"""What this slice announces."""

from dataclasses import dataclass

from caire.lrs.records import StatementRecord


@dataclass(frozen=True, slots=True)
class StatementsStored:
    """These statements are new; in the order of storage."""

    records: tuple[StatementRecord, ...]


@dataclass(frozen=True, slots=True)
class StatementsRetiring:
    """The statements numbered from `first_seq` to before `end_seq` are about to be dropped.

    Who still needs one of them raises `RetiringRefused`.
    """

    first_seq: int
    end_seq: int
