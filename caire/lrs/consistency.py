"""Up to which instant every statement that was or will be stored is there to be read.

Source: xAPI 1.0.3, part three, 2.1.3, `X-Experience-API-Consistent-Through`.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.lrs.driver import cursor, is_postgres
from caire.lrs.models import StoredStatement
from caire.lrs.numbering import stored_at

#: Advisory lock, shared by all transactions of PostgreSQL that store statements.
STORING = 0x6C727301
#: On SQLite a writer that has read the clock commits within this time.
LONGEST_WRITE = timedelta(seconds=30)

_FIRST_STORING = """
SELECT min(activity.xact_start)
FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
WHERE held.locktype = 'advisory' AND held.classid = 0 AND held.objid = %s
  AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def consistent_through(db: Session) -> datetime:
    """The instant; ask it before the statements themselves.

    PostgreSQL: whoever stores holds a lock before it reads the clock, so that what is not committed
    yet has begun after this instant. SQLite: writers come one after the other, so that all up to
    the last statement is there.
    """
    now = utcnow()
    if is_postgres(db):
        (first,) = cursor(db).execute(_FIRST_STORING, (STORING,)).fetchone()
        return now if first is None else min(now, first.astimezone(UTC))
    last = db.scalar(select(func.max(StoredStatement.seq)))
    quiet = now - LONGEST_WRITE
    return quiet if last is None else min(now, max(stored_at(last), quiet))
