"""Room in SQLite's write-ahead log, so that transactions need not make it grow.

Each transaction that makes the file longer has the system find blocks and write their places too,
before it may answer: that took a sixth of the time of a statement that comes alone. SQLite keeps
the length when it begins the log anew, so that one process makes room once.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger

from caire.db import CHECKPOINT_PAGES

log = get_logger(__name__)

#: SQLite's own since 3.12. A page stands in the log with 24 bytes before it.
PAGE_BYTES = 4_096
ROOM_BYTES = CHECKPOINT_PAGES * (PAGE_BYTES + 24)
#: Who stores meanwhile is not kept waiting for it: another time will do.
PATIENCE_S = 0.2


def make_room(engine: Engine) -> None:
    """Have the log of an SQLite database as long as it will be when it is begun anew.

    Nothing of the database changes; where it cannot be done, nothing is lost but the speed. On
    other databases, which make room by themselves, and where there is room, it does nothing.
    """
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        return
    wal = Path(f"{database}-wal")
    try:
        # SQLite removes the log with the last connection: one stays in the pool.
        with engine.connect() as kept:
            kept.exec_driver_sql("SELECT 1")
            if wal.stat().st_size < ROOM_BYTES:
                _write_and_take_back(database)
                _keep_on_disk(wal)
    except (sqlite3.OperationalError, SQLAlchemyError, OSError) as failure:
        log.warning("no room made in the write-ahead log", database=database, why=str(failure))


def _write_and_take_back(database: str) -> None:
    """A transaction as large as the log, which never happened."""
    with closing(sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None)) as db:
        # Pages that do not fit into memory go to the log before the end of the transaction.
        db.execute("PRAGMA cache_size=10")
        db.execute("BEGIN IMMEDIATE")
        try:
            db.execute("CREATE TABLE room (content BLOB)")
            db.execute("INSERT INTO room VALUES (zeroblob(?))", (CHECKPOINT_PAGES * PAGE_BYTES,))
        finally:
            db.execute("ROLLBACK")


def _keep_on_disk(wal: Path) -> None:
    """Else the next who commits would wait until all of it is written."""
    file = os.open(wal, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)
