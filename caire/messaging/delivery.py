"""Sending what is due, once.

A message is claimed in a transaction of its own: its next attempt moves ten minutes ahead, so no
other worker takes it. Then it is sent, then marked. A worker that dies in between leaves the
message to be claimed again after the ten minutes. If it died in the instant after the server had
accepted it, the recipient may get it twice, with the same Message-ID, which mail clients use to
show one; the other order would lose it for good.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, sessionmaker
from structlog import get_logger

from caire.config import Config
from caire.db import transaction
from caire.messaging.message import RenderedMail, build_message
from caire.messaging.models import Mail
from caire.messaging.transport import Refused, ServerTrouble, Transport, open_transport

log = get_logger(__name__)

LEASE = timedelta(minutes=10)
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
#: As mail servers do: after that, the message is of no use any more.
GIVE_UP_AFTER = timedelta(days=3)
ERROR_MAX_CHARS = 500

Sessions = sessionmaker[Session]
Clock = Callable[[], datetime]
#: The message as it leaves; None when there is no longer any reason to send it.
Render = Callable[[Session, Mail, datetime], RenderedMail | None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round did."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0


def deliver_due(sessions: Sessions, config: Config, render: Render, clock: Clock) -> Delivery:
    """Send every message that is due. A server in trouble ends the round: it is not insisted."""
    sent = postponed = given_up = 0
    with open_transport(config.mail) as transport:
        while mail := _claimed(sessions, clock()):
            try:
                sent += _sent(sessions, config, render, transport, mail, clock())
            except Refused as refusal:
                _give_up(sessions, mail, str(refusal))
                given_up += 1
            except Exception as error:
                # Whatever went wrong with one message must not stop the others, nor lose it.
                log.exception("a mail could not be sent", mail_id=mail.id, attempt=mail.attempts)
                _postpone(sessions, mail, error, clock())
                postponed += 1
                if isinstance(error, ServerTrouble):
                    break
    return Delivery(sent, postponed, given_up)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 1, 2, 4… minutes, at most six hours."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)


def _claimed(sessions: Sessions, now: datetime) -> Mail | None:
    with sessions() as db, transaction(db):
        mail = db.scalar(
            select(Mail)
            .where(Mail.next_attempt_at <= now)
            .order_by(Mail.next_attempt_at, Mail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if mail is not None:
            mail.attempts += 1
            mail.next_attempt_at = now + LEASE
    return mail


def _sent(
    sessions: Sessions,
    config: Config,
    render: Render,
    transport: Transport,
    mail: Mail,
    now: datetime,
) -> bool:
    with sessions() as db:
        rendered = render(db, mail, now)
    if rendered is None:
        with sessions() as db, transaction(db):
            db.execute(delete(Mail).where(Mail.id == mail.id))
        return False
    transport.send(build_message(mail, rendered, config, now))
    left: dict[str, Any] = {"subject": rendered.subject, "sent_at": now, "last_error": None}
    if transport.keeps:
        left |= {"body_text": rendered.text, "body_html": rendered.html}
    _record(sessions, mail, **left)
    return True


def _postpone(sessions: Sessions, mail: Mail, error: Exception, now: datetime) -> None:
    if now - mail.created_at > GIVE_UP_AFTER:
        _give_up(sessions, mail, str(error))
        return
    again = now + delay_after(mail.attempts)
    _record(sessions, mail, next_attempt_at=again, last_error=_cut(repr(error)))


def _give_up(sessions: Sessions, mail: Mail, reason: str) -> None:
    log.error("a mail is given up", mail_id=mail.id, template=mail.template, reason=reason)
    _record(sessions, mail, last_error=_cut(reason))


def _record(
    sessions: Sessions, mail: Mail, *, next_attempt_at: datetime | None = None, **values: Any
) -> None:
    """Write down what became of a claim, unless somebody else has claimed the message since."""
    with sessions() as db, transaction(db):
        db.execute(
            update(Mail)
            .where(Mail.id == mail.id, Mail.attempts == mail.attempts)
            .values(next_attempt_at=next_attempt_at, **values)
        )


def _cut(text: str) -> str:
    return text[:ERROR_MAX_CHARS]
