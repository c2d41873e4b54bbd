"""Registrations, what is reached in them, and what the platform says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.cmi5 import vocabulary as v
from caire.cmi5.errors import NoSuchCourse, NoSuchUnit
from caire.cmi5.models import PackagedCourse, Registration, UnitState
from caire.cmi5.satisfaction import (
    Reached,
    course_is_satisfied,
    satisfied_blocks,
    satisfied_units,
)
from caire.cmi5.statements import Speaker, satisfied
from caire.cmi5.structure import CourseStructure, Unit
from caire.cohorts.queries import EnrolmentRow
from caire.db import insert_for
from caire.lrs.services import store_own
from caire.lrs.vocabulary import package_name


@dataclass(frozen=True, slots=True)
class Following:
    """A learner's registration in a course, locked until the transaction ends."""

    row: Registration
    course: CourseStructure
    enrolment: EnrolmentRow
    xapi_root: str

    def speaker(self, session_id: str) -> Speaker:
        return Speaker(
            self.xapi_root,
            self.enrolment.actor_name,
            self.enrolment.registration,
            self.course,
            session_id,
        )

    def unit(self, unit_name: str) -> Unit:
        """Raises: NoSuchUnit."""
        for unit in self.course.units():
            if unit_name_of(self.course, unit) == unit_name:
                return unit
        raise NoSuchUnit(f"no unit {unit_name} in {self.course.id}")


def unit_name_of(course: CourseStructure, unit: Unit) -> str:
    """The last part of our IRI of the unit: what addresses and tables call it."""
    return v.unit_iri("", course.id, unit.id).rpartition("/")[2]


def structure_of(row: PackagedCourse) -> CourseStructure:
    return msgspec.convert(row.structure, CourseStructure)


def follow_course(
    db: Session, *, enrolment: EnrolmentRow, course_id: str, xapi_root: str, now: datetime
) -> Following:
    """The learner's registration in the course, begun now on its newest version if there is none.

    Locks it, so that what follows is decided once. Criteria are looked at when it begins (9.6.1).

    Raises:
        NoSuchCourse: nobody has imported it.
    """
    name = package_name(course_id)
    found = following_of(db, enrolment=enrolment, name=name, xapi_root=xapi_root)
    if found is not None:
        return found
    newest = db.scalar(
        select(PackagedCourse)
        .where(PackagedCourse.name == name)
        .order_by(PackagedCourse.version.desc())
        .limit(1)
    )
    if newest is None:
        raise NoSuchCourse(f"the course {course_id} has not been imported")
    values = {
        "enrolment_id": enrolment.id,
        "name": name,
        "course_id": newest.id,
        "registration": enrolment.registration,
        "satisfied_blocks": [],
        "begun_at": now,
    }
    is_new = db.scalar(
        insert_for(db, Registration.__table__)
        .values(values)
        .on_conflict_do_nothing()
        .returning(Registration.id)
    )
    following = following_of(db, enrolment=enrolment, name=name, xapi_root=xapi_root)
    assert following is not None  # it is there now, whoever has inserted it
    if is_new is not None:
        say_satisfied(db, following, session_id=str(uuid4()), now=now)
    return following


def following_of(
    db: Session, *, enrolment: EnrolmentRow, name: str, xapi_root: str
) -> Following | None:
    """The registration in the course of this name, locked; None when it has not begun."""
    found = db.execute(
        select(Registration, PackagedCourse)
        .join(PackagedCourse, PackagedCourse.id == Registration.course_id)
        .where(Registration.enrolment_id == enrolment.id, Registration.name == name)
        .with_for_update(of=Registration)
    ).one_or_none()
    if found is None:
        return None
    return Following(found[0], structure_of(found[1]), enrolment, xapi_root)


def state_of(db: Session, following: Following, unit: Unit) -> UnitState:
    """What is reached in the unit; written with the transaction."""
    name = unit_name_of(following.course, unit)
    state = db.get(UnitState, (following.row.id, name))
    if state is None:
        state = UnitState(registration_id=following.row.id, unit_name=name, unit_id=unit.id)
        db.add(state)
        db.flush()
    return state


def reached_in(db: Session, registration_id: int) -> Mapping[str, Reached]:
    """By publisher's id of the unit."""
    states = db.scalars(select(UnitState).where(UnitState.registration_id == registration_id))
    return {state.unit_id: reached_of(state) for state in states}


def reached_of(state: UnitState) -> Reached:
    return Reached(
        completed=state.completed_at is not None,
        passed=state.passed_at is not None,
        waived=state.waived_at is not None,
    )


def say_satisfied(db: Session, following: Following, *, session_id: str, now: datetime) -> None:
    """Store `satisfied` for each block, then for the course, that has become done; each once."""
    row, course = following.row, following.course
    db.flush()
    done = satisfied_units(course, reached_in(db, row.id))
    by = following.speaker(session_id)
    new = [b for b in satisfied_blocks(course, done) if b.id not in row.satisfied_blocks]
    said: list[dict[str, Any]] = [satisfied(by, block, now=now) for block in new]
    row.satisfied_blocks = [*row.satisfied_blocks, *(block.id for block in new)]
    if row.satisfied_at is None and course_is_satisfied(course, done):
        row.satisfied_at = now
        said.append(satisfied(by, None, now=now))
    if said:
        say(db, following, said, now=now)
    db.flush()


def say(
    db: Session, following: Following, statements: list[dict[str, Any]], *, now: datetime
) -> None:
    """Store statements of the platform."""
    store_own(
        db,
        statements=statements,
        authority_home=following.xapi_root,
        organisation_id=following.enrolment.organisation_id,
    )
