"""Whose learners are a trainer's."""

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.sql.expression import false, true

from caire.cohorts.models import Enrolment
from caire.organisations.policies import scope
from caire.people.account import Account
from caire.workshops.models import Booking, Workshop


def taught_by(actor: Account) -> ColumnElement[bool]:
    """On a query that reads `Enrolment`: those of her organisations and of the half-days she leads.

    Never her own, and none for who is no trainer.
    """
    if not actor.is_trainer:
        return false()
    leads = exists().where(
        Booking.enrolment_id == Enrolment.id,
        Booking.cancelled_at.is_(None),
        Workshop.id == Booking.workshop_id,
        Workshop.trainer_id == actor.id,
    )
    return others(actor) & or_(in_organisations(scope(actor, "trainer")), leads)


def administered_by(actor: Account) -> ColumnElement[bool]:
    """The same for who administers the learner's organisation, or the platform."""
    return others(actor) & in_organisations(scope(actor, "admin"))


def others(actor: Account) -> ColumnElement[bool]:
    return Enrolment.withdrawn_at.is_(None) & (Enrolment.person_id != actor.id)


def in_organisations(held: frozenset[int] | None) -> ColumnElement[bool]:
    """`held` as `scope` gives it: None is all of them."""
    return true() if held is None else Enrolment.organisation_id.in_(held)
