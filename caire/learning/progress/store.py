"""The summary row of each enrolment: kept in the transaction that stores the statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.cohorts.queries import EnrolmentRow, enrolment_by_registration
from caire.events import announce
from caire.learning.events import ProgressAdvanced
from caire.learning.models import Progress
from caire.learning.progress.advance import advance
from caire.learning.progress.counting import accepted_key_ids
from caire.learning.progress.replay import state_from_statements
from caire.learning.progress.state import LearningState, decoded, encoded
from caire.learning.progress.summary import minutes_done, sequence_is_done
from caire.lrs import vocabulary as v
from caire.lrs.events import StatementsStored
from caire.lrs.queries import records_by_id
from caire.lrs.records import StatementRecord


def follow_statements(db: Session, event: StatementsStored) -> None:
    """Listener: bring the summaries up to date with the statements just stored."""
    by_registration: dict[str, list[StatementRecord]] = defaultdict(list)
    for record in event.records:
        if record.registration is not None and record.is_own:
            by_registration[record.registration].append(record)
    for registration, record in _of_accepted_tools(db, event.records):
        by_registration[registration].append(record)
    for registration, records in by_registration.items():
        enrolment = enrolment_by_registration(db, registration)
        if enrolment is not None:
            _advance_enrolment(db, enrolment, records)


def _of_accepted_tools(
    db: Session, records: Sequence[StatementRecord]
) -> list[tuple[str, StatementRecord]]:
    """What came with keys that a module accepts, with the registration that it speaks of.

    What takes a statement back need not name its registration.
    """
    keys = accepted_key_ids(db) if any(not record.is_own for record in records) else ()
    found = []
    for record in records:
        if record.is_own or record.key_id not in keys:
            continue
        registration = record.registration
        if record.verb == v.VOIDED:
            target = records_by_id(db, [record.data["object"]["id"].lower()])
            registration = next((one.registration for one in target.values()), None)
        if registration is not None:
            found.append((registration, record))
    return found


def _advance_enrolment(
    db: Session, enrolment: EnrolmentRow, records: Sequence[StatementRecord]
) -> None:
    course = course_version(db, enrolment.course_version_id)
    row = _locked(db, enrolment.id)
    before = row.document if row else None
    state, last_seq = _advanced(db, enrolment, course, row, records)
    if row is None:
        row = Progress(enrolment_id=enrolment.id)
        db.add(row)
    fill_row(row, state, last_seq, course)
    db.flush()
    if before is None or before != row.document:
        last = records[-1]
        home = last.data["authority"]["account"]["homePage"]
        at = datetime.fromisoformat(last.data["timestamp"]) if last.is_own else last.stored
        done = row.sequences_done_at is not None
        announce(db, ProgressAdvanced(enrolment.id, home, at, sequences_done=done))


def _locked(db: Session, enrolment_id: int) -> Progress | None:
    """The row, as it is now: two answers at the same instant follow one another."""
    query = select(Progress).where(Progress.enrolment_id == enrolment_id).with_for_update()
    return db.scalar(query, execution_options={"populate_existing": True})


def _advanced(
    db: Session,
    enrolment: EnrolmentRow,
    course: Course,
    row: Progress | None,
    records: Sequence[StatementRecord],
) -> tuple[LearningState, int]:
    """The state with these statements, and the number of the last one.

    It is computed again from nothing when a statement is taken back or comes from an accepted tool
    (it may have been taken back before it came), or when a later one was counted first: two
    answers at the same instant may be numbered in one order and get here in the other.
    """
    state = decoded(row.document) if row else LearningState()
    last_seq = row.last_seq if row else 0
    if any(
        record.verb == v.VOIDED or record.seq < last_seq or not record.is_own for record in records
    ):
        return state_from_statements(db, enrolment)
    for record in records:
        advance(state, record.data, course)
    return state, max(record.seq for record in records)


def fill_row(row: Progress, state: LearningState, last_seq: int, course: Course) -> None:
    """The columns of a summary, from the state alone."""
    row.document = encoded(state)
    row.last_seq = last_seq
    row.screens_done = len(state.screens)
    row.minutes_done = minutes_done(course, state)
    row.started_at = _moment(state.started_at)
    row.last_at = _moment(state.last_at)
    row.sequences_done_at = _sequences_done_at(course, state)
    passed = state.passed_exam
    row.exam_passed_at = _moment(passed.at if passed else None)
    row.attended_at = _moment(min((a.at for a in state.attendances), default=None))


def _sequences_done_at(course: Course, state: LearningState) -> datetime | None:
    """When the last screen of what the rule asks for (without a rule: of all) was done."""
    asked = [s for s in course.sequences if course.rule is None or s.id in course.rule.sequences]
    if not asked or not all(sequence_is_done(s, state) for s in asked):
        return None
    settled = [state.settled(screen.id) for s in asked for screen in s.screens]
    return _moment(max(done.at for done in settled if done))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
