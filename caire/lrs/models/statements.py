"""Statements as they are kept, and what they are found by.

On PostgreSQL `statement` and `statement_relation` are partitioned by month of `seq`: see
`caire.lrs.partitions`. Nothing is unique there but `seq`, so that ids have a table of their own.
"""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime
from caire.lrs.models.numbers import BigNumber, KeyBytes, UuidText

#: `key_id` of what the platform itself says.
PLATFORM = 0


def _index(*names: str, only: str) -> Index:
    """An index in the order of storage, of the rows of which `only` is true."""
    return Index(
        "_".join(["ix_statement", *names]),
        *names,
        "seq",
        postgresql_where=text(only),
        sqlite_where=text(only),
    )


class StoredStatement(Base):
    """One statement, exactly as the store answers with it (`raw`), and what is searched in it.

    `seq` tells the order and the instant `stored` (`caire.lrs.numbering`). `key_id` is the key of
    the program that sent it, `PLATFORM` for our own, empty for an import; `organisation_id` belongs
    to a slice above: neither is a foreign key, which would cost each row a look-up. `refers` is the
    statement that a StatementRef points to, `voided_by` the one that takes this one back. `salt`
    makes the leaf of an erased statement untraceable: erasing empties `raw`, `salt` and what was
    searched.
    """

    __tablename__ = "statement"

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(UuidText)
    registration: Mapped[str | None] = mapped_column(UuidText)
    actor_key: Mapped[bytes | None] = mapped_column(KeyBytes)
    verb_key: Mapped[bytes | None] = mapped_column(KeyBytes)
    activity_key: Mapped[bytes | None] = mapped_column(KeyBytes)
    key_id: Mapped[int | None] = mapped_column()
    organisation_id: Mapped[int | None] = mapped_column()
    is_own: Mapped[bool] = mapped_column()
    refers: Mapped[str | None] = mapped_column(UuidText)
    voided_by: Mapped[str | None] = mapped_column(UuidText)
    raw: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        _index("registration", only="registration IS NOT NULL"),
        _index("actor_key", only="actor_key IS NOT NULL"),
        _index("verb_key", only="verb_key IS NOT NULL"),
        _index("activity_key", only="activity_key IS NOT NULL"),
        _index("refers", only="refers IS NOT NULL"),
        _index("key_id", only="key_id IS NOT NULL"),
        # What one program sent: the readers of an organisation look nowhere else.
        _index("key_id", "actor_key", only="key_id > 0 AND actor_key IS NOT NULL"),
        _index("key_id", "verb_key", only="key_id > 0 AND verb_key IS NOT NULL"),
        _index("key_id", "activity_key", only="key_id > 0 AND activity_key IS NOT NULL"),
        # What was imported, which the index by key does not hold.
        Index(
            "ix_statement_imported",
            "seq",
            postgresql_where=text("key_id IS NULL"),
            sqlite_where=text("key_id IS NULL"),
        ),
        {"postgresql_partition_by": "RANGE (seq)"},
    )


class StatementId(Base):
    """Which ids are taken, and where the statement is. Ids of erased statements stay taken."""

    __tablename__ = "statement_id"

    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    seq: Mapped[int] = mapped_column(BigNumber)

    __table_args__ = ({"sqlite_with_rowid": False},)


class StatementRelation(Base):
    """By which terms a statement is found besides its own columns: see `caire.lrs.relations`."""

    __tablename__ = "statement_relation"

    term: Mapped[bytes] = mapped_column(KeyBytes, primary_key=True)
    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)

    __table_args__ = ({"postgresql_partition_by": "RANGE (seq)", "sqlite_with_rowid": False},)


class UnsealedStatement(Base):
    """Statements that wait for the log; sealing takes them out."""

    __tablename__ = "statement_unsealed"

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
