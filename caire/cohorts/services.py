"""Enrol people, and keep what they choose about their path."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from caire.cohorts.errors import CourseNotOpen
from caire.cohorts.events import Enrolled
from caire.cohorts.models import Cohort, Enrolment
from caire.cohorts.statements import registered
from caire.events import announce
from caire.lrs.services import store_own
from caire.people.models import Person

#: A person's sector is the same at every level: what she chose in one course holds in the next.
_KNOWN_PROFILE = (
    select(Enrolment.sector_profile).where(Enrolment.sector_profile.is_not(None)).limit(1)
)


def enrol(
    db: Session,
    *,
    person_id: int,
    course_key: str,
    xapi_root: str,
    now: datetime,
    organisation_id: int | None = None,
    cohort_id: int | None = None,
    enrolled_by: int | None = None,
) -> Enrolment:
    """Enrol a person in the current version of a course; doing it again returns the first one.

    An organisation or cohort given later completes an enrolment that had none.

    Raises:
        NotFound: no such course.
        CourseNotOpen: the course is announced only.
    """
    # Two tabs that join at once: the second waits here, then finds the first one's enrolment.
    # NO KEY UPDATE does not hold up the rows that merely refer to this person.
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    existing = db.scalar(
        select(Enrolment).where(
            Enrolment.person_id == person_id, Enrolment.course_key == course_key
        )
    )
    if existing is not None:
        existing.organisation_id = existing.organisation_id or organisation_id
        existing.cohort_id = existing.cohort_id or cohort_id
        existing.withdrawn_at = None
        db.flush()
        return existing
    version_id, course = current_course(db, course_key)
    if course.status != "open":
        raise CourseNotOpen(course_key)
    enrolment = Enrolment(
        person_id=person_id,
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        course_key=course_key,
        course_version_id=version_id,
        sector_profile=db.scalar(_KNOWN_PROFILE.where(Enrolment.person_id == person_id)),
        registration=str(uuid4()),
        enrolled_at=now,
        enrolled_by=enrolled_by,
    )
    db.add(enrolment)
    db.flush()
    actor_name = db.execute(select(Person.actor_name).where(Person.id == person_id)).scalar_one()
    statement = registered(
        xapi_root=xapi_root,
        actor_name=actor_name,
        registration=enrolment.registration,
        course=course,
        now=now,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
    announce(db, Enrolled(enrolment.id, person_id, organisation_id, course_key))
    return enrolment


def renew_enrolment(
    db: Session,
    *,
    enrolment_id: int,
    course: Course,
    after_attempts: int,
    xapi_root: str,
    now: datetime,
) -> None:
    """Enrol a person again in what she follows; whoever calls knows that she may.

    Args:
        course: the version that she follows, and goes on following.
        after_attempts: how many attempts at the final assessment she has made, at least 1.
    """
    enrolment = db.get_one(Enrolment, enrolment_id)
    enrolment.renewed_at = now
    db.flush()
    statement = registered(
        xapi_root=xapi_root,
        actor_name=db.get_one(Person, enrolment.person_id).actor_name,
        registration=enrolment.registration,
        course=course,
        now=now,
        after_attempts=after_attempts,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)


def lock_enrolment(db: Session, enrolment_id: int) -> None:
    """Wait for whoever begins something in this enrolment, and make others wait until the commit.

    On SQLite a writing transaction is alone anyway.
    """
    query = select(Enrolment.id).where(Enrolment.id == enrolment_id)
    db.execute(query.with_for_update(key_share=True))


def cohort_named(
    db: Session, *, organisation_id: int, course_key: str, name: str, now: datetime
) -> Cohort:
    """The organisation's cohort of that name, created when it is new."""
    found = db.scalar(
        select(Cohort).where(
            Cohort.organisation_id == organisation_id,
            Cohort.course_key == course_key,
            Cohort.name == name,
        )
    )
    if found is not None:
        return found
    cohort = Cohort(
        organisation_id=organisation_id, course_key=course_key, name=name, created_at=now
    )
    db.add(cohort)
    db.flush()
    return cohort


def choose_profile(db: Session, *, enrolment_id: int, profile: str) -> None:
    """Keep the sector from which the learner wants her examples, in all that she follows."""
    person = select(Enrolment.person_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    db.execute(
        update(Enrolment).where(Enrolment.person_id == person).values(sector_profile=profile)
    )


def acknowledge_support(db: Session, *, enrolment_id: int, version: str, now: datetime) -> None:
    """Date the moment when the learner saw who helps her; the first time counts."""
    db.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.support_seen_at.is_(None))
        .values(support_seen_at=now, support_seen_version=version)
    )
