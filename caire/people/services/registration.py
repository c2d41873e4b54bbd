"""How a person comes to have an account: she signs up, is invited, or an operator makes it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.events import announce
from caire.people.account import Account
from caire.people.emails import normal_email
from caire.people.errors import AddressTaken
from caire.people.events import Invited, Registered, RegistrationRepeated
from caire.people.models import Person
from caire.people.names import clean_name, searchable, sortable
from caire.people.passwords import accepted_hash
from caire.people.queries import known_account, person_by_email
from caire.people.services.roles import grant_role
from caire.people.services.throttle import may_write_to
from caire.people.tokens import CONFIRM, INVITE, TokenSigner


def register(
    db: Session,
    *,
    email: str,
    given_name: str,
    family_name: str,
    password_hash: str,
    locale: str,
    now: datetime,
) -> Person | None:
    """Sign up. The owner of the address gets a mail in every case; the page says the same.

    Until the address is confirmed, the last who signed up with it is the one who can confirm it:
    she needs the mail and the password that she chose. So nobody can prepare an account for
    somebody else's address.

    Returns:
        The new person, or None when the address already has an account.

    Raises:
        BadEmail, BadName: one of the values is not one.
    """
    address = normal_email(email)
    names = clean_name(given_name), clean_name(family_name)
    person = _added(db, address, names, locale=locale, password_hash=password_hash, now=now)
    writes = may_write_to(db, email=address, now=now)
    if person is not None:
        grant_role(db, person_id=person.id, role="learner", organisation_id=None)
        announce(db, Registered(person.id))
        return person
    known = _person_at(db, address)
    if not writes:
        return None  # the last message sent must go on to fit the last password kept
    if not known.is_confirmed and known.password_hash is not None:
        _rename(known, names)
        known.password_hash = password_hash
        known.locale = locale
        db.flush()
    announce(db, _news_for(known))
    return None


def ask_confirmation_again(db: Session, *, email: str, now: datetime) -> None:
    """Send the confirmation message again, if there is something to confirm."""
    known = person_by_email(db, email)
    if (
        known is not None
        and not known.is_confirmed
        and may_write_to(db, email=known.email, now=now)
    ):
        announce(db, _news_for(known))


def confirm_email(db: Session, *, signer: TokenSigner, token: str, now: datetime) -> Account:
    """The address is hers: she followed the link and gave her password.

    Raises:
        LinkInvalid, LinkExpired: see `TokenSigner.person`.
    """
    person = signer.person(db, CONFIRM, token, now=now, for_update=True)
    person.email_confirmed_at = now
    person.last_seen_at = now
    db.flush()
    return known_account(db, person.id)


def accept_invitation(
    db: Session, *, signer: TokenSigner, token: str, password_hash: str, now: datetime
) -> Account:
    """Choose the first password; the link proves that the address is hers.

    Raises:
        LinkInvalid, LinkExpired: see `TokenSigner.person`.
    """
    person = signer.person(db, INVITE, token, now=now, for_update=True)
    person.password_hash = password_hash
    person.email_confirmed_at = now
    person.last_seen_at = now
    db.flush()
    return known_account(db, person.id)


def create_person(
    db: Session,
    *,
    email: str,
    given_name: str,
    family_name: str,
    role: str = "learner",
    organisation_id: int | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    locale: str = "fr",
    confirmed: bool = False,
    now: datetime,
) -> Person:
    """An account made by an operator, without a mail.

    `family_name` may be empty here: some accounts are of a service. Give the password, or the hash
    of one that `passwords.accepted_hash` made before the transaction.

    Raises:
        AddressTaken, BadEmail, BadName, PasswordRefused, UnknownRole
    """
    address = normal_email(email)
    names = clean_name(given_name), clean_name(family_name) if family_name else ""
    if password is not None:
        password_hash = accepted_hash(password, email=address, names=names)
    person = _added(db, address, names, locale=locale, password_hash=password_hash, now=now)
    if person is None:
        raise AddressTaken(f"{address} already has an account")
    if confirmed:
        person.email_confirmed_at = now
    grant_role(db, person_id=person.id, role=role, organisation_id=organisation_id)
    return person


def find_or_invite(
    db: Session,
    *,
    email: str,
    given_name: str,
    family_name: str,
    locale: str,
    organisation_name: str = "",
    now: datetime,
) -> tuple[Person, bool]:
    """The person of this address; a new one is invited by mail to choose her password.

    Returns:
        The person, and whether she was invited now. A known person keeps the name she has.

    Raises:
        BadEmail, BadName
    """
    address = normal_email(email)
    names = clean_name(given_name), clean_name(family_name)
    person = _added(db, address, names, locale=locale, password_hash=None, now=now)
    if person is None:
        return _person_at(db, address), False
    grant_role(db, person_id=person.id, role="learner", organisation_id=None)
    announce(db, Invited(person.id, organisation_name))
    return person, True


def _added(
    db: Session,
    address: str,
    names: tuple[str, str],
    *,
    locale: str,
    password_hash: str | None,
    now: datetime,
) -> Person | None:
    """A new row, or None when the address is taken, even by somebody at this very moment."""
    person_id = db.scalar(
        insert_for(db, Person)
        .values(
            email=address,
            given_name=names[0],
            family_name=names[1],
            search_text=searchable(*names, address),
            sort_name=sortable(names[1], names[0]),
            password_hash=password_hash,
            locale=locale,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Person.email])
        .returning(Person.id)
    )
    return None if person_id is None else db.get_one(Person, person_id)


def _person_at(db: Session, address: str) -> Person:
    return db.scalars(select(Person).where(Person.email == address).with_for_update()).one()


def _rename(person: Person, names: tuple[str, str]) -> None:
    person.given_name, person.family_name = names
    person.search_text = searchable(*names, person.email)
    person.sort_name = sortable(person.family_name, person.given_name)


def _news_for(known: Person) -> Registered | RegistrationRepeated | Invited:
    """What the owner of a known address is told when somebody signs up with it."""
    if known.is_confirmed:
        return RegistrationRepeated(known.id)
    if known.password_hash is None:
        return Invited(known.id, "")
    return Registered(known.id)
