"""One attempt more at the final assessment, once they all failed (CURRICULUM F.1, F.2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from caire.cohorts.services import lock_enrolment
from caire.learning.errors import NothingToReopen
from caire.learning.models import ExamReopening
from caire.learning.queries import LearningPath
from caire.learning.services.standing import blueprint_of, standing
from caire.learning.statements import exam_reopened
from caire.lrs.services import store_own
from caire.messaging.notices import queue_exam_reopened


def reopen_exam(
    db: Session,
    *,
    path: LearningPath,
    reopened_by: int,
    reason: str,
    xapi_root: str,
    now: datetime,
) -> None:
    """Give one attempt more, once in an enrolment. There is no wait; the plan stays to be done.

    Args:
        reason: read by the learner, kept out of the traces.

    Raises:
        NoSuchScreen: the course has no final assessment.
        NothingToReopen: it is passed, an attempt is left, or one was given already.
    """
    blueprint = blueprint_of(path)
    lock_enrolment(db, path.enrolment.id)
    stand = standing(db, path=path, now=now)
    if not stand.is_exhausted or stand.under_way or stand.reopened is not None:
        raise NothingToReopen(f"enrolment {path.enrolment.id}")
    attempt = len(stand.attempts) + 1
    db.add(
        ExamReopening(
            enrolment_id=path.enrolment.id,
            attempt=attempt,
            reason=reason,
            reopened_by=reopened_by,
            reopened_at=now,
        )
    )
    db.flush()
    told = exam_reopened(
        xapi_root,
        path.enrolment,
        path.course,
        plan=blueprint.id,
        attempt=attempt,
        now=now,
    )
    store_own(db, statements=[told], authority_home=xapi_root)
    queue_exam_reopened(
        db,
        person_id=path.enrolment.person_id,
        course_title=path.course.title,
        path=f"/learn/{path.course.key}/exam",
        now=now,
    )
