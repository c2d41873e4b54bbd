"""What happens because of an enrolment: a mail to who already has an account."""

from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.cohorts.events import Enrolled
from caire.cohorts.models import Enrolment
from caire.messaging.notices import queue_enrolled
from caire.organisations.queries import organisation_by_id
from caire.people.models import Person


def tell_enrolled(db: Session, event: Enrolled) -> None:
    """Say so when an organisation did it; a newcomer gets an invitation instead."""
    person = db.get(Person, event.person_id)
    if event.organisation_id is None or person is None or person.password_hash is None:
        return
    organisation = organisation_by_id(db, event.organisation_id)
    enrolment = db.get_one(Enrolment, event.enrolment_id)
    queue_enrolled(
        db,
        person_id=person.id,
        course_title=course_version(db, enrolment.course_version_id).title,
        organisation_name=organisation.name if organisation else "",
        path=f"/learn/{event.course_key}/",
        now=enrolment.enrolled_at,
    )
