"""Putting a message into the outbox, and taking messages out of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from caire.messaging.models import Mail
from caire.people.models import Person

#: Set on a session whose commit puts something into the outbox (see `jobs`).
MAIL_WAITING = "mail_waiting"
KEPT_FOR = timedelta(days=30)


def queue_mail(
    db: Session,
    *,
    recipient: str,
    person_id: int | None,
    template: str,
    context: Mapping[str, Any],
    locale: str,
    now: datetime,
) -> Mail:
    """Have a message sent once this transaction is committed; never if it is not.

    `context` holds JSON values; a name that ends in `_at` holds a moment in ISO 8601.
    """
    mail = Mail(
        recipient=recipient,
        person_id=person_id,
        template=template,
        context=dict(context),
        locale=locale,
        created_at=now,
        next_attempt_at=now,
    )
    db.add(mail)
    db.flush()
    db.info[MAIL_WAITING] = True
    return mail


def queue_mail_to(
    db: Session, *, person_id: int, template: str, context: Mapping[str, Any], now: datetime
) -> Mail | None:
    """The same, to a person in her language; None when she is erased."""
    person = db.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return None
    return queue_mail(
        db,
        recipient=person.email,
        person_id=person.id,
        template=template,
        context=context,
        locale=person.locale,
        now=now,
    )


def erase_mails_of(db: Session, *, person_id: int) -> None:
    """Forget what was and what would have been written to a person."""
    person = db.get_one(Person, person_id)
    db.execute(delete(Mail).where(or_(Mail.person_id == person_id, Mail.recipient == person.email)))


def forget_old_mails(db: Session, *, now: datetime) -> None:
    """Keep what was sent or given up for thirty days: enough to answer « I got nothing »."""
    db.execute(delete(Mail).where(Mail.next_attempt_at.is_(None), Mail.created_at < now - KEPT_FOR))
