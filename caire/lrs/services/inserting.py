"""Rows of statements go in by the database's driver: the fastest way each database has.

Nothing but the driver stands between: building such a statement in SQLAlchemy took more time than
the database took for it. All happens in the transaction of the session.
"""

import secrets
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from psycopg import errors
from psycopg.adapt import Dumper
from psycopg.postgres import types as postgres_types
from psycopg.pq import Format
from psycopg.types.string import BytesBinaryDumper
from sqlalchemy import text
from sqlalchemy.orm import Session

from caire.lrs.driver import cursor, is_postgres, rows_where_in
from caire.lrs.relations import EVERYONE, Facet, own_terms, term
from caire.lrs.services.placing import Placed

SALT_BYTES = 16
UUID_OID = postgres_types["uuid"].oid
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


def insert(db: Session, placed: Sequence[Placed]) -> None:
    """Write rows, terms and the queue of the log. The ids are taken already (`take_ids`)."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "statement": [_statement_row(one) for one in placed],
        "statement_relation": list(
            dict.fromkeys(row for one in placed for row in _relation_rows(one))
        ),
        "statement_unsealed": [(one.seq,) for one in placed],
    }
    if is_postgres(db) and len(placed) >= COPY_FROM:
        for table, given in rows.items():
            _copy(db, table, given)
        return
    # Few rows: PostgreSQL takes all three in one journey.
    with cursor(db).connection.pipeline() if is_postgres(db) else nullcontext():
        for table, given in rows.items():
            _write(db, table, given)


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
        if len(placed) >= COPY_FROM and _copied_ids(db, placed):
            return {one.incoming.id for one in placed}
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


def _copied_ids(db: Session, placed: Sequence[Placed]) -> bool:
    """Whether all ids were free, as they usually are: COPY is faster, but knows no exceptions."""
    cursor(db).execute("SAVEPOINT taking_ids")
    try:
        _copy(db, "statement_id", [(one.incoming.id, one.seq) for one in placed])
    except errors.UniqueViolation:
        cursor(db).execute("ROLLBACK TO SAVEPOINT taking_ids")
        return False
    cursor(db).execute("RELEASE SAVEPOINT taking_ids")
    return True


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


def _write(db: Session, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        columns = ROWS[table]
        marks = ", ".join(["%s" if is_postgres(db) else "?"] * len(columns))
        names = ", ".join(columns)
        cursor(db).executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _copy(db: Session, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    columns = ROWS[table]
    writing = cursor(db)
    # The fastest dumpers for what is said to be bytea and uuid; ours for ids, which are texts.
    writing.adapters.register_dumper(bytes, BytesBinaryDumper)
    writing.adapters.register_dumper(str, _UuidDumper)
    with writing.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


class _UuidDumper(Dumper):
    """A UUID that is a text, as COPY takes it: 16 bytes."""

    format = Format.BINARY
    oid = UUID_OID

    def dump(self, obj: str) -> bytes:
        return bytes.fromhex(obj.replace("-", ""))
