"""Statements are dropped when the time for which they may be kept is over, month by month.

The log stays whole: their leaves remain, and a signed record says that they went rightly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from caire.events import announce
from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.log.claims import RetiredClaim
from caire.lrs.log.signing import LogSigner
from caire.lrs.models import (
    RetiredSpan,
    StatementFile,
    StoredFile,
    StoredStatement,
    UnsealedStatement,
)
from caire.lrs.partitions import Month, bounds, drop_month, month_of, next_month


@dataclass(frozen=True, slots=True)
class Retired:
    """The months whose statements were dropped, or would be."""

    months: tuple[Month, ...]


def retire(
    db: Session, *, before: Month, signer: LogSigner, now: datetime, dry_run: bool = False
) -> Retired:
    """Drop all statements stored before a month. All or nothing: call it in one transaction.

    Ids stay taken, so that a dropped statement does not come back under its id.

    Raises:
        RetiringRefused: somebody still needs one of them, or one is not sealed.
    """
    months = tuple(_months_with_statements(db, before))
    for month in months:
        first, end = bounds(month)
        _refuse_unsealed(db, month)
        announce(db, StatementsRetiring(first, end))
    if dry_run:
        return Retired(months)
    for month in months:
        first, end = bounds(month)
        _forget_files(db, first, end)
        drop_month(db.connection(), month)
        claim = RetiredClaim(first, end, now)
        db.add(
            RetiredSpan(
                first_seq=first, end_seq=end, retired_at=now, jws=signer.sign_retired(claim)
            )
        )
    db.flush()
    return Retired(months)


def _months_with_statements(db: Session, before: Month) -> Iterator[Month]:
    first = db.scalar(select(func.min(StoredStatement.seq)))
    while first is not None and month_of(first) < before:
        yield month_of(first)
        start, _ = bounds(next_month(month_of(first)))
        first = db.scalar(select(func.min(StoredStatement.seq)).where(StoredStatement.seq >= start))


def _refuse_unsealed(db: Session, month: Month) -> None:
    first, end = bounds(month)
    waiting = select(UnsealedStatement.seq).where(
        UnsealedStatement.seq >= first, UnsealedStatement.seq < end
    )
    if db.scalar(waiting.limit(1)) is not None:
        raise RetiringRefused(
            f"statements of {month[0]}-{month[1]:02} are not in the log yet: "
            "run `caire traces seal` first"
        )


def _forget_files(db: Session, first: int, end: int) -> None:
    within = (StatementFile.seq >= first) & (StatementFile.seq < end)
    gone = select(StatementFile.sha2).where(within)
    kept = select(StatementFile.sha2).where(~within)
    db.execute(
        delete(StoredFile)
        .where(StoredFile.sha2.in_(gone), StoredFile.sha2.not_in(kept))
        .execution_options(synchronize_session=False)
    )
    db.execute(delete(StatementFile).where(within).execution_options(synchronize_session=False))
