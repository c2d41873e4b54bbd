"""The database's own driver, for the few statements that run for each trace.

A query of a few rows takes the driver a tenth of what it takes through SQLAlchemy's constructs.
All happens in the transaction of the session.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from caire.db import DRIVER, driver_connection


def is_postgres(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"


def cursor(db: Session) -> Any:
    """A cursor of sqlite3 or psycopg."""
    connection = db.info.get(DRIVER) or driver_connection(db.connection())
    return connection.cursor()


@contextmanager
def reading(engine: Engine) -> Iterator[Any]:
    """A cursor for a query or two, each of which sees what is committed when it begins.

    A session would take as long again as the query.
    """
    pooled = engine.raw_connection()
    try:
        connection = pooled.dbapi_connection
        assert connection is not None  # it was just taken out of the pool
        if engine.dialect.name != "postgresql":
            yield connection.cursor()
            return
        # Outside of a transaction there is no BEGIN and no ROLLBACK to send.
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.autocommit = False
    finally:
        pooled.close()


def rows_where_in(db: Session, select: str, column: str, ids: Iterable[str]) -> list[Any]:
    """The rows of `select … WHERE column IN ids`; ids are UUIDs as text, also in what comes."""
    given = list(ids)
    if is_postgres(db):
        # One text: the driver's own way to write a list takes longer than the search.
        listed = f"{{{','.join(given)}}}"
        found = cursor(db).execute(f"{select} WHERE {column} = ANY(%s::uuid[])", (listed,))
        return list(found.fetchall())
    query = f"{select} WHERE {column} IN (SELECT value FROM json_each(?))"
    return list(cursor(db).execute(query, (json.dumps(given),)).fetchall())
