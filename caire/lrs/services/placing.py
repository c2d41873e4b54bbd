"""Statements get their numbers: in the order of time, each one once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.lrs.consistency import STORING
from caire.lrs.driver import cursor, is_postgres
from caire.lrs.models import StoredStatement
from caire.lrs.numbering import TIE_BITS, TIES, first_number, stored_at
from caire.lrs.partitions import ensure_months, month_of, partition_name
from caire.lrs.services.completing import Incoming

#: What is numbered later than this after now came from an import with a wrong clock: new statements
#: do not follow it.
AHEAD = timedelta(hours=1)
#: So far from its instant may the number of a statement be, where many share one: a millisecond,
#: room for a million of them.
CROWDED = 1_000 << TIE_BITS


@dataclass(frozen=True, slots=True)
class Placed:
    """A new statement with its number and its text."""

    incoming: Incoming
    seq: int
    raw: str


def place(db: Session, incoming: Sequence[Incoming]) -> list[Placed]:
    """Give numbers, in this order, for statements that will be stored in this transaction.

    The clock is asked here, when the transaction may write: what has an earlier number is stored
    already, or is known to be on its way. Where a clock was set back, or two machines disagree, new
    statements follow what is stored all the same: effects never stand before their causes.
    """
    if any(one.stored is not None for one in incoming):
        return _place_past(db, incoming)
    if is_postgres(db):
        now, last, tie = _begin_on_postgres(db)
    else:
        now, last, tie = _begin_on_sqlite(db)
    base = first_number(now)
    if last is not None and last >= base:
        base = ((last >> TIE_BITS) + 1) << TIE_BITS
    placed = []
    for index, one in enumerate(incoming):
        seq = base + (index << TIE_BITS) | tie
        placed.append(Placed(one, seq, one.raw(stored_at(seq))))
    return placed


def _begin_on_sqlite(db: Session) -> tuple[datetime, int | None, int]:
    """Now, the last number, and no tie: one transaction writes at a time."""
    now = utcnow()
    query = "SELECT max(seq) FROM statement WHERE seq < ?"
    (last,) = cursor(db).execute(query, (first_number(now + AHEAD),)).fetchone()
    return now, last, 0


def _begin_on_postgres(db: Session) -> tuple[datetime, int | None, int]:
    """Say that this transaction stores. Now, the last number, bits that no other one has.

    What is asked in this transaction is planned once, and by indexes: a plan that is made while a
    store is empty would read its tables whole for ever after.

    The month's partition is looked for in the same journey to the server, and the next month's on
    the last day, since numbers of a batch run ahead of the clock a little.
    """
    around = utcnow()
    months = {month_of(first_number(at)) for at in (around, around + timedelta(days=1))}
    names = [partition_name("statement_relation", month) for month in months]
    asking = cursor(db)
    with asking.connection.pipeline():  # with the BEGIN that the driver sends before
        asking.execute(
            "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), "
            "set_config('enable_seqscan', 'off', true), "
            "pg_advisory_xact_lock_shared(%s), pg_current_xact_id()::text::bigint, "
            "(SELECT count(*) FROM unnest(%s::text[]) name WHERE to_regclass(name) IS NULL), "
            "(SELECT max(seq) FROM statement WHERE seq >= %s AND seq < %s)",
            (STORING, names, first_number(around - AHEAD), first_number(around + AHEAD)),
        )
    _mode, _scan, _lock, number, missing, last = asking.fetchone()
    if missing:
        ensure_months(db.connection(), months)
    return utcnow(), last, int(number) % TIES


def _place_past(db: Session, incoming: Sequence[Incoming]) -> list[Placed]:
    """Numbers for an export that comes back: by the instants at which it was stored once.

    Statements of the same instant, of which other stores have many, follow each other in the order
    given, after those that are here already.
    """
    if is_postgres(db):
        _begin_on_postgres(db)
    now = utcnow()
    wanted = [first_number(one.stored or now) for one in incoming]
    taken = _taken(db, wanted)
    placed: list[Placed] = []
    last: dict[int, int] = {}
    used: set[int] = set()
    for one, seq in zip(incoming, wanted, strict=True):
        if seq in last:
            seq = last[seq] + 1
        elif seq in taken:
            seq = _last_of_instant(db, seq) + 1
        while seq in used:
            seq += 1
        used.add(seq)
        last[first_number(one.stored or now)] = seq
        placed.append(Placed(one, seq, one.raw(stored_at(seq))))
    ensure_months(db.connection(), dict.fromkeys(month_of(one.seq) for one in placed))
    return placed


def _taken(db: Session, numbers: Sequence[int]) -> set[int]:
    query = select(StoredStatement.seq).where(StoredStatement.seq.in_(set(numbers)))
    return set(db.scalars(query))


def _last_of_instant(db: Session, first: int) -> int:
    """The last of the numbers that follow each other from this one on, which is taken."""
    query = select(func.max(StoredStatement.seq)).where(
        StoredStatement.seq >= first, StoredStatement.seq < first + CROWDED
    )
    return db.scalar(query) or first
