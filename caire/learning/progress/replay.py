"""The state of an enrolment, from its statements alone."""

from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.cohorts.queries import EnrolmentRow
from caire.learning.progress.advance import advance
from caire.learning.progress.counting import counted_statements
from caire.learning.progress.state import LearningState


def state_from_statements(db: Session, enrolment: EnrolmentRow) -> tuple[LearningState, int]:
    """The sum of every statement that holds, in stored order, and the number of the last one."""
    course = course_version(db, enrolment.course_version_id)
    state, last_seq = LearningState(), 0
    for record in counted_statements(db, enrolment, course):
        advance(state, record.data, course)
        last_seq = max(last_seq, record.seq)
    return state, last_seq
