"""A half-day as its closed sheet tells it: the trace alone, without the half-day."""

from datetime import datetime

import tincan
from sqlalchemy.orm import Session

from caire.demo.journeys import Learner, take_exam
from caire.lrs.services import store_own
from caire.workshops.statements import attended
from tests.factories import XAPI_ROOT

ACTS = ("took_a_role", "contributed_to_debrief")


def attendance(
    db: Session,
    learner: Learner,
    *,
    workshop_id: int = 1,
    presence: float = 1.0,
    acts: tuple[str, ...] = ACTS,
    identity_checked: bool = True,
    level: str = "aware",
    at: datetime | None = None,
) -> tincan.Statement:
    path = learner.path(db)
    moment = at or learner.later(60)
    return attended(
        XAPI_ROOT,
        path.enrolment,
        path.course,
        workshop_id=workshop_id,
        booking_id=workshop_id,
        version=1,
        level=level,
        presence=presence,
        minutes=round(210 * presence),
        acts=acts,
        identity_checked=identity_checked,
        half_day=moment.date().isoformat(),
        sheet_hash="0" * 64,
        at=moment,
    )


def attend(db: Session, learner: Learner, **told: object) -> str:
    """Store the trace of a half-day; returns its id."""
    statement = attendance(db, learner, **told)  # type: ignore[arg-type]  # the same keywords
    store_own(db, statements=[statement], authority_home=XAPI_ROOT)
    return str(statement.id)


def earn(db: Session, learner: Learner) -> None:
    """Do all that the certificate asks for beside the sequences."""
    take_exam(db, learner)
    attend(db, learner)
