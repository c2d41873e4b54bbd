"""Our own statements about learning. Each id is derived from what happened, so that a form sent
twice gives the same statement and nothing is counted twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import tincan

from caire.assessment.items import Item
from caire.assessment.responses import interaction_type
from caire.catalogue.course import Course
from caire.cohorts.queries import EnrolmentRow
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def statement_id(registration: str, happening: str) -> str:
    """The id of the statement that tells `happening` in this registration."""
    return str(uuid5(UUID(registration), happening))


def answer_id(registration: str, *, screen_id: str, item_id: str, try_number: int) -> str:
    return statement_id(registration, f"item:{screen_id}:{item_id}:{try_number}")


def _statement(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    happening: str,
    verb: str,
    target: tincan.Activity,
    now: datetime,
    result: Mapping[str, Any] | None = None,
    extensions: Mapping[str, Any] | None = None,
    parent: tincan.Activity | None = None,
) -> tincan.Statement:
    return b.statement(
        xapi_root,
        id=statement_id(enrolment.registration, happening),
        actor_name=enrolment.actor_name,
        verb=verb,
        target=target,
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
        result=result,
        extensions=extensions,
        parent=parent,
    )


def screen_read(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    screen_id: str,
    reading: int,
    now: datetime,
    profile: str | None = None,
) -> tincan.Statement:
    """A lesson read, a profile chosen, a production done; `reading` counts from 1."""
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"screen:{screen_id}:{reading}",
        verb=v.EXPERIENCED,
        target=b.activity(xapi_root, "screen", screen_id, v.TYPE_LESSON),
        now=now,
        extensions={"profile": profile} if profile else None,
        parent=_sequence(xapi_root, screen_id),
    )


def item_answered(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    item: Item,
    response: str,
    score: float,
    success: bool,
    screen_id: str,
    try_number: int,
    mode: str,
    now: datetime,
    confidence: int | None = None,
) -> tincan.Statement:
    """An answer. `mode`: formative, diagnostic, review, exam; `response`: no free text."""
    extensions: dict[str, Any] = {
        "screen": screen_id,
        "try": try_number,
        "mode": mode,
        "competencies": [item.head.competency],
        "item-version": item.head.version,
    }
    if confidence is not None:
        extensions["confidence"] = confidence
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"item:{screen_id}:{item.head.id}:{try_number}",
        verb=v.ANSWERED,
        target=b.interaction(xapi_root, item.head.id, interaction_type(item)),
        now=now,
        result={"score": {"scaled": score}, "success": success, "response": response},
        extensions=extensions,
        parent=b.activity(xapi_root, "screen", screen_id, v.TYPE_ASSESSMENT),
    )


def test_completed(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    screen_id: str,
    share: float,
    now: datetime,
) -> tincan.Statement:
    """The diagnostic handed in; `share` of its points in [0, 1]."""
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"test:{screen_id}",
        verb=v.COMPLETED,
        target=b.activity(xapi_root, "screen", screen_id, v.TYPE_ASSESSMENT),
        now=now,
        result={"score": {"scaled": share}, "completion": True},
        parent=_sequence(xapi_root, screen_id),
    )


def activity_event(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    activity_id: str,
    step: str | None,
    verb: str,
    happening: str,
    screen_id: str,
    seed: int,
    mode: str,
    competencies: Sequence[str],
    now: datetime,
    result: Mapping[str, Any] | None = None,
) -> tincan.Statement:
    """Something happened in an activity, or in one of its steps (`#prediction`, `#mission-2`)."""
    name = f"{activity_id}#{step}" if step else activity_id
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=happening,
        verb=verb,
        target=b.activity(xapi_root, "activity", name, v.TYPE_ACTIVITY),
        now=now,
        result=result,
        extensions={
            "screen": screen_id,
            "seed": seed,
            "mode": mode,
            "competencies": list(competencies),
        },
        parent=_sequence(xapi_root, screen_id),
    )


def exam_started(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    plan: str,
    attempt: int,
    items: Sequence[str],
    relaxed: Sequence[str],
    now: datetime,
) -> tincan.Statement:
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"exam:{plan}:{attempt}:start",
        verb=v.ATTEMPTED,
        target=_exam(xapi_root, plan),
        now=now,
        extensions={"attempt": attempt, "items": list(items), "relaxed": list(relaxed)},
    )


def exam_reopened(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    plan: str,
    attempt: int,
    now: datetime,
) -> tincan.Statement:
    """One attempt more is allowed, of that number; why is no trace's business."""
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"exam:{plan}:reopened:{attempt}",
        verb=v.AUTHORIZED,
        target=_exam(xapi_root, plan),
        now=now,
        extensions={"attempt": attempt},
    )


def exam_ended(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    plan: str,
    attempt: int,
    passed: bool,
    points: float,
    points_max: float,
    points_by_item: Mapping[str, float],
    correct: Mapping[str, int],
    drawn: Mapping[str, int],
    critical: Sequence[str],
    duration: timedelta,
    now: datetime,
    left_out: Sequence[str] = (),
) -> tincan.Statement:
    """An attempt handed in: passed or failed, with what the certificate's rule looks at.

    `critical`: the items where a critical choice was made; told only when there are some.
    `left_out`: the faulty items without which the attempt is graded again.
    """
    again = f":without:{'+'.join(sorted(left_out))}" if left_out else ""
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"exam:{plan}:{attempt}:end{again}",
        verb=v.PASSED if passed else v.FAILED,
        target=_exam(xapi_root, plan),
        now=now,
        result={
            "score": {
                "scaled": points / points_max,
                "raw": points,
                "min": 0,
                "max": points_max,
            },
            "success": passed,
            "completion": True,
            "duration": duration,
        },
        extensions={
            "attempt": attempt,
            "items": dict(points_by_item),
            "correct": dict(correct),
            "drawn": dict(drawn),
            **({"critical": list(critical)} if critical else {}),
            **({"left-out": sorted(left_out)} if left_out else {}),
        },
    )


def production_deposited(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, *, screen_id: str, now: datetime
) -> tincan.Statement:
    """Something was written on a production that the certificate asks for; not what."""
    return _statement(
        xapi_root,
        enrolment,
        course,
        happening=f"production:{screen_id}",
        verb=v.COMPLETED,
        target=b.activity(xapi_root, "production", screen_id, v.TYPE_ASSESSMENT),
        now=now,
        parent=_sequence(xapi_root, screen_id),
    )


def _sequence(xapi_root: str, screen_id: str) -> tincan.Activity:
    """Where the screen stands: `n1.s2.e3` is in `n1.s2`."""
    return b.activity(xapi_root, "sequence", screen_id.rpartition(".")[0], v.TYPE_MODULE)


def _exam(xapi_root: str, plan: str) -> tincan.Activity:
    return b.activity(xapi_root, "exam", plan, v.TYPE_ASSESSMENT)
