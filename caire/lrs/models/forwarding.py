"""Other stores that statements are forwarded to, and what they refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime
from caire.lrs.models.numbers import BigNumber, UuidText


class ForwardTarget(Base):
    """A store that gets chosen statements, in the order of our log.

    `secret` is encrypted (`caire.lrs.forwarding.credentials`). `chosen` says which statements.
    Everything in the log before `position` is decided: delivered, refused for good or not chosen.
    `attempts` failed in a row; the next may come at `next_attempt_at`. One process at a time
    delivers: who holds `lease`, until `leased_until`.

    At most `together` statements go in one request: after silence fewer, so that a target that is
    slow, or hangs at one of them, gets on.

    `failing_since`: when it began to answer with errors of its own, or to one statement not at
    all. Once that is long ago, it `sifts`: what alone makes it fail is set aside
    (`caire.lrs.forwarding.sifting`).
    """

    __tablename__ = "forward_target"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    endpoint: Mapped[str] = mapped_column(String(2000))
    username: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(Text)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSONText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    position: Mapped[int] = mapped_column(BigNumber, default=0)
    delivered: Mapped[int] = mapped_column(BigNumber, default=0)
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    together: Mapped[int] = mapped_column(default=200, server_default="200")
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    failing_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sifts: Mapped[bool] = mapped_column(default=False, server_default=false())
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DeadLetter(Base):
    """A statement that a target refused for good, or fails at. `status`: of its answer, 0: none."""

    __tablename__ = "forward_dead_letter"
    __table_args__ = (UniqueConstraint("target_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("forward_target.id"))
    seq: Mapped[int] = mapped_column(BigNumber, index=True)
    statement_id: Mapped[str] = mapped_column(UuidText)
    status: Mapped[int] = mapped_column()
    reason: Mapped[str] = mapped_column(Text)
    refused_at: Mapped[datetime] = mapped_column(UTCDateTime)
