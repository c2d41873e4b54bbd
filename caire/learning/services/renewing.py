"""A new enrolment, once every attempt at the final assessment failed (CURRICULUM F.1, ADR 0023)."""

from datetime import datetime

from sqlalchemy.orm import Session

from caire.cohorts.services import lock_enrolment, renew_enrolment
from caire.learning.errors import NothingToRenew, RenewalTooEarly
from caire.learning.queries import LearningPath
from caire.learning.services.standing import standing


def enrol_again(db: Session, *, path: LearningPath, xapi_root: str, now: datetime) -> None:
    """Give the learner the attempts of a new enrolment; all else that she did stays.

    Raises:
        NoSuchScreen: the course has no final assessment.
        NothingToRenew: it is passed, or an attempt is left.
        RenewalTooEarly: thirty days are not over since the last attempt.
    """
    lock_enrolment(db, path.enrolment.id)
    stand = standing(db, path=path, now=now)
    if stand.renews_at is None:
        raise NothingToRenew(f"enrolment {path.enrolment.id}")
    if stand.renews_at > now:
        raise RenewalTooEarly(stand.renews_at)
    renew_enrolment(
        db,
        enrolment_id=path.enrolment.id,
        course=path.course,
        after_attempts=len(stand.attempts),
        xapi_root=xapi_root,
        now=now,
    )
