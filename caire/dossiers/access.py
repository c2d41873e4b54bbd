"""The only ways to get hold of a dossier: the actor is asked for at the door."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.catalogue.rules import Rubric
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id
from caire.dossiers.errors import NoSuchDossier
from caire.dossiers.models import TO_MARK, Dossier, Marking
from caire.people.account import Account
from caire.people.models import RoleGrant
from caire.workshops.models import Booking, Workshop
from caire.workshops.queries.learners import PersonId, is_trainer, others, taught_by


@dataclass(frozen=True, slots=True)
class HeldDossier:
    """A dossier, locked, with what it belongs to."""

    dossier: Dossier
    enrolment: EnrolmentRow
    course: Course
    rubric: Rubric


def open_to(actor: PersonId) -> ColumnElement[bool]:
    """On a query that reads `Dossier` and `Enrolment`: what this trainer may read.

    Those of the learners whom she teaches, those that nobody nearer can mark, and those that she
    marked; never her own, and none for who is no trainer.
    """
    hers = aliased(Marking)
    marked = exists().where(hers.dossier_id == Dossier.id, hers.marker_id == actor)
    return is_trainer(actor) & others(actor) & or_(taught_by(actor), is_shared(), marked)


def is_shared() -> ColumnElement[bool]:
    """Of what waits for a marking: no trainer of her own is left who may give it (ADR 0021).

    Hers are those of her organisation, and those of the half-days where she has a seat.
    """
    of_organisation = exists().where(
        RoleGrant.role == "trainer",
        RoleGrant.organisation_id == Enrolment.organisation_id,
        RoleGrant.person_id != Enrolment.person_id,
        _has_not_marked(RoleGrant.person_id),
    )
    of_half_day = exists().where(
        Booking.enrolment_id == Enrolment.id,
        Booking.cancelled_at.is_(None),
        Workshop.id == Booking.workshop_id,
        Workshop.trainer_id != Enrolment.person_id,
        _has_not_marked(Workshop.trainer_id),
    )
    return Dossier.status.in_(TO_MARK) & ~of_organisation & ~of_half_day


def _has_not_marked(trainer_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    given = aliased(Marking)
    return ~exists().where(given.dossier_id == Dossier.id, given.marker_id == trainer_id)


def dossier_for_marker(db: Session, dossier_id: int, actor: Account) -> HeldDossier:
    """Raises: NoSuchDossier."""
    query = (
        select(Dossier)
        .join(Enrolment, Enrolment.id == Dossier.enrolment_id)
        .where(Dossier.id == dossier_id, open_to(actor.id))
        .with_for_update(of=Dossier)
        .execution_options(populate_existing=True)
    )
    return held(db, db.scalar(query), f"dossier {dossier_id}")


def latest_dossier(db: Session, enrolment_id: int) -> Dossier | None:
    """The version that counts, locked: the last one that was deposited."""
    query = (
        select(Dossier)
        .where(Dossier.enrolment_id == enrolment_id)
        .order_by(Dossier.number.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.scalar(query)


def held(db: Session, dossier: Dossier | None, name: str) -> HeldDossier:
    """Raises: NoSuchDossier: there is none, or its course has no rubric."""
    enrolment = enrolment_by_id(db, dossier.enrolment_id) if dossier else None
    course = course_version(db, enrolment.course_version_id) if enrolment else None
    if dossier is None or enrolment is None or course is None or course.rubric is None:
        raise NoSuchDossier(name)
    return HeldDossier(dossier, enrolment, course, course.rubric)
