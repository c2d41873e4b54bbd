"""A person's rights over what she learned: a copy, and erasure."""

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.learning.models import ActivityRun, Progress, RecallDraw, Sitting, SittingAnswer
from caire.learning.queries import paths_of
from caire.lrs.queries import statements_of_registration
from caire.people.events import AccountErased


def traces_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Every course she follows, with its traces as they are stored."""
    return [
        {
            "course": path.course.key,
            "content_version": path.course.version,
            "enrolled_at": path.enrolment.enrolled_at.isoformat(),
            "traces": [
                record.data
                for record in statements_of_registration(db, path.enrolment.registration)
            ],
        }
        for path in paths_of(db, person_id)
    ]


def on_account_erased(db: Session, event: AccountErased) -> None:
    """Forget her answers and her progress; the traces stay under a name that leads nowhere."""
    enrolments = select(Enrolment.id).where(Enrolment.person_id == event.person_id)
    sittings = select(Sitting.id).where(Sitting.enrolment_id.in_(enrolments))
    db.execute(delete(SittingAnswer).where(SittingAnswer.sitting_id.in_(sittings)))
    for kind in (Sitting, ActivityRun, RecallDraw, Progress):
        db.execute(delete(kind).where(kind.enrolment_id.in_(enrolments)))
    db.execute(
        update(Enrolment)
        .where(Enrolment.person_id == event.person_id)
        .values(withdrawn_at=func.coalesce(Enrolment.withdrawn_at, Enrolment.enrolled_at))
    )
