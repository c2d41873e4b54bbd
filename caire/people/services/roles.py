"""What a person may do, granted and taken back."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.errors import NotAllowed
from caire.people.account import Account
from caire.people.errors import OwnAdministration, UnknownRole
from caire.people.models import ROLES, RoleGrant
from caire.people.queries import known_account

#: Roles whose pages show every organisation: they are held for the platform, or not at all.
PLATFORM_ROLES = ("admin", "auditor")


def grant_role(db: Session, *, person_id: int, role: str, organisation_id: int | None) -> None:
    """Give a role, for one organisation or (None) for the platform; twice is once.

    Raises:
        UnknownRole: no such role, or a manager of no organisation.
    """
    if role not in ROLES:
        raise UnknownRole(f"{role!r} is not a role: use one of {', '.join(ROLES)}")
    if role == "manager" and organisation_id is None:
        raise UnknownRole("a manager manages an organisation: name it")
    db.execute(
        insert_for(db, RoleGrant)
        .values(person_id=person_id, role=role, organisation_id=organisation_id)
        .on_conflict_do_nothing()
    )


def revoke_role(db: Session, *, person_id: int, role: str, organisation_id: int | None) -> None:
    """Take a role back; what she does not hold is no error."""
    db.execute(
        delete(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role,
            RoleGrant.organisation_id.is_not_distinct_from(organisation_id),
        )
    )


def grant_role_as(
    db: Session, *, actor: Account, person_id: int, role: str, organisation_id: int | None
) -> None:
    """`grant_role` by an administrator.

    Raises:
        NotAllowed: the actor is no administrator.
        OwnAdministration
        NotFound: no such person, or erased.
        UnknownRole: no such role, or not in this scope.
    """
    _refuse_unless_allowed(actor, person_id, role)
    if role in PLATFORM_ROLES and organisation_id is not None:
        raise UnknownRole(f"{role} is a role of the whole platform")
    known_account(db, person_id)
    grant_role(db, person_id=person_id, role=role, organisation_id=organisation_id)


def revoke_role_as(
    db: Session, *, actor: Account, person_id: int, role: str, organisation_id: int | None
) -> None:
    """`revoke_role` by an administrator: one is always left, since nobody takes back her own.

    Raises:
        NotAllowed, OwnAdministration
        NotFound: no such person, or erased.
    """
    _refuse_unless_allowed(actor, person_id, role)
    known_account(db, person_id)
    revoke_role(db, person_id=person_id, role=role, organisation_id=organisation_id)


def _refuse_unless_allowed(actor: Account, person_id: int, role: str) -> None:
    if not actor.is_admin:
        raise NotAllowed("roles are given by administrators")
    if role == "admin" and person_id == actor.id:
        raise OwnAdministration(f"person {person_id}")
