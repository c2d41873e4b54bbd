"""The outbox: what is to be sent, and what was."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caire.db import Base, JSONText, UTCDateTime


class Mail(Base):
    """One message to one person, written in the transaction that gave rise to it.

    `next_attempt_at` is when somebody may send it; NULL once it is sent or given up (`sent_at`
    tells which). `subject` is filled when it leaves; the bodies only where mail stays in the
    local outbox. Links are made when it leaves, so the table never holds one that opens anything.
    """

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "next_attempt_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    template: Mapped[str] = mapped_column(String(60))
    context: Mapped[dict[str, Any]] = mapped_column(JSONText)
    locale: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    body_text: Mapped[str | None] = mapped_column(Text)
    body_html: Mapped[str | None] = mapped_column(Text)
