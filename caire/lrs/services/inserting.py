"""Rows of statements go in by the database's driver: the fastest way each database has.

Nothing but the driver stands between: building such a statement in SQLAlchemy took more time than
the database took for it. All happens in the transaction of the session.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.lrs.consistency import STORING
from caire.lrs.driver import cursor, is_postgres, rows_where_in
from caire.lrs.models import StoredStatement
from caire.lrs.numbering import TIE_BITS, TIES, first_number, stored_at
from caire.lrs.partitions import ensure_months, month_of, partition_name
from caire.lrs.relations import EVERYONE, Facet, own_terms, term
from caire.lrs.services.completing import Incoming

SALT_BYTES = 16
#: So far from its instant may the number of a statement be, where many share one: a millisecond,
#: room for a million of them.
CROWDED = 1_000 << TIE_BITS
#: From this many rows on, PostgreSQL's COPY is faster than INSERT.
COPY_FROM = 20

#: What is written for each statement: table, columns, and their types in PostgreSQL.
ROWS = {
    "statement": {
        "seq": "int8",
        "id": "uuid",
        "registration": "uuid",
        "actor_key": "bytea",
        "verb_key": "bytea",
        "activity_key": "bytea",
        "key_id": "int4",
        "organisation_id": "int4",
        "is_own": "bool",
        "refers": "uuid",
        "raw": "text",
        "salt": "bytea",
    },
    "statement_id": {"id": "uuid", "seq": "int8"},
    "statement_relation": {"term": "bytea", "seq": "int8"},
    "statement_unsealed": {"seq": "int8"},
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A new statement with its number and its text."""

    incoming: Incoming
    seq: int
    raw: str


def place(db: Session, incoming: Sequence[Incoming]) -> list[Placed]:
    """Give numbers, in this order, for statements that will be stored in this transaction.

    The clock is asked here, when the transaction may write: what has an earlier number is stored
    already, or is known to be on its way.
    """
    if any(one.stored is not None for one in incoming):
        return _place_past(db, incoming)
    if is_postgres(db):
        tie = _begin_on_postgres(db)
        base = first_number(utcnow())
    else:
        base, tie = _free_on_sqlite(db, first_number(utcnow()), len(incoming))
    first = base | tie
    placed = []
    for index, one in enumerate(incoming):
        seq = first + (index << TIE_BITS)
        placed.append(Placed(one, seq, one.raw(stored_at(seq))))
    return placed


def insert(db: Session, placed: Sequence[Placed]) -> None:
    """Write rows, terms and the queue of the log. The ids are taken already (`take_ids`)."""
    statements = [_statement_row(one) for one in placed]
    relations = list(dict.fromkeys(row for one in placed for row in _relation_rows(one)))
    unsealed = [(one.seq,) for one in placed]
    write_rows(db, "statement", statements)
    write_rows(db, "statement_relation", relations)
    write_rows(db, "statement_unsealed", unsealed)


def insert_relations(db: Session, rows: Iterable[tuple[bytes, int]]) -> None:
    """Add terms of statements; those that are known stay."""
    known = list(dict.fromkeys(rows))
    if known:
        db.execute(
            text(
                "INSERT INTO statement_relation (term, seq) VALUES (:term, :seq) "
                "ON CONFLICT DO NOTHING"
            ),
            [{"term": key, "seq": seq} for key, seq in known],
        )


def take_ids(db: Session, placed: Sequence[Placed]) -> set[str]:
    """Take the ids that are free; returns them. Another transaction's id is waited for."""
    if not placed:
        return set()
    if is_postgres(db):
        rows = cursor(db).execute(
            "INSERT INTO statement_id (id, seq) "
            "SELECT * FROM unnest(%s::uuid[], %s::bigint[]) ON CONFLICT DO NOTHING RETURNING id",
            ([one.incoming.id for one in placed], [one.seq for one in placed]),
        )
        return {str(id) for (id,) in rows}
    asked = [one.incoming.id for one in placed]
    known = {id for (id,) in rows_where_in(db, "SELECT id FROM statement_id", "id", asked)}
    free = [(one.incoming.id, one.seq) for one in placed if one.incoming.id not in known]
    cursor(db).executemany("INSERT INTO statement_id (id, seq) VALUES (?, ?)", free)
    return {id for id, _seq in free}


def relation_terms(key_id: int | None, facets: Iterable[tuple[Facet, bytes]]) -> list[bytes]:
    """The terms for all readers and, of a program's statement, for who sees that program's."""
    readers = (EVERYONE, key_id) if key_id else (EVERYONE,)
    return [term(facet, key, reader) for facet, key in facets for reader in readers]


def _relation_rows(one: Placed) -> list[tuple[bytes, int]]:
    terms = relation_terms(one.incoming.key_id, own_terms(one.incoming.checked))
    return [(key, one.seq) for key in terms]


def _statement_row(one: Placed) -> tuple[Any, ...]:
    incoming, checked = one.incoming, one.incoming.checked
    return (
        one.seq,
        incoming.id,
        checked.registration,
        checked.actor_key,
        checked.verb_key,
        checked.activity_key,
        incoming.key_id,
        incoming.organisation_id,
        incoming.is_own,
        checked.refers,
        one.raw,
        secrets.token_bytes(SALT_BYTES),
    )


def write_rows(db: Session, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows in the order of `ROWS`, by the fastest way the database has."""
    if not rows:
        return
    columns = ROWS[table]
    names = ", ".join(columns)
    if not is_postgres(db) or len(rows) < COPY_FROM:
        marks = ", ".join(["%s" if is_postgres(db) else "?"] * len(columns))
        cursor(db).executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        return
    with cursor(db).copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(list(columns.values()))
        ids = [index for index, kind in enumerate(columns.values()) if kind == "uuid"]
        for row in rows:
            copy.write_row(_with_uuids(row, ids) if ids else row)


def _with_uuids(row: tuple[Any, ...], places: Sequence[int]) -> list[Any]:
    """COPY takes no text for a UUID."""
    values = list(row)
    for index in places:
        if values[index] is not None:
            values[index] = UUID(values[index])
    return values


def _begin_on_postgres(db: Session) -> int:
    """Say that this transaction stores; bits that no transaction at the same time has.

    The month's partition is looked for in the same journey to the server, and the next month's on
    the last day, since numbers of a batch run ahead of the clock a little.
    """
    now = utcnow()
    months = {month_of(first_number(at)) for at in (now, now + timedelta(days=1))}
    names = [partition_name("statement_relation", month) for month in months]
    _lock, number, missing = (
        cursor(db)
        .execute(
            "SELECT pg_advisory_xact_lock_shared(%s), pg_current_xact_id()::text::bigint, "
            "(SELECT count(*) FROM unnest(%s::text[]) name WHERE to_regclass(name) IS NULL)",
            (STORING, names),
        )
        .fetchone()
    )
    if missing:
        ensure_months(db.connection(), months)
    return int(number) % TIES


def _free_on_sqlite(db: Session, base: int, count: int) -> tuple[int, int]:
    """A base and a tie that none of these numbers has; one transaction writes at a time."""
    end = base + (count << TIE_BITS)
    query = "SELECT max(seq & ?), max(seq) FROM statement WHERE seq >= ? AND seq < ?"
    tie, last = cursor(db).execute(query, (TIES - 1, base, end)).fetchone()
    if tie is None:
        return base, 0
    if tie + 1 < TIES:
        return base, tie + 1
    return _free_on_sqlite(db, ((last >> TIE_BITS) + 1) << TIE_BITS, count)


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
