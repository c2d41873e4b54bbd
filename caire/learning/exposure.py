"""How often each item of the exam was shown lately: the draw prefers the less seen (F.2.1)."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.cohorts.models import Enrolment
from caire.learning.models import Sitting

WINDOW = timedelta(days=90)


def exposures(db: Session, course: Course, *, now: datetime) -> dict[str, int]:
    """Item id -> number of exam forms that held it in the last 90 days, over all learners."""
    rows = db.execute(
        select(Sitting.item_ids)
        .join(Enrolment, Enrolment.id == Sitting.enrolment_id)
        .where(
            Sitting.kind == "exam",
            Sitting.started_at > now - WINDOW,
            Enrolment.course_key == course.key,
        )
    )
    return dict(Counter(item_id for (item_ids,) in rows for item_id in item_ids))
