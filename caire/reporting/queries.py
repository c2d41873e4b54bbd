"""How far the people of an organisation are: one query a screen, never an answer of anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from caire.certificates.models import Certificate
from caire.cohorts.models import Cohort, Enrolment
from caire.db import rows_of
from caire.learning.models import Progress
from caire.people.models import Person
from caire.people.names import searchable
from caire.workshops.models import Booking, Workshop

#: How far somebody is, the furthest that holds.
Stage = Literal["not_begun", "begun", "finished", "booked", "attended", "earned"]
STAGES: tuple[Stage, ...] = ("not_begun", "begun", "finished", "booked", "attended", "earned")


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One enrolment. The moments are those of the traces; `seat_at` is the half-day booked next."""

    enrolment_id: int
    given_name: str
    family_name: str
    email: str
    cohort: str | None
    course_key: str
    enrolled_at: datetime
    started_at: datetime | None
    last_at: datetime | None
    screens_done: int
    sequences_done_at: datetime | None
    exam_passed_at: datetime | None
    attended_at: datetime | None
    seat_at: datetime | None
    certified_at: datetime | None

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def stage(self) -> Stage:
        if self.certified_at:
            return "earned"
        if self.attended_at:
            return "attended"
        if self.seat_at:
            return "booked"
        if self.sequences_done_at:
            return "finished"
        return "begun" if self.started_at else "not_begun"


@dataclass(frozen=True, slots=True)
class LearnersPage:
    """Some of the rows found; `total` counts them all."""

    rows: tuple[LearnerRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """People of an organisation on one course. Each count includes those who went further."""

    course_key: str
    enrolled: int
    begun: int
    finished: int
    exam_passed: int
    booked: int
    attended: int
    earned: int


def _enrolments() -> Any:
    """Every enrolment of the `organisation_id` that is bound, with how far it is at `now`."""
    seat = (
        select(func.min(Workshop.starts_at))
        .join(Booking, Booking.workshop_id == Workshop.id)
        .where(
            Booking.enrolment_id == Enrolment.id,
            Booking.cancelled_at.is_(None),
            Workshop.status == "planned",
            Workshop.ends_at > bindparam("now"),
        )
        .scalar_subquery()
    )
    certified = (
        select(func.max(Certificate.issued_at))
        .where(Certificate.enrolment_id == Enrolment.id, Certificate.status == "valid")
        .scalar_subquery()
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            Enrolment.id.label("enrolment_id"),
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.search_text,
            Person.sort_name,
            Cohort.name.label("cohort"),
            Enrolment.course_key,
            Enrolment.enrolled_at,
            Progress.started_at,
            Progress.last_at,
            func.coalesce(Progress.screens_done, 0).label("screens_done"),
            Progress.sequences_done_at,
            Progress.exam_passed_at,
            Progress.attended_at,
            seat.label("seat_at"),
            certified.label("certified_at"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Progress, Progress.enrolment_id == Enrolment.id)
        .where(
            and_(
                Enrolment.organisation_id == bindparam("organisation_id"),
                Enrolment.withdrawn_at.is_(None),
                Person.erased_at.is_(None),
            )
        )
    )
    inner = query.subquery()
    stage = case(
        (inner.c.certified_at.is_not(None), "earned"),
        (inner.c.attended_at.is_not(None), "attended"),
        (inner.c.seat_at.is_not(None), "booked"),
        (inner.c.sequences_done_at.is_not(None), "finished"),
        (inner.c.started_at.is_not(None), "begun"),
        else_="not_begun",
    )
    return select(inner, stage.label("stage")).subquery()


def _any_or_equal(column: str) -> ColumnElement[bool]:
    """Everything when "" is bound to the column's name."""
    asked = bindparam(column, type_=String)
    return or_(asked == "", _ROWS.c[column] == asked)


def _total_of(found: Select[*tuple[Any, ...]]) -> Select[int]:
    return select(func.count()).select_from(found.order_by(None).subquery())


_ROWS = _enrolments()
_FOUND = (
    select(*(_ROWS.c[name] for name in LearnerRow.__dataclass_fields__))
    .where(_any_or_equal("course_key"), _any_or_equal("stage"))
    .order_by(_ROWS.c.sort_name, _ROWS.c.enrolment_id)
)
_TOTAL = _total_of(_FOUND)
_COUNTS = (
    select(
        _ROWS.c.course_key,
        func.count(),
        func.count(_ROWS.c.started_at),
        func.count(_ROWS.c.sequences_done_at),
        func.count(_ROWS.c.exam_passed_at),
        func.sum(
            case((_ROWS.c.seat_at.is_not(None) | _ROWS.c.attended_at.is_not(None), 1), else_=0)
        ),
        func.count(_ROWS.c.attended_at),
        func.count(_ROWS.c.certified_at),
    )
    .group_by(_ROWS.c.course_key)
    .order_by(_ROWS.c.course_key)
)


def learners(
    db: Session,
    *,
    organisation_id: int,
    now: datetime,
    text: str = "",
    course_key: str = "",
    stage: str = "",
    limit: int | None = 50,
    offset: int = 0,
) -> LearnersPage:
    """The enrolments of an organisation, by name; `limit` None gives all. Two queries."""
    asked = {
        "organisation_id": organisation_id,
        "now": now,
        "course_key": course_key,
        "stage": stage if stage in STAGES else "",
    }
    found, total = _FOUND, _TOTAL
    if words := searchable(text).split():
        holds = (_ROWS.c.search_text.contains(word, autoescape=True) for word in words)
        found = _FOUND.where(*holds)
        total = _total_of(found)
    ((n,),) = rows_of(db, total, **asked)
    rows = rows_of(db, found.limit(limit).offset(offset), **asked)
    return LearnersPage(tuple(LearnerRow(*row) for row in rows), n)


def counts(db: Session, *, organisation_id: int, now: datetime) -> list[Counts]:
    """How many got how far, by course; one query."""
    rows = rows_of(db, _COUNTS, organisation_id=organisation_id, now=now)
    return [Counts(*row) for row in rows]
