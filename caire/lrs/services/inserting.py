"""Rows of statements go in by the database's driver: the fastest way each database has.

Nothing but the driver stands between: building such a statement in SQLAlchemy took more time than
the database took for it. All happens in the transaction of the session.
"""

import secrets
from collections.abc import Iterable, Sequence
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


def insert_new(db: Session, placed: Sequence[Placed]) -> list[Placed]:
    """Store those whose ids are free, with their terms and a place in the queue of the log.

    Another transaction's id is waited for. Returns those that were stored.
    """
    if is_postgres(db) and len(placed) < COPY_FROM:
        return _in_one_journey(db, placed)
    taken = _take_ids(db, placed)
    new = [one for one in placed if one.incoming.id in taken]
    for table, rows in _rows(new).items():
        if is_postgres(db):
            _copy(db, table, rows)
        else:
            _write(db, table, rows)
    return new


def _in_one_journey(db: Session, placed: Sequence[Placed]) -> list[Placed]:
    """Few statements on PostgreSQL, as if all were new, which they mostly are.

    What has an id that is known is taken out again.
    """
    taking, rows = cursor(db), _rows(placed)
    with taking.connection.pipeline():
        _ask_for_ids(taking, placed)
        for table, given in rows.items():
            if given:
                _write_values(db, table, given)
    taken = {str(id) for (id,) in taking}
    known = [one.seq for one in placed if one.incoming.id not in taken]
    if known:
        for table in rows:
            cursor(db).execute(f"DELETE FROM {table} WHERE seq = ANY(%s)", (known,))
    return [one for one in placed if one.incoming.id in taken]


def _rows(placed: Sequence[Placed]) -> dict[str, list[tuple[Any, ...]]]:
    """What is written by table, but for the ids."""
    return {
        "statement": [_statement_row(one) for one in placed],
        "statement_relation": list(
            dict.fromkeys(row for one in placed for row in _relation_rows(one))
        ),
        "statement_unsealed": [(one.seq,) for one in placed],
    }


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


def _take_ids(db: Session, placed: Sequence[Placed]) -> set[str]:
    """Take the ids that are free; returns them."""
    if not placed:
        return set()
    asked = [one.incoming.id for one in placed]
    if is_postgres(db):
        if _copied_ids(db, placed):
            return set(asked)
        taking = cursor(db)
        _ask_for_ids(taking, placed)
        return {str(id) for (id,) in taking}
    known = {id for (id,) in rows_where_in(db, "SELECT id FROM statement_id", "id", asked)}
    free = [(one.incoming.id, one.seq) for one in placed if one.incoming.id not in known]
    cursor(db).executemany("INSERT INTO statement_id (id, seq) VALUES (?, ?)", free)
    return {id for id, _seq in free}


def _ask_for_ids(taking: Any, placed: Sequence[Placed]) -> None:
    """Have PostgreSQL take the ids that are free; the cursor then gives them."""
    taking.execute(
        "INSERT INTO statement_id (id, seq) "
        "SELECT * FROM unnest(%s::uuid[], %s::bigint[]) ON CONFLICT DO NOTHING RETURNING id",
        (_array(one.incoming.id for one in placed), _array(str(one.seq) for one in placed)),
    )


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
    """Rows on SQLite."""
    columns = ROWS[table]
    marks, names = ", ".join("?" * len(columns)), ", ".join(columns)
    cursor(db).executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _write_values(db: Session, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """A few rows on PostgreSQL: one statement costs it less than one for each row."""
    columns = ROWS[table]
    marks = f"({', '.join(['%s'] * len(columns))})"
    cursor(db).execute(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([marks] * len(rows))}",
        [value for row in rows for value in row],
    )


def _array(values: Iterable[str]) -> str:
    """As PostgreSQL writes it: faster than the driver's own way, for values without quotes."""
    return f"{{{','.join(values)}}}"


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
