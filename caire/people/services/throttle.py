"""Counting attempts, so that guessing and flooding are slow. Exact with any number of workers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.people.errors import TooManyAttempts
from caire.people.models import Throttle

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `attempts` in a window that begins with the first of them."""

    attempts: int
    window: timedelta


BY_EMAIL = "sign-in by e-mail"
BY_NETWORK = "sign-in by network"
MESSAGE = "message"
STRANGER = "stranger"

#: Several classes can sign up from one school's address within the hour; a flood cannot.
STRANGERS = Limit(attempts=300, window=timedelta(hours=1))
#: Messages that anybody can have us send to one address.
MESSAGES = Limit(attempts=5, window=timedelta(hours=1))


def refuse_flood(db: Session, *, network: str, now: datetime) -> None:
    """Count a form that anybody can send and that makes us write a mail.

    Raises:
        TooManyAttempts: too many from this network.
    """
    refuse_excess(db, action=STRANGER, value=network, limit=STRANGERS, now=now)


def may_write_to(db: Session, *, email: str, now: datetime) -> bool:
    """Count a message that a stranger asks us to send; whether the address can bear one more."""
    return count_attempt(db, action=MESSAGE, value=email, limit=MESSAGES, now=now)


def count_attempt(db: Session, *, action: str, value: str, limit: Limit, now: datetime) -> bool:
    """Count one more; whether it is still within the limit."""
    return _counted(db, action, value, limit, now)[0] <= limit.attempts


def refuse_excess(db: Session, *, action: str, value: str, limit: Limit, now: datetime) -> None:
    """Count one more, and refuse it above the limit.

    Raises:
        TooManyAttempts: with the end of the window.
    """
    attempts, window_started_at = _counted(db, action, value, limit, now)
    if attempts > limit.attempts:
        raise TooManyAttempts(window_started_at + limit.window)


def forgive_one(db: Session, *, action: str, value: str) -> None:
    """Take one back: it was no failure."""
    db.execute(
        update(Throttle)
        .where(Throttle.key == _key(action, value), Throttle.attempts > 0)
        .values(attempts=Throttle.attempts - 1)
    )


def forgive_all(db: Session, *, action: str, value: str) -> None:
    """Forget the attempts of this value."""
    db.execute(delete(Throttle).where(Throttle.key == _key(action, value)))


def forget_person(db: Session, *, person_id: int, email: str) -> None:
    """Leave no count that her address could be tried against."""
    for action, value in ((BY_EMAIL, email), (BY_EMAIL, f"person {person_id}"), (MESSAGE, email)):
        forgive_all(db, action=action, value=value)


def forget_old_attempts(db: Session, *, now: datetime) -> None:
    """Keep no count longer than a day."""
    db.execute(delete(Throttle).where(Throttle.window_started_at < now - KEPT_FOR))


def network_of(address: str) -> str:
    """Where an attempt comes from: an IPv4 address, or the /64 that one IPv6 subscriber holds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def _counted(
    db: Session, action: str, value: str, limit: Limit, now: datetime
) -> tuple[int, datetime]:
    over = Throttle.window_started_at <= now - limit.window
    # One statement: the row's lock makes two workers count one after the other.
    row = db.execute(
        insert_for(db, Throttle)
        .values(key=_key(action, value), window_started_at=now, attempts=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "attempts": case((over, 1), else_=Throttle.attempts + 1),
                "window_started_at": case((over, now), else_=Throttle.window_started_at),
            },
        )
        .returning(Throttle.attempts, Throttle.window_started_at)
    ).one()
    return row.attempts, row.window_started_at


def _key(action: str, value: str) -> str:
    return hashlib.sha256(f"{action}\n{value}".encode()).hexdigest()
