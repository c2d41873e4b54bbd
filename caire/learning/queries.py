"""What the learner's pages read: few queries, plain rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.cohorts.models import Enrolment
from caire.cohorts.queries import EnrolmentRow, enrolment_rows
from caire.config import Config
from caire.db import UTCDateTime, rows_of
from caire.learning.models import (
    ActivityRun,
    ExamReopening,
    MapChoice,
    Progress,
    RecallDraw,
    ReviewPlan,
    ReviewSession,
    Sitting,
    SittingAnswer,
    Writing,
)
from caire.learning.progress.state import LearningState, decoded
from caire.learning.support import CONTACTS, SUPPORTING, SupportContacts, read_contacts
from caire.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A learner on a course: her enrolment, the pinned version, what her traces add up to."""

    enrolment: EnrolmentRow
    course: Course
    state: LearningState


@dataclass(frozen=True, slots=True)
class RunRow:
    id: int
    number: int
    seed: int
    mode: str
    steps: dict[str, dict[str, Any]]
    workspace: dict[str, Any]
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SittingRow:
    """`opened`: how many of its items have an answer, were it an empty one."""

    id: int
    enrolment_id: int
    kind: str
    number: int
    item_ids: tuple[str, ...]
    started_at: datetime
    submitted_at: datetime | None
    abandoned_at: datetime | None
    opened: int


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    item_id: str
    response: object | None
    confidence: int | None
    flagged: bool


_PATHS = (
    enrolment_rows()
    .add_columns(Progress.document)
    .outerjoin(Progress, Progress.enrolment_id == Enrolment.id)
    .where(Enrolment.person_id == bindparam("person_id"))
    .order_by(Enrolment.id)
)
_PATH = _PATHS.where(Enrolment.course_key == bindparam("course_key"))
_PATH_AND_CONTACTS = _PATH.add_columns(*CONTACTS).outerjoin(
    Organisation, Organisation.id == SUPPORTING
)
_DOCUMENT = select(Progress.document).where(Progress.enrolment_id == bindparam("enrolment_id"))
_RECALL = select(RecallDraw.item_ids).where(
    RecallDraw.enrolment_id == bindparam("enrolment_id"),
    RecallDraw.screen_id == bindparam("screen_id"),
)
_MAP_HIDDEN = select(MapChoice.hidden_at).where(MapChoice.person_id == bindparam("person_id"))
_REVIEW_ANSWER = select(ReviewPlan.answered_at).where(
    ReviewPlan.person_id == bindparam("person_id")
)
_REOPENING = select(ExamReopening.reason).where(
    ExamReopening.enrolment_id == bindparam("enrolment_id"),
    or_(
        bindparam("since", type_=UTCDateTime).is_(None),
        ExamReopening.reopened_at >= bindparam("since", type_=UTCDateTime),
    ),
)
_LATEST_RUN = (
    select(
        ActivityRun.id,
        ActivityRun.number,
        ActivityRun.seed,
        ActivityRun.mode,
        ActivityRun.steps,
        ActivityRun.workspace,
        ActivityRun.completed_at,
    )
    .where(
        ActivityRun.enrolment_id == bindparam("enrolment_id"),
        ActivityRun.screen_id == bindparam("screen_id"),
    )
    .order_by(ActivityRun.number.desc())
    .limit(1)
)
_ALL_SITTINGS = (
    select(
        Sitting.id,
        Sitting.enrolment_id,
        Sitting.kind,
        Sitting.number,
        Sitting.item_ids,
        Sitting.started_at,
        Sitting.submitted_at,
        Sitting.abandoned_at,
        select(func.count()).where(SittingAnswer.sitting_id == Sitting.id).scalar_subquery(),
    )
    .where(Sitting.kind == bindparam("kind"))
    .order_by(Sitting.number)
)
_SITTINGS = _ALL_SITTINGS.where(Sitting.enrolment_id == bindparam("enrolment_id"))
_SITTINGS_OF_SEVERAL = _ALL_SITTINGS.where(
    Sitting.enrolment_id.in_(bindparam("enrolment_ids", expanding=True))
)
_ANSWERS = select(
    SittingAnswer.item_id,
    SittingAnswer.response,
    SittingAnswer.confidence,
    SittingAnswer.flagged,
).where(SittingAnswer.sitting_id == bindparam("sitting_id"))


def paths_of(db: Session, person_id: int) -> list[LearningPath]:
    """Everything a person follows, oldest first; one query."""
    return [_path(db, tuple(row)) for row in rows_of(db, _PATHS, person_id=person_id)]


def path_of(db: Session, *, person_id: int, course_key: str) -> LearningPath | None:
    """One person's path through one course, or None when she does not follow it; one query."""
    rows = rows_of(db, _PATH, person_id=person_id, course_key=course_key)
    return _path(db, tuple(rows[0])) if rows else None


