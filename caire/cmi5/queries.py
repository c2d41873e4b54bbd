"""What pages and commands read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.cmi5.models import (
    FileContent,
    PackagedCourse,
    PackagedFile,
    Registration,
    UnitSession,
    UnitState,
)
from caire.cmi5.satisfaction import NOTHING, Reached, unit_is_satisfied
from caire.cmi5.services.following import reached_of, structure_of, unit_name_of
from caire.cmi5.structure import Block, CourseStructure, Text, Unit
from caire.cohorts.models import Enrolment
from caire.config import Config
from caire.people.models import Person
from caire.workshops.models import Booking, Workshop


@dataclass(frozen=True, slots=True)
class CourseRow:
    """The newest version of an imported course. `learners`: who began it, on any version."""

    id: int
    name: str
    course_id: str
    version: int
    title: Text
    units: int
    filename: str
    imported_at: datetime
    learners: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit or a block on a page; of a block only title, depth and `is_satisfied` are set."""

    title: Text
    description: Text
    depth: int
    is_satisfied: bool
    unit: Unit | None = None
    name: str = ""
    state: UnitState | None = None
    is_open: bool = False
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class LearnerRow:
    enrolment_id: int
    person_id: int
    name: str
    course_key: str
    begun_at: datetime
    satisfied_at: datetime | None
    satisfied_units: int
    units: int


@dataclass(frozen=True, slots=True)
class ServedFile:
    data: bytes
    digest: str


def courses(db: Session) -> list[CourseRow]:
    """The newest version of each, by the date of its import."""
    newest = (
        select(PackagedCourse.name, func.max(PackagedCourse.version).label("version"))
        .group_by(PackagedCourse.name)
        .subquery()
    )
    learners = (
        select(Registration.name, func.count().label("count"))
        .group_by(Registration.name)
        .subquery()
    )
    rows = db.execute(
        select(PackagedCourse, func.coalesce(learners.c.count, 0))
        .join(
            newest,
            (newest.c.name == PackagedCourse.name) & (newest.c.version == PackagedCourse.version),
        )
        .outerjoin(learners, learners.c.name == PackagedCourse.name)
        .order_by(PackagedCourse.imported_at.desc(), PackagedCourse.id.desc())
    )
    return [_course_row(row, count) for row, count in rows]


def _course_row(row: PackagedCourse, learners: int) -> CourseRow:
    structure = structure_of(row)
    return CourseRow(
        id=row.id,
        name=row.name,
        course_id=row.course_id,
        version=row.version,
        title=structure.title,
        units=len(structure.units()),
        filename=row.filename,
        imported_at=row.imported_at,
        learners=learners,
    )


def versions(db: Session, name: str) -> list[PackagedCourse]:
    """Every version of a course, the newest first."""
    return list(
        db.scalars(
            select(PackagedCourse)
            .where(PackagedCourse.name == name)
            .order_by(PackagedCourse.version.desc())
        )
    )


def structure_for(db: Session, *, enrolment_id: int, name: str) -> CourseStructure | None:
    """The course on the version that the learner has begun, else on the newest; None: none is."""
    row = version_for(db, enrolment_id=enrolment_id, name=name)
    return structure_of(row) if row else None


def version_for(db: Session, *, enrolment_id: int, name: str) -> PackagedCourse | None:
    """The version that the learner has begun, else the newest; None: there is none."""
    row = db.scalar(
        select(PackagedCourse)
        .join(Registration, Registration.course_id == PackagedCourse.id)
        .where(Registration.enrolment_id == enrolment_id, Registration.name == name)
    )
    return row or next(iter(versions(db, name)), None)


def unit_rows(
    db: Session, structure: CourseStructure, *, enrolment_id: int, name: str
) -> list[UnitRow]:
    """Blocks and units in their order, with what the learner reached."""
    states = {
        state.unit_name: state
        for state in db.scalars(
            select(UnitState)
            .join(Registration, Registration.id == UnitState.registration_id)
            .where(Registration.enrolment_id == enrolment_id, Registration.name == name)
        )
    }
    launched: dict[str, list[UnitSession]] = {}
    for session in db.scalars(
        select(UnitSession)
        .join(Registration, Registration.id == UnitSession.registration_id)
        .where(Registration.enrolment_id == enrolment_id, Registration.name == name)
    ):
        launched.setdefault(session.unit_name, []).append(session)
    return plain_rows(structure, states, launched)


