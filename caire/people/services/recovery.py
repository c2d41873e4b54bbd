"""A password forgotten or changed, and every session ended."""

from datetime import datetime

from sqlalchemy.orm import Session

from caire.errors import NotFound
from caire.events import announce
from caire.people.account import Account
from caire.people.events import PasswordResetRequested
from caire.people.models import Person
from caire.people.queries import known_account, person_by_email
from caire.people.services.throttle import BY_EMAIL, forgive_all, may_write_to
from caire.people.tokens import RESET, TokenSigner


def request_reset(db: Session, *, email: str, now: datetime) -> None:
    """Send a link to choose another password, if the address has an account.

    Nothing tells the caller whether it has. At most five messages an hour go to one address.
    """
    person = person_by_email(db, email)
    writes = may_write_to(db, email=person.email if person else email[:254], now=now)
    if person is not None and writes:
        announce(db, PasswordResetRequested(person.id))


def reset_password(
    db: Session, *, signer: TokenSigner, token: str, password_hash: str, now: datetime
) -> Account:
    """Set the password that the link's owner chose, and end every session.

    The link also proves that the address is hers, and lifts the delay after wrong passwords.

    Raises:
        LinkInvalid, LinkExpired: see `TokenSigner.person`.
    """
    person = signer.person(db, RESET, token, now=now, for_update=True)
    person.password_hash = password_hash
    person.session_epoch += 1
    person.email_confirmed_at = person.email_confirmed_at or now
    person.last_seen_at = now
    forgive_all(db, action=BY_EMAIL, value=person.email)
    db.flush()
    return known_account(db, person.id)


def change_password(db: Session, *, person_id: int, password_hash: str) -> Account:
    """Set another password and end every session; the caller starts hers anew.

    Raises:
        NotFound: no such person.
    """
    person = _person(db, person_id)
    person.password_hash = password_hash
    return _with_new_epoch(db, person)


def sign_out_everywhere(db: Session, *, person_id: int) -> Account:
    """End every session, and every link sent so far; the caller may start a new one.

    Raises:
        NotFound: no such person.
    """
    return _with_new_epoch(db, _person(db, person_id))


def _person(db: Session, person_id: int) -> Person:
    person = db.get(Person, person_id, with_for_update=True)
    if person is None or person.erased_at is not None:
        raise NotFound(f"person {person_id}")
    return person


def _with_new_epoch(db: Session, person: Person) -> Account:
    person.session_epoch += 1
    db.flush()
    return known_account(db, person.id)
