"""Statements, the keys of programs that send them, and the log that seals them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime

#: 64 bits on PostgreSQL; SQLite numbers its rows itself only for INTEGER, which is 64 bits there.
BigNumber = BigInteger().with_variant(Integer, "sqlite")


class StoredStatement(Base):
    """One statement, exactly as the store answers with it (`raw`), and what is searched in it.

    `seq` orders statements as they were stored. `voids` is the statement that this one takes back,
    `voided_by` the one that takes this one back. `organisation_id` belongs to a slice above: no
    foreign key. `position` is the place in the log, empty until sealed; `salt` makes the leaf of an
    erased statement untraceable: erasing empties `raw`, `salt` and what was searched.
    """

    __tablename__ = "statement"

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    registration: Mapped[str | None] = mapped_column(String(36))
    actor_key: Mapped[str | None] = mapped_column(String(64), index=True)
    verb: Mapped[str] = mapped_column(Text)
    activity: Mapped[str | None] = mapped_column(Text)
    timestamp: Mapped[datetime] = mapped_column(UTCDateTime)
    stored: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    is_own: Mapped[bool] = mapped_column()
    key_id: Mapped[int | None] = mapped_column(ForeignKey("lrs_key.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    voids: Mapped[str | None] = mapped_column(String(36), index=True)
    voided_by: Mapped[str | None] = mapped_column(String(36))
    raw: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    position: Mapped[int | None] = mapped_column(BigNumber, unique=True)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_statement_registration_seq", "registration", "seq"),
        Index(
            "ix_statement_unsealed",
            "seq",
            sqlite_where=position.is_(None),
            postgresql_where=position.is_(None),
        ),
        {"sqlite_autoincrement": True},
    )


class LrsKey(Base):
    """A program's access: `key` and secret are the user and password of Basic authentication.

    The secret is random and long, so that one SHA-256 is enough to keep it.
    """

    __tablename__ = "lrs_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]] = mapped_column(JSONText)
    organisation_id: Mapped[int | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LogLeaf(Base):
    """The leaf of one sealed statement. Leaves are added, never changed nor deleted."""

    __tablename__ = "log_leaf"

    position: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    statement_id: Mapped[str] = mapped_column(String(36), unique=True)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogHead(Base):
    """A signed head: the log had `size` leaves and this root. `jws` proves who said so, and when.

    `frontier` is what is needed to go on hashing without reading the leaves again.
    """

    __tablename__ = "log_head"

    size: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    root_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    jws: Mapped[str] = mapped_column(Text)