def path_and_contacts(
    db: Session, *, person_id: int, course_key: str, config: Config
) -> tuple[LearningPath, SupportContacts] | None:
    """As `path_of`, with who helps her there; one query."""
    rows = rows_of(db, _PATH_AND_CONTACTS, person_id=person_id, course_key=course_key)
    if not rows:
        return None
    row = tuple(rows[0])
    return _path(db, row[: -len(CONTACTS)]), read_contacts(row[-len(CONTACTS) :], config)


def path_of_enrolment(db: Session, enrolment: EnrolmentRow) -> LearningPath:
    """The path of an enrolment already at hand."""
    rows = rows_of(db, _DOCUMENT, enrolment_id=enrolment.id)
    return LearningPath(
        enrolment,
        course_version(db, enrolment.course_version_id),
        decoded(rows[0].document) if rows else LearningState(),
    )


def _path(db: Session, row: tuple[object, ...]) -> LearningPath:
    *columns, document = row
    enrolment = EnrolmentRow(*columns)  # type: ignore[arg-type]  # the columns of enrolment_rows()
    course = course_version(db, enrolment.course_version_id)
    state = decoded(document) if isinstance(document, str) else LearningState()
    return LearningPath(enrolment, course, state)


def saved_writing(db: Session, *, enrolment_id: int, screen_id: str) -> Mapping[str, str]:
    """What the learner wrote on a production, by field id; empty when nothing is kept."""
    query = select(Writing.texts).where(
        Writing.enrolment_id == enrolment_id, Writing.screen_id == screen_id
    )
    return db.scalar(query) or {}


def saved_writings(
    db: Session, *, enrolment_id: int, screen_ids: Iterable[str]
) -> dict[str, Mapping[str, str]]:
    """What is kept of several productions, by screen: those where nothing is kept are left out."""
    query = select(Writing.screen_id, Writing.texts).where(
        Writing.enrolment_id == enrolment_id, Writing.screen_id.in_(list(screen_ids))
    )
    return {row.screen_id: row.texts for row in db.execute(query)}


def recall_items(db: Session, *, enrolment_id: int, screen_id: str) -> tuple[str, ...] | None:
    """The items drawn for a recall screen, or None before its first visit."""
    rows = rows_of(db, _RECALL, enrolment_id=enrolment_id, screen_id=screen_id)
    return tuple(rows[0].item_ids) if rows else None


def latest_run(db: Session, *, enrolment_id: int, screen_id: str) -> RunRow | None:
    rows = rows_of(db, _LATEST_RUN, enrolment_id=enrolment_id, screen_id=screen_id)
    return RunRow(*rows[0]) if rows else None


def map_is_hidden(db: Session, person_id: int) -> bool:
    """Whether she put the map of what she knows out of her sight."""
    rows = rows_of(db, _MAP_HIDDEN, person_id=person_id)
    return bool(rows) and rows[0].hidden_at is not None


def review_plan(db: Session, person_id: int) -> ReviewPlan | None:
    """What she wants of the review and its messages; None when she was never asked."""
    return db.get(ReviewPlan, person_id)


def has_answered_review(db: Session, person_id: int) -> bool:
    """Whether she was asked for the review and said yes or no."""
    rows = rows_of(db, _REVIEW_ANSWER, person_id=person_id)
    return bool(rows) and rows[0].answered_at is not None


def review_session(db: Session, *, person_id: int, day: date) -> ReviewSession | None:
    """The cards of that day of Paris, when the review was begun."""
    return db.scalar(
        select(ReviewSession).where(ReviewSession.person_id == person_id, ReviewSession.day == day)
    )


def sittings(db: Session, *, enrolment_id: int, kind: str) -> list[SittingRow]:
    """Every sitting of a kind, in order."""
    return [_sitting(r) for r in rows_of(db, _SITTINGS, enrolment_id=enrolment_id, kind=kind)]


def sittings_of_several(
    db: Session, *, enrolment_ids: Collection[int], kind: str
) -> dict[int, list[SittingRow]]:
    """The same of each of these enrolments; one query, or none for none."""
    found: dict[int, list[SittingRow]] = {one: [] for one in enrolment_ids}
    if found:
        for row in rows_of(db, _SITTINGS_OF_SEVERAL, enrolment_ids=[*found], kind=kind):
            found[row.enrolment_id].append(_sitting(row))
    return found


def _sitting(row: Row[*tuple[Any, ...]]) -> SittingRow:
    id, enrolment_id, kind, number, item_ids, *others = row
    return SittingRow(id, enrolment_id, kind, number, tuple(item_ids), *others)


def reopening_reason(db: Session, enrolment_id: int, *, since: datetime | None) -> str | None:
    """Why this learner was given one attempt more at the exam; None when she was not.

    Args:
        since: when she enrolled again, which ends what was given before.
    """
    rows = rows_of(db, _REOPENING, enrolment_id=enrolment_id, since=since)
    return rows[0].reason if rows else None


def saved_answers(db: Session, sitting_id: int) -> dict[str, SavedAnswer]:
    """The answers kept so far, by item."""
    rows = rows_of(db, _ANSWERS, sitting_id=sitting_id)
    return {row[0]: SavedAnswer(*row) for row in rows}