def plain_rows(
    structure: CourseStructure,
    states: Mapping[str, UnitState],
    launched: Mapping[str, list[UnitSession]],
) -> list[UnitRow]:
    """Rows of the structure; a block is done when every unit below it is."""
    rows = []
    for node, depth in structure.walk():
        if isinstance(node, Block):
            inner = CourseStructure("", {}, {}, node.children)
            done = all(_is_done(structure, unit, states) for unit in inner.units())
            rows.append(UnitRow(node.title, node.description, depth, done))
            continue
        unit_name = unit_name_of(structure, node)
        sessions = launched.get(unit_name, [])
        rows.append(
            UnitRow(
                title=node.title,
                description=node.description,
                depth=depth,
                is_satisfied=_is_done(structure, node, states),
                unit=node,
                name=unit_name,
                state=states.get(unit_name),
                is_open=any(session.is_open for session in sessions),
                sessions=len(sessions),
            )
        )
    return rows


def _is_done(structure: CourseStructure, unit: Unit, states: Mapping[str, UnitState]) -> bool:
    state = states.get(unit_name_of(structure, unit))
    return unit_is_satisfied(unit.move_on, reached_of(state) if state else NOTHING)


def learners(
    db: Session, name: str, *, among: frozenset[int] | None, limit: int, offset: int
) -> list[LearnerRow]:
    """Who began the course, the last ones first; `among`: these persons only."""
    query = (
        select(Registration, PackagedCourse, Enrolment, Person)
        .join(PackagedCourse, PackagedCourse.id == Registration.course_id)
        .join(Enrolment, Enrolment.id == Registration.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Registration.name == name, Enrolment.withdrawn_at.is_(None))
        .order_by(Registration.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if among is not None:
        query = query.where(Person.id.in_(sorted(among)))
    found = db.execute(query).all()
    reached: dict[int, dict[str, Reached]] = {}
    ids = [row[0].id for row in found]
    for state in db.scalars(select(UnitState).where(UnitState.registration_id.in_(ids))):
        reached.setdefault(state.registration_id, {})[state.unit_id] = reached_of(state)
    rows = []
    units_by_course: dict[int, tuple[Unit, ...]] = {}
    for registration, course, enrolment, person in found:
        if course.id not in units_by_course:
            units_by_course[course.id] = structure_of(course).units()
        units = units_by_course[course.id]
        known = reached.get(registration.id, {})
        done = sum(unit_is_satisfied(u.move_on, known.get(u.id, NOTHING)) for u in units)
        rows.append(
            LearnerRow(
                enrolment_id=enrolment.id,
                person_id=person.id,
                name=person.display_name,
                course_key=enrolment.course_key,
                begun_at=registration.begun_at,
                satisfied_at=registration.satisfied_at,
                satisfied_units=done,
                units=len(units),
            )
        )
    return rows


def taught_by(db: Session, trainer_id: int) -> frozenset[int]:
    """The persons who booked a half-day that this trainer leads."""
    return frozenset(
        db.scalars(
            select(Booking.person_id)
            .join(Workshop, Workshop.id == Booking.workshop_id)
            .where(Workshop.trainer_id == trainer_id, Booking.cancelled_at.is_(None))
        )
    )


def served_file(db: Session, *, content_key: str, path: str, now: datetime) -> ServedFile | None:
    """A file of the package that a session opened; None: no such file, or its time is over."""
    row = db.execute(
        select(FileContent.data, FileContent.digest)
        .join(PackagedFile, PackagedFile.digest == FileContent.digest)
        .join(Registration, Registration.course_id == PackagedFile.course_id)
        .join(UnitSession, UnitSession.registration_id == Registration.id)
        .where(
            UnitSession.content_key == content_key,
            UnitSession.expires_at > now,
            PackagedFile.path == path,
        )
    ).one_or_none()
    return ServedFile(row.data, row.digest) if row else None


def calling_origins(db: Session, _config: Config) -> frozenset[str]:
    """The origins from which units of imported courses call the store."""
    return frozenset(
        origin for origins in db.scalars(select(PackagedCourse.origins)) for origin in origins
    )
