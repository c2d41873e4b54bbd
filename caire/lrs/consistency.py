"""Up to which instant every statement that was or will be stored is there to be read.

Source: xAPI 1.0.3, part three, 2.1.3, `X-Experience-API-Consistent-Through`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import BUSY_TIMEOUT_MS
from caire.lrs.driver import cursor, is_postgres
from caire.lrs.models import StoredStatement
from caire.lrs.numbering import stored_at

#: Advisory lock, shared by all transactions of PostgreSQL that store statements.
STORING = 0x6C727301
#: Before the first statement: nothing was ever stored.
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

_FIRST_STORING = """
SELECT min(activity.xact_start)
FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
WHERE held.locktype = 'advisory' AND held.classid = 0 AND held.objid = %s
  AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def consistent_through(db: Session) -> datetime:
    """The instant; ask it before the statements themselves.

    Who stores reads the clock when it holds a lock: on PostgreSQL one that it shares with others,
    on SQLite the only writer's. Where nobody holds it, all up to now is there; else, all up to the
    beginning of the first who does, or on SQLite, up to the last statement.
    """
    if is_postgres(db):
        now = utcnow()
        (first,) = cursor(db).execute(_FIRST_STORING, (STORING,)).fetchone()
        return now if first is None else min(now, first.astimezone(UTC))
    engine = db.get_bind()
    assert isinstance(engine, Engine)  # sessions are made on engines
    with _as_only_writer(engine) as nobody_writes:
        if nobody_writes:
            return utcnow()
    last = db.scalar(select(func.max(StoredStatement.seq)))
    return _BEGINNING if last is None else stored_at(last)


@contextmanager
def _as_only_writer(engine: Engine) -> Iterator[bool]:
    """Whether nobody writes to this SQLite database, for as long as the block lasts."""
    connection: Any = engine.raw_connection()
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except OperationalError:
            yield False
            return
        try:
            yield True
        finally:
            connection.execute("ROLLBACK")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.close()
