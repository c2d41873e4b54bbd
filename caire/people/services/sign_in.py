"""Signing in: who says she is who she is, and how often one may try."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.people.account import Account
from caire.people.emails import normal_email
from caire.people.errors import BadEmail, EmailNotConfirmed, SignInRefused
from caire.people.models import EMAIL_MAX, Person
from caire.people.passwords import matches, renewed_hash
from caire.people.queries import known_account
from caire.people.services.throttle import (
    BY_EMAIL,
    BY_NETWORK,
    Limit,
    forget_old_attempts,
    forgive_all,
    forgive_one,
    refuse_excess,
)

#: Opens a writing transaction, commits it at the end.
Begin = Callable[[], AbstractContextManager[Session]]

#: A class, or a whole school, shares one address; each of its people has her own e-mail.
PEOPLE_BEHIND_ONE_ADDRESS = 15


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """How many failures one e-mail may have in a window."""

    attempts: int
    window: timedelta

    @property
    def by_email(self) -> Limit:
        return Limit(self.attempts, self.window)

    @property
    def by_network(self) -> Limit:
        return Limit(self.attempts * PEOPLE_BEHIND_ONE_ADDRESS, self.window)


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    password_hash: str | None
    session_epoch: int
    is_confirmed: bool


def authenticate(
    begin: Begin, *, email: str, password: str, network: str, limits: SignInLimits, now: datetime
) -> Account:
    """The account of this e-mail and password, her visit noted.

    The attempt is counted and committed before the password is looked at, and taken back when it
    was right: a hundred workers asked at once still allow `limits.attempts`. Comparing takes some
    25 ms, so it happens between two short transactions, and takes as long for an unknown address.

    Raises:
        TooManyAttempts: for this e-mail or this network; the same whether the account exists.
        SignInRefused: unknown address or wrong password.
        EmailNotConfirmed: right password, but the address is still to be confirmed.
    """
    address = _as_counted(email)
    with begin() as db:
        refuse_excess(db, action=BY_EMAIL, value=address, limit=limits.by_email, now=now)
        refuse_excess(db, action=BY_NETWORK, value=network, limit=limits.by_network, now=now)
        candidate = _candidate(db, address) if address.isprintable() else None
    right = matches(candidate.password_hash if candidate else None, password)
    if candidate is None or not right:
        raise SignInRefused("unknown address or wrong password")
    new_hash = renewed_hash(candidate.password_hash or "", password)
    with begin() as db:
        forgive_all(db, action=BY_EMAIL, value=address)
        forgive_one(db, action=BY_NETWORK, value=network)
        forget_old_attempts(db, now=now)
        if candidate.is_confirmed:
            return _noted_visit(db, candidate, new_hash, now)
    raise EmailNotConfirmed(address)


def check_password(
    begin: Begin, *, person_id: int, password: str, limits: SignInLimits, now: datetime
) -> None:
    """Ask a known person for her password again, before something that cannot be undone.

    Raises:
        TooManyAttempts, SignInRefused
    """
    value = f"person {person_id}"
    with begin() as db:
        refuse_excess(db, action=BY_EMAIL, value=value, limit=limits.by_email, now=now)
        kept = db.scalar(
            select(Person.password_hash).where(Person.id == person_id, Person.erased_at.is_(None))
        )
    if not matches(kept, password):
        raise SignInRefused("wrong password")
    with begin() as db:
        forgive_all(db, action=BY_EMAIL, value=value)


def _as_counted(email: str) -> str:
    """The address as it is stored; what is no address is counted as it was typed, cut."""
    try:
        return normal_email(email)
    except BadEmail:
        return email[:EMAIL_MAX].strip().lower()


def _candidate(db: Session, address: str) -> _Candidate | None:
    row = db.execute(
        select(
            Person.id, Person.password_hash, Person.session_epoch, Person.email_confirmed_at
        ).where(Person.email == address, Person.erased_at.is_(None))
    ).one_or_none()
    return row and _Candidate(row[0], row[1], row[2], row[3] is not None)


def _noted_visit(
    db: Session, candidate: _Candidate, new_hash: str | None, now: datetime
) -> Account:
    person = db.get_one(Person, candidate.id, with_for_update=True, populate_existing=True)
    if person.session_epoch != candidate.session_epoch:
        raise SignInRefused("the password was changed while it was being checked")
    if new_hash is not None:
        person.password_hash = new_hash
    person.last_seen_at = now
    db.flush()
    return known_account(db, person.id)
