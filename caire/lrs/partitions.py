"""Months of statements on PostgreSQL: made before they are needed, dropped when their time is over.

SQLite has no partitions: nothing is done there.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from caire.lrs.numbering import first_number, stored_at

PARTITIONED = ("statement", "statement_relation")
#: Advisory lock: one transaction at a time makes partitions.
MAKING = 0x6C7273_02
AHEAD = 3

Month = tuple[int, int]
_NAME = re.compile(rf"(?:{'|'.join(PARTITIONED)})_p\d{{6}}")


def month_of(seq: int) -> Month:
    when = stored_at(seq)
    return when.year, when.month


def next_month(month: Month) -> Month:
    year, number = month
    return (year + 1, 1) if number == 12 else (year, number + 1)


def bounds(month: Month) -> tuple[int, int]:
    """The first number of the month, and the first of the next."""
    year, number = month
    next_year, following = next_month(month)
    return (
        first_number(datetime(year, number, 1, tzinfo=UTC)),
        first_number(datetime(next_year, following, 1, tzinfo=UTC)),
    )


def partition_name(table: str, month: Month) -> str:
    return f"{table}_p{month[0]:04}{month[1]:02}"


def is_partition(table: str) -> bool:
    """Whether a table of the database is one of ours to make and drop, not a migration's."""
    return _NAME.fullmatch(table) is not None


def months_ahead(now: datetime) -> list[Month]:
    """This month and those after it that should be ready."""
    months = [(now.year, now.month)]
    for _ in range(AHEAD):
        months.append(next_month(months[-1]))
    return months


def ensure_months(db: Connection, months: Iterable[Month]) -> None:
    """Make what is missing, in the transaction of the connection.

    A month is made as a table of its own and then attached, which stops neither readers nor
    writers of the others.
    """
    if db.dialect.name != "postgresql":
        return
    missing = [month for month in months if not _exists(db, month)]
    if not missing:
        return
    db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MAKING})
    for month in missing:
        if not _exists(db, month):
            _make(db, month)


def drop_month(db: Connection, month: Month) -> None:
    """Drop the statements of a month: on PostgreSQL with their partition, at once."""
    first, end = bounds(month)
    for table in PARTITIONED:
        if db.dialect.name == "postgresql":
            db.execute(text(f"DROP TABLE IF EXISTS {partition_name(table, month)}"))
        else:
            span = {"first": first, "end": end}
            db.execute(text(f"DELETE FROM {table} WHERE seq >= :first AND seq < :end"), span)


def _exists(db: Connection, month: Month) -> bool:
    # Asked of the catalogue itself: `to_regclass` may not know yet what another made meanwhile.
    query = text(
        "SELECT count(*) FROM pg_class "
        "WHERE relname = :name AND relnamespace = current_schema()::regnamespace"
    )
    name = partition_name(PARTITIONED[-1], month)
    return bool(db.scalar(query, {"name": name}))


def _make(db: Connection, month: Month) -> None:
    first, end = bounds(month)
    for table in PARTITIONED:
        name = partition_name(table, month)
        db.execute(text(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)"))
        db.execute(
            text(
                f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({end})"
            )
        )
