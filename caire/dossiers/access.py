"""The only ways to get hold of a dossier: the actor is asked for at the door."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.catalogue.rules import Rubric
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id
from caire.dossiers.errors import NoSuchDossier
from caire.dossiers.models import Dossier
from caire.people.account import Account
from caire.workshops.queries.learners import taught_by


@dataclass(frozen=True, slots=True)
class HeldDossier:
    """A dossier, locked, with what it belongs to."""

    dossier: Dossier
    enrolment: EnrolmentRow
    course: Course
    rubric: Rubric


def dossier_for_marker(db: Session, dossier_id: int, actor: Account) -> HeldDossier:
    """Raises: NoSuchDossier."""
    query = (
        select(Dossier)
        .join(Enrolment, Enrolment.id == Dossier.enrolment_id)
        .where(Dossier.id == dossier_id, taught_by(actor))
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
