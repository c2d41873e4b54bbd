"""A person's right to a copy of what is known of her enrolments."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.cohorts.models import Cohort, Enrolment
from caire.organisations.models import Organisation


def enrolments_held(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Every enrolment, those she left too; who enrolled her is somebody else's data."""
    rows = db.execute(
        select(Enrolment, Organisation.name, Cohort.name)
        .outerjoin(Organisation, Organisation.id == Enrolment.organisation_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id)
    )
    return [
        {
            "course": enrolment.course_key,
            "organisation": organisation,
            "group": cohort,
            "registration": enrolment.registration,
            "enrolled_at": enrolment.enrolled_at.isoformat(),
            "enrolled_by_somebody_else": enrolment.enrolled_by not in (None, person_id),
            "sector_profile": enrolment.sector_profile,
            "support_contacts_read_at": (
                enrolment.support_seen_at.isoformat() if enrolment.support_seen_at else None
            ),
            "renewed_at": enrolment.renewed_at.isoformat() if enrolment.renewed_at else None,
            "withdrawn_at": (
                enrolment.withdrawn_at.isoformat() if enrolment.withdrawn_at else None
            ),
        }
        for enrolment, organisation, cohort in rows
    ]
