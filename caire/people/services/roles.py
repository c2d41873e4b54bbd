"""What a person may do, granted and taken back."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.people.errors import UnknownRole
from caire.people.models import ROLES, RoleGrant


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
