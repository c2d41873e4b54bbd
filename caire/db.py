"""Engine, sessions and the column types that every slice shares.

SQLite and PostgreSQL behave alike here: a transaction that writes takes its lock at the start
(`BEGIN IMMEDIATE` on SQLite), so two writers wait for each other instead of failing half-way.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Row,
    Select,
    Text,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

#: How long a writer on SQLite waits for the one before it.
BUSY_TIMEOUT_MS = 30_000
#: Executions after which a connection prepares a statement.
PREPARED_FROM = 2
#: Seconds after which a connection may have been closed by the server or by what stands between.
RESTED_S = 1.0
#: Where a session notes the driver's connection for the time of `transaction`.
DRIVER = "caire.driver"
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Mother of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored and read in UTC. A naive one is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: give it a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JSONText(TypeDecorator[Any]):
    """JSON kept as compact text: the same bytes on both databases, and faster than jsonb."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def make_engine(url: str, *, pool_size: int = 8, prepare: bool = True) -> Engine:
    """An engine for a `sqlite:///file.db` or `postgresql+psycopg://…` address.

    The folder of an SQLite file is created when it is missing. `prepare` has PostgreSQL plan the
    statements of screens once for each connection, not at each request.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args={"prepare_threshold": PREPARED_FROM if prepare else None},
        )
        _ping_who_rested(engine)
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _ping_who_rested(engine: Engine) -> None:
    """Ask a connection that rested a second whether it lives: if not, the pool opens another.

    `pool_pre_ping` asks each time, which is one more journey to the server for each page.
    """
    errors = engine.dialect.loaded_dbapi.Error

    def note(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["returned"] = time.monotonic()

    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("returned", 0.0) < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except errors as failure:
            raise DisconnectionError from failure

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


def _prepare_sqlite(connection: SqliteConnection, record: object) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "cache_size=-16000",
        # 64 MB: pages that many transactions write go to the file once for them all.
        "wal_autocheckpoint=16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    # By the driver: the tenth of what it takes through a statement of SQLAlchemy.
    driver_connection(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def driver_connection(connection: Connection) -> Any:
    """The connection of sqlite3 or psycopg below."""
    below = connection.connection.dbapi_connection
    assert below is not None  # one that is open has it
    return below


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions that never write by surprise: services flush, the caller commits."""
    return sessionmaker(engine, expire_on_commit=False, autoflush=True)


def read_without_transaction(db: Session) -> None:
    """Have a new session read on PostgreSQL as it is, without BEGIN and ROLLBACK around.

    They are two journeys to the server for each page, and reads gain nothing by them: each
    statement sees what is committed when it begins, in a transaction or not. `transaction()`
    still begins one.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


@contextmanager
def transaction(db: Session) -> Iterator[Session]:
    """All or nothing. What was read before is given back first: a writer starts afresh.

    On SQLite the write lock is taken here, at the start, and waited for up to 30 s.
    """
    db.rollback()
    connection = db.connection(execution_options={"writes": True})
    db.info[DRIVER] = driver_connection(connection)
    try:
        yield db
        db.commit()
    except BaseException:
        db.rollback()
        raise
    finally:
        db.info.pop(DRIVER, None)


def rows_of(
    db: Session, statement: Select[*tuple[Any, ...]], **values: Any
) -> list[Row[*tuple[Any, ...]]]:
    """The rows of a statement of columns that was made once, with what is bound in it this time.

    Screens are read this way: building the statement and passing it through the ORM took six
    sevenths of the time of such a query. Pending changes are written first, as the ORM does.
    """
    db.flush()
    return list(db.connection().execute(statement, values))


def insert_for(db: Session, table: Any) -> Any:
    """An `INSERT` that knows `on_conflict_do_nothing` and `on_conflict_do_update`.

    Both databases have them in the same form, SQLAlchemy in one construct for each.
    """
    constructs = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return constructs[db.get_bind().dialect.name](table)
