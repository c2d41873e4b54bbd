"""Enrolments, as screens read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.db import rows_of
from caire.people.models import Person


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """An enrolment and what a trace needs to know of its person."""

    id: int
    person_id: int
    actor_name: str
    course_key: str
    course_version_id: int
    registration: str
    organisation_id: int | None
    sector_profile: str | None
    enrolled_at: datetime
    support_seen_at: datetime | None
    renewed_at: datetime | None


def enrolment_rows() -> Select[*tuple[Any, ...]]:
    """The columns of `EnrolmentRow`; withdrawn enrolments are left out."""
    return (
        select(
            Enrolment.id,
            Enrolment.person_id,
            Person.actor_name,
            Enrolment.course_key,
            Enrolment.course_version_id,
            Enrolment.registration,
            Enrolment.organisation_id,
            Enrolment.sector_profile,
            Enrolment.enrolled_at,
            Enrolment.support_seen_at,
            Enrolment.renewed_at,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.withdrawn_at.is_(None))
    )


_OF_PERSON = (
    enrolment_rows().where(Enrolment.person_id == bindparam("person_id")).order_by(Enrolment.id)
)
_OF_COURSE = enrolment_rows().where(
    Enrolment.person_id == bindparam("person_id"), Enrolment.course_key == bindparam("course_key")
)
_BY_ID = enrolment_rows().where(Enrolment.id == bindparam("enrolment_id"))
_BY_REGISTRATION = enrolment_rows().where(Enrolment.registration == bindparam("registration"))


def enrolments_of(db: Session, person_id: int) -> list[EnrolmentRow]:
    """What a person follows, oldest first."""
    return [EnrolmentRow(*row) for row in rows_of(db, _OF_PERSON, person_id=person_id)]


def enrolment_for(db: Session, *, person_id: int, course_key: str) -> EnrolmentRow | None:
    rows = rows_of(db, _OF_COURSE, person_id=person_id, course_key=course_key)
    return EnrolmentRow(*rows[0]) if rows else None


def enrolment_by_id(db: Session, enrolment_id: int) -> EnrolmentRow | None:
    rows = rows_of(db, _BY_ID, enrolment_id=enrolment_id)
    return EnrolmentRow(*rows[0]) if rows else None


def enrolment_by_registration(db: Session, registration: str) -> EnrolmentRow | None:
    rows = rows_of(db, _BY_REGISTRATION, registration=registration)
    return EnrolmentRow(*rows[0]) if rows else None
