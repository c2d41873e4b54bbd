"""Reads of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.errors import NotFound
from caire.messaging.models import Mail


@dataclass(frozen=True, slots=True)
class MailRow:
    id: int
    recipient: str
    subject: str | None
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailPage:
    rows: tuple[MailRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A message that stayed in the local outbox."""

    id: int
    recipient: str
    subject: str
    sent_at: datetime
    body_text: str
    body_html: str


def outbox(db: Session, *, limit: int, offset: int) -> MailPage:
    """Messages, the newest first."""
    total = db.scalar(select(func.count()).select_from(Mail)) or 0
    rows = db.execute(
        select(Mail.id, Mail.recipient, Mail.subject, Mail.created_at, Mail.sent_at)
        .order_by(Mail.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return MailPage(tuple(MailRow(*row) for row in rows), total)


def stored_mail(db: Session, mail_id: int) -> StoredMail:
    """One message with its bodies.

    Raises:
        NotFound: no such message, or it has not left yet.
    """
    mail = db.get(Mail, mail_id)
    if mail is None or mail.sent_at is None or mail.body_text is None:
        raise NotFound(f"mail {mail_id}")
    return StoredMail(
        id=mail.id,
        recipient=mail.recipient,
        subject=mail.subject or "",
        sent_at=mail.sent_at,
        body_text=mail.body_text,
        body_html=mail.body_html or "",
    )


def mails_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """What was written to a person, for the export of her data."""
    rows = db.execute(
        select(Mail.recipient, Mail.template, Mail.subject, Mail.created_at, Mail.sent_at)
        .where(Mail.person_id == person_id)
        .order_by(Mail.id)
    )
    return [
        {
            "recipient": row.recipient,
            "kind": row.template,
            "subject": row.subject,
            "created_at": row.created_at.isoformat(),
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in rows
    ]
