"""Somebody need not do a unit (cmi5, 9.3.7)."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from caire.cmi5.errors import AlreadyWaived, ReasonMissing
from caire.cmi5.services.following import follow_course, say, say_satisfied, state_of
from caire.cmi5.statements import waived
from caire.cmi5.vocabulary import REASONS
from caire.cohorts.queries import EnrolmentRow

MAX_NOTE = 2_000


def waive(
    db: Session,
    *,
    enrolment: EnrolmentRow,
    course_id: str,
    unit_name: str,
    reason: str,
    note: str,
    waived_by: int,
    xapi_root: str,
    now: datetime,
) -> None:
    """Waive a unit for a learner.

    Args:
        reason: one of `REASONS`, told in the statement.
        note: why, in one's own words; kept here and never traced.

    Raises:
        ReasonMissing: no such reason, or no note. NoSuchCourse, NoSuchUnit, AlreadyWaived.
    """
    if reason not in REASONS or not note.strip() or len(note) > MAX_NOTE:
        raise ReasonMissing(f"give a reason of {', '.join(REASONS)}, and a note")
    following = follow_course(
        db, enrolment=enrolment, course_id=course_id, xapi_root=xapi_root, now=now
    )
    unit = following.unit(unit_name)
    state = state_of(db, following, unit)
    if state.waived_at is not None:
        raise AlreadyWaived(f"{unit.id} was waived on {state.waived_at:%Y-%m-%d}")
    state.waived_at, state.waived_by = now, waived_by
    state.waived_reason, state.waived_note = reason, note.strip()
    session_id = str(uuid4())  # one of its own, that nothing but `satisfied` shares
    by = following.speaker(session_id)
    say(db, following, [waived(by, unit, reason=reason, now=now)], now=now)
    say_satisfied(db, following, session_id=session_id, now=now)
