"""The keys of programs that send statements and read them."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime


class LrsKey(Base):
    """A program's access: `key` and secret are the user and password of Basic authentication.

    While a secret is being replaced, the old one is good until `previous_ends_at`. Limits that are
    None are those of the settings.
    """

    __tablename__ = "lrs_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    previous_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    scopes: Mapped[list[str]] = mapped_column(JSONText)
    organisation_id: Mapped[int | None] = mapped_column()
    requests_per_minute: Mapped[int | None] = mapped_column()
    statements_per_minute: Mapped[int | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    rotated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LrsUsage(Base):
    """What the programs of all processes did in the latest minute that counted for one of them.

    `caller` is a key, or a lent one; `minute` is counted since 1970.
    """

    __tablename__ = "lrs_usage"

    caller: Mapped[str] = mapped_column(String(80), primary_key=True)
    minute: Mapped[int] = mapped_column(BigInteger)
    requests: Mapped[int] = mapped_column(BigInteger)
    statements: Mapped[int] = mapped_column(BigInteger)
