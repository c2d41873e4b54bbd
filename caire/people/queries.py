"""Reads about people."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from caire.db import rows_of
from caire.errors import NotFound
from caire.people.account import Account, Role
from caire.people.emails import normal_email
from caire.people.errors import BadEmail
from caire.people.models import Person, RoleGrant
from caire.people.names import searchable


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: int
    email: str
    given_name: str
    family_name: str
    email_confirmed_at: datetime | None
    created_at: datetime
    last_seen_at: datetime | None
    roles: tuple[Role, ...]

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some of the people found; `total` counts them all."""

    rows: tuple[PersonRow, ...]
    total: int


_ACCOUNT = (
    select(
        Person.id,
        Person.email,
        Person.given_name,
        Person.family_name,
        Person.locale,
        Person.actor_name,
        Person.session_epoch,
        Person.email_confirmed_at,
        RoleGrant.role,
        RoleGrant.organisation_id,
    )
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(Person.id == bindparam("person_id"), Person.erased_at.is_(None))
)


def account(db: Session, person_id: int) -> Account | None:
    """The account of a person who is not erased: one query, person and roles."""
    rows = rows_of(db, _ACCOUNT, person_id=person_id)
    if not rows:
        return None
    person = rows[0]
    return Account(
        id=person.id,
        email=person.email,
        given_name=person.given_name,
        family_name=person.family_name,
        locale=person.locale,
        actor_name=person.actor_name,
        session_epoch=person.session_epoch,
        email_confirmed=person.email_confirmed_at is not None,
        roles=frozenset((row.role, row.organisation_id) for row in rows if row.role is not None),
    )


def known_account(db: Session, person_id: int) -> Account:
    """The same, of a person who must be there.

    Raises:
        NotFound: no such person, or erased.
    """
    found = account(db, person_id)
    if found is None:
        raise NotFound(f"person {person_id}")
    return found


def person_by_email(db: Session, email: str) -> Person | None:
    """The person of this address, however it is written; None for what is not an address."""
    try:
        address = normal_email(email)
    except BadEmail:
        return None
    return db.scalar(select(Person).where(Person.email == address, Person.erased_at.is_(None)))


def search_people(db: Session, *, text: str, limit: int = 50, offset: int = 0) -> PeoplePage:
    """People whose name or address holds every word of the text; all when it is empty.

    Case and accents do not matter. Three queries: the count, the rows, their roles.
    """
    found = select(Person.id).where(Person.erased_at.is_(None))
    for word in searchable(text).split():
        found = found.where(Person.search_text.contains(word, autoescape=True))
    total = db.scalar(select(func.count()).select_from(found.subquery())) or 0
    ids = found.order_by(Person.sort_name, Person.id)
    people = db.execute(
        select(
            Person.id,
            Person.email,
            Person.given_name,
            Person.family_name,
            Person.email_confirmed_at,
            Person.created_at,
            Person.last_seen_at,
        )
        .where(Person.id.in_(ids.limit(limit).offset(offset)))
        .order_by(Person.sort_name, Person.id)
    ).all()
    roles = _roles_of(db, [row.id for row in people])
    return PeoplePage(tuple(PersonRow(*row, roles=roles.get(row.id, ())) for row in people), total)


def _roles_of(db: Session, person_ids: list[int]) -> dict[int, tuple[Role, ...]]:
    roles: dict[int, list[Role]] = defaultdict(list)
    for grant in db.execute(
        select(RoleGrant.person_id, RoleGrant.role, RoleGrant.organisation_id)
        .where(RoleGrant.person_id.in_(person_ids))
        .order_by(RoleGrant.role, RoleGrant.organisation_id)
    ):
        roles[grant.person_id].append((grant.role, grant.organisation_id))
    return {person_id: tuple(held) for person_id, held in roles.items()}
