"""Statements as they are kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, UTCDateTime
from caire.lrs.models.numbers import BigNumber


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
