"""Rows of statements go in by the database's driver: the fastest way each database has.

Nothing but the driver stands between: building such a statement in SQLAlchemy took more time than
the database took for it. All happens in the transaction of the session.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Inserted:
    """What was new; `may_be_referred_to`: whether a stored statement may refer to some of it."""

    new: list[Placed]
    may_be_referred_to: bool = True


def insert_new(db: Session, placed: Sequence[Placed]) -> Inserted:
    """Store those whose ids are free, with their terms and a place in the queue of the log.

    Another transaction's id is waited for.
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
    return Inserted(new)


def _in_one_journey(db: Session, placed: Sequence[Placed]) -> Inserted:
    """Few statements on PostgreSQL: those whose ids it could take, and what belongs to them."""
    rows = _rows(placed)
    ids = _array(one.incoming.id for one in placed)
    given = [*_arrays("statement", rows), *_arrays("statement_relation", rows), ids]
    taken = dict(cursor(db).execute(_STORE, given).fetchall())
    refer = any(one.incoming.checked.refers for one in placed)  # perhaps to each other
    return Inserted([one for one in placed if one.seq in taken], refer or any(taken.values()))


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
        "SELECT * FROM unnest(%s::uuid[], %s::bigint[]) AS given (id, seq) ORDER BY id "
        "ON CONFLICT DO NOTHING RETURNING id",
        (_array(one.incoming.id for one in placed), _array(str(one.seq) for one in placed)),
    )


def _copied_ids(db: Session, placed: Sequence[Placed]) -> bool:
    """Whether all ids were free, as they usually are: COPY is faster, but knows no exceptions."""
    cursor(db).execute("SAVEPOINT taking_ids")
    try:
        _copy(db, "statement_id", sorted((one.incoming.id, one.seq) for one in placed))
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


def _arrays(table: str, rows: Mapping[str, Sequence[tuple[Any, ...]]]) -> list[str]:
    """The columns of a table, each as PostgreSQL writes an array."""
    if not rows[table]:
        return [_array(()) for _ in ROWS[table]]
    written = (_ELEMENTS.get(kind, str) for kind in ROWS[table].values())
    return [
        _array("NULL" if value is None else as_element(value) for value in column)
        for as_element, column in zip(written, zip(*rows[table], strict=True), strict=True)
    ]


def _array(elements: Iterable[str]) -> str:
    """As PostgreSQL writes it: the driver's own way takes several times as long."""
    return f"{{{','.join(elements)}}}"


def _text_element(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bytes_element(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


#: How values of these types stand in an array; others stand as they are.
_ELEMENTS: dict[str, Callable[[Any], str]] = {"text": _text_element, "bytea": _bytes_element}


def _unnested(table: str) -> str:
    arrays = ", ".join(f"%s::{kind}[]" for kind in ROWS[table].values())
    return f"SELECT * FROM unnest({arrays}) AS given ({', '.join(ROWS[table])})"


def _store_query() -> str:
    """One statement with the same text however many rows: PostgreSQL plans it once."""
    columns = ", ".join(ROWS["statement"])
    return (
        f"WITH given AS ({_unnested('statement')}), "
        # In one order everywhere: two that take the same ids wait, and do not lock each other.
        "taken AS (INSERT INTO statement_id (id, seq) SELECT id, seq FROM given ORDER BY id "
        "ON CONFLICT DO NOTHING RETURNING seq), "
        f"stored AS (INSERT INTO statement ({columns}) SELECT {columns} FROM given "
        "WHERE seq IN (SELECT seq FROM taken)), "
        "related AS (INSERT INTO statement_relation (term, seq) "
        f"SELECT term, seq FROM ({_unnested('statement_relation')}) AS facets "
        "WHERE seq IN (SELECT seq FROM taken)), "
        "queued AS (INSERT INTO statement_unsealed (seq) SELECT seq FROM taken) "
        # Asked once for all: asked for each, PostgreSQL would read the whole table instead.
        "SELECT seq, EXISTS (SELECT FROM statement WHERE refers = ANY(%s::uuid[])) FROM taken"
    )


_STORE = _store_query()


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
