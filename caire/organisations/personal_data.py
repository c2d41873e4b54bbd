"""A person's rights over what organisations know of her: a copy, and erasure."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.organisations.models import Membership, Organisation
from caire.people.events import AccountErased


def memberships_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The organisations she belongs to, and the reference that each knows her by."""
    rows = db.execute(
        select(Organisation.name, Membership.employee_reference, Membership.joined_at)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.id)
    )
    return [
        {
            "organisation": name,
            "employee_reference": reference,
            "joined_at": joined_at.isoformat(),
        }
        for name, reference, joined_at in rows
    ]


def on_account_erased(db: Session, event: AccountErased) -> None:
    """She belongs nowhere any more: the reference of an employer names her as well as her name."""
    db.execute(delete(Membership).where(Membership.person_id == event.person_id))
