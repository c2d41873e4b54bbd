"""What this slice announces."""

from dataclasses import dataclass

from caire.lrs.records import StatementRecord


@dataclass(frozen=True, slots=True)
class StatementsStored:
    """These statements are new; in the order of storage."""

    records: tuple[StatementRecord, ...]
