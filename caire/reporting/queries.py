"""How far the people of an organisation are: one query a screen, never an answer of anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from caire.certificates.models import Certificate
from caire.cohorts.models import Cohort, Enrolment
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
    rows = _enrolments(organisation_id, now)
    found = select(rows)
    for word in searchable(text).split():
        found = found.where(rows.c.search_text.contains(word, autoescape=True))
    if course_key:
        found = found.where(rows.c.course_key == course_key)
    if stage in STAGES:
        found = found.where(rows.c.stage == stage)
    total = db.scalar(select(func.count()).select_from(found.subquery())) or 0
    ordered = found.order_by(rows.c.sort_name, rows.c.enrolment_id)
    names = LearnerRow.__dataclass_fields__
    page = db.execute(ordered.limit(limit).offset(offset)).mappings()
    return LearnersPage(tuple(LearnerRow(**{n: row[n] for n in names}) for row in page), total)


def counts(db: Session, *, organisation_id: int, now: datetime) -> list[Counts]:
    """How many got how far, by course; one query."""
    rows = _enrolments(organisation_id, now)

    def having(column: Any) -> Any:
        return func.count(column)

    query = select(
        rows.c.course_key,
        func.count(),
        having(rows.c.started_at),
        having(rows.c.sequences_done_at),
        having(rows.c.exam_passed_at),
        func.sum(case((rows.c.seat_at.is_not(None) | rows.c.attended_at.is_not(None), 1), else_=0)),
        having(rows.c.attended_at),
        having(rows.c.certified_at),
    ).group_by(rows.c.course_key)
    return [Counts(*row) for row in db.execute(query.order_by(rows.c.course_key))]


def _enrolments(organisation_id: int, now: datetime) -> Any:
    """Every enrolment of the organisation, with how far it is."""
    seat = (
        select(func.min(Workshop.starts_at))
        .join(Booking, Booking.workshop_id == Workshop.id)
        .where(
            Booking.enrolment_id == Enrolment.id,
            Booking.cancelled_at.is_(None),
            Workshop.status == "planned",
            Workshop.ends_at > now,
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
                Enrolment.organisation_id == organisation_id,
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
