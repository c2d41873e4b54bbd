"""Whose learners are a trainer's.

Conditions on a query that reads `Enrolment`. They ask the table of roles, so that they are the same
for everybody: statements of screens are made once, with a parameter for who asks.
"""

from sqlalchemy import BindParameter, ColumnElement, exists, or_

from caire.cohorts.models import Enrolment
from caire.people.models import RoleGrant
from caire.workshops.models import Booking, Workshop

#: Somebody's id, or the parameter that stands for it.
PersonId = int | BindParameter[int]


def taught_by(actor: PersonId) -> ColumnElement[bool]:
    """Those of her organisations and of the half-days she leads.

    Never her own, and none for who is no trainer.
    """
    leads = exists().where(
        Booking.enrolment_id == Enrolment.id,
        Booking.cancelled_at.is_(None),
        Workshop.id == Booking.workshop_id,
        Workshop.trainer_id == actor,
    )
    return others(actor) & or_(_granted(actor, "trainer"), is_trainer(actor) & leads)


def administered_by(actor: PersonId) -> ColumnElement[bool]:
    """The same for who administers the learner's organisation, or the platform."""
    return others(actor) & _granted(actor, "admin")


def others(actor: PersonId) -> ColumnElement[bool]:
    return Enrolment.withdrawn_at.is_(None) & (Enrolment.person_id != actor)


def is_trainer(actor: PersonId) -> ColumnElement[bool]:
    """Of any organisation, or of the platform; reads no enrolment."""
    return exists().where(RoleGrant.person_id == actor, RoleGrant.role == "trainer")


def _granted(actor: PersonId, role: str) -> ColumnElement[bool]:
    """A role for the learner's organisation, or for the platform."""
    return exists().where(
        RoleGrant.person_id == actor,
        RoleGrant.role == role,
        or_(
            RoleGrant.organisation_id.is_(None),
            RoleGrant.organisation_id == Enrolment.organisation_id,
        ),
    )
