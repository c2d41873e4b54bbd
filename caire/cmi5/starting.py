"""Whether units of packages start on this platform, as far as is known.

Where packages have no host of their own (ADR 0017), a unit that asks the browser for storage stays
empty. That it names storage is a reason to doubt; that it was opened and never fetched its access,
a better one; and one session that did fetch it, by whomever, ends the doubt.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from caire.cmi5.models import PackagedCourse, Registration, UnitSession
from caire.cmi5.queries import version_for
from caire.cmi5.services.following import structure_of, unit_name_of

#: A unit that starts has fetched its access by then; who opens twice at once is not in doubt.
PATIENCE = timedelta(seconds=10)


class Doubt(StrEnum):
    """Why a unit may stay empty."""

    LIKELY = "likely"  # its pages name what browsers refuse
    SEEN = "seen"  # this learner opened it, and it never fetched its access


def doubts(db: Session, *, enrolment_id: int, name: str, now: datetime) -> Mapping[str, Doubt]:
    """The units that a learner may find empty, by their names. For packages without a host."""
    course = version_for(db, enrolment_id=enrolment_id, name=name)
    if course is None:
        return {}
    is_hers = and_(_never_fetched(now), Registration.enrolment_id == enrolment_id)
    rows = db.execute(
        _by_unit(func.sum(case((is_hers, 1), else_=0)), func.count(UnitSession.secret_hash)).where(
            Registration.course_id == course.id
        )
    )
    known = {unit: (failed, started) for _course, unit, failed, started in rows}
    found = {}
    structure = structure_of(course)
    for unit in structure.units():
        unit_name = unit_name_of(structure, unit)
        failed, started = known.get(unit_name, (0, 0))
        if not unit.is_packaged or started:
            continue
        if failed:
            found[unit_name] = Doubt.SEEN
        elif course.storage:
            found[unit_name] = Doubt.LIKELY
    return found


def left_empty(db: Session, *, now: datetime) -> Mapping[str, int]:
    """How many learners opened a unit that never started for anybody, by name of the course.

    For packages without a host of their own; of each version.
    """
    failed = func.sum(case((_never_fetched(now), 1), else_=0))
    rows = db.execute(
        _by_unit(func.count(Registration.id.distinct())).having(
            func.count(UnitSession.secret_hash) == 0, failed > 0
        )
    ).all()
    courses = {row.id: row for row in db.scalars(select(PackagedCourse))} if rows else {}
    found: dict[str, int] = {}
    for course_id, unit_name, count in rows:
        structure = structure_of(courses[course_id])
        packaged = {unit_name_of(structure, unit) for unit in structure.units() if unit.is_packaged}
        if unit_name in packaged:
            name = courses[course_id].name
            found[name] = max(count, found.get(name, 0))
    return found


def _by_unit(*counted: Any) -> Select[Any]:
    return (
        select(Registration.course_id, UnitSession.unit_name, *counted)
        .join(Registration, Registration.id == UnitSession.registration_id)
        .group_by(Registration.course_id, UnitSession.unit_name)
    )


def _never_fetched(now: datetime) -> ColumnElement[bool]:
    return and_(UnitSession.secret_hash.is_(None), UnitSession.launched_at < now - PATIENCE)
