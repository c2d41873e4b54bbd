"""Our own statements about dossiers: marks and points, nothing of what was written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import tincan

from caire.assessment.dossier import Marks, part_points
from caire.catalogue.course import Course
from caire.catalogue.rules import Rubric
from caire.cohorts.queries import EnrolmentRow
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def deposited(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, rubric: Rubric, *,
    number: int, now: datetime,
) -> tincan.Statement:  # fmt: skip
    return _statement(
        xapi_root, enrolment, course, rubric,
        happening=f"{number}:deposited", verb=v.ATTEMPTED, now=now,
        extensions={"attempt": number},
    )  # fmt: skip


def marked(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, rubric: Rubric, *,
    number: int, rank: int, marks: Marks, now: datetime,
) -> tincan.Statement:  # fmt: skip
    """A first or second marking; who marked is not in the trace."""
    return _statement(
        xapi_root, enrolment, course, rubric,
        happening=f"{number}:marked:{rank}", verb=v.SCORED, now=now,
        result={"score": _score(rubric, marks)},
        extensions={
            "attempt": number,
            "marking": rank,
            "marks": {part: dict(by_criterion) for part, by_criterion in marks.items()},
        },
    )  # fmt: skip


def asked_again(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, rubric: Rubric, *,
    number: int, now: datetime,
) -> tincan.Statement:  # fmt: skip
    """The learner wants a second marking of what did not pass; once a version."""
    return _statement(
        xapi_root, enrolment, course, rubric,
        happening=f"{number}:asked", verb=v.REQUESTED, now=now,
        extensions={"attempt": number},
    )  # fmt: skip


def decided(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, rubric: Rubric, *,
    number: int, decision: int, kept_rank: int, marks: Marks, passed: bool, now: datetime,
) -> tincan.Statement:  # fmt: skip
    """The result, with what the certificate's rule looks at. `decision` counts from 1."""
    return _statement(
        xapi_root, enrolment, course, rubric,
        happening=f"{number}:decided:{decision}", verb=v.PASSED if passed else v.FAILED, now=now,
        result={"score": _score(rubric, marks), "success": passed, "completion": True},
        extensions={"attempt": number, "marking": kept_rank, "parts": part_points(marks)},
    )  # fmt: skip


def _score(rubric: Rubric, marks: Marks) -> dict[str, float]:
    points = sum(part_points(marks).values())
    most = rubric.points_max
    return {"scaled": points / most, "raw": points, "min": 0, "max": most}


def _statement(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    rubric: Rubric,
    *,
    happening: str,
    verb: str,
    now: datetime,
    extensions: Mapping[str, Any],
    result: Mapping[str, Any] | None = None,
) -> tincan.Statement:
    name = f"dossier:{rubric.id}:{happening}"
    return b.statement(
        xapi_root,
        id=str(uuid5(UUID(enrolment.registration), name)),
        actor_name=enrolment.actor_name,
        verb=verb,
        target=b.activity(xapi_root, "dossier", rubric.id, v.TYPE_ASSESSMENT),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
        result=result,
        extensions=extensions,
    )
