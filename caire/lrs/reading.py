"""From where statements are read: a streaming replica when there is one that is not behind.

What is said to be there (`consistent_through`) is there on the replica too, or the primary answers:
the primary says how far its journal went when it was asked, and the replica how far it has come.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from structlog import get_logger

from caire.db import read_without_transaction
from caire.lrs.consistency import consistent_through
from caire.lrs.driver import cursor

log = get_logger(__name__)

#: How long a replica that is behind is waited for, and how often it is asked, seconds.
PATIENCE_S = 0.2
PAUSE_S = 0.01
#: What is committed is in the journal on disk, unless the server was told not to wait for it.
_JOURNAL = """
SELECT CASE current_setting('synchronous_commit')
       WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END
"""


@contextmanager
def consistent_reader(
    primary: Session, replicas: sessionmaker[Session] | None
) -> Iterator[tuple[Session, datetime]]:
    """A session to read statements with, and the instant up to which it has them all."""
    through = consistent_through(primary)
    if replicas is None:
        yield primary, through
        return
    (journal,) = cursor(primary).execute(_JOURNAL).fetchone()
    with replicas() as replica:
        yield (replica if _has_come_to(replica, journal) else primary), through


def _has_come_to(replica: Session, journal: str) -> bool:
    try:
        read_without_transaction(replica)
        until = time.monotonic() + PATIENCE_S
        while not _replayed(replica, journal):
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE_S)
    except OperationalError as error:
        log.warning("replica_out_of_reach", error=str(error.orig))
        return False
    return True


def _replayed(replica: Session, journal: str) -> bool:
    query = "SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, true)"
    (come,) = cursor(replica).execute(query, (journal,)).fetchone()
    return bool(come)
