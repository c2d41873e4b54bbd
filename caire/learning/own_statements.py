"""Statements of what a learner does for herself alone: reviews a card, has something forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import tincan

from caire.catalogue.course import Course
from caire.cohorts.queries import EnrolmentRow
from caire.learning.statements import statement_id
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def map_erased(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, *, now: datetime
) -> tincan.Statement:
    """The learner had what was estimated of her competencies forgotten."""
    return _forgotten(xapi_root, enrolment, course, "mastery", now)


def schedule_erased(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, *, now: datetime
) -> tincan.Statement:
    """The review was stopped, and its schedule forgotten."""
    return _forgotten(xapi_root, enrolment, course, "review", now)


def _forgotten(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, what: str, now: datetime
) -> tincan.Statement:
    return b.statement(
        xapi_root,
        id=statement_id(enrolment.registration, f"{what}:erased:{int(now.timestamp())}"),
        actor_name=enrolment.actor_name,
        verb=v.DELETED,
        target=b.activity(xapi_root, what, course.key, v.TYPE_OBJECTIVE),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
    )


def card_recalled(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    screen_id: str,
    competencies: Sequence[str],
    version: str,
    recalled: bool,
    confidence: int | None,
    day: str,
    now: datetime,
) -> tincan.Statement:
    """A learner judged whether she remembered the card of a lesson; one trace a `day`."""
    extensions: dict[str, Any] = {
        "screen": screen_id,
        "mode": "review",
        "competencies": list(competencies),
        "item-version": version,
    }
    if confidence is not None:
        extensions["confidence"] = confidence
    return b.statement(
        xapi_root,
        id=statement_id(enrolment.registration, f"card:{screen_id}:{day}"),
        actor_name=enrolment.actor_name,
        verb=v.ANSWERED,
        target=b.activity(xapi_root, "card", screen_id, v.TYPE_QUESTION),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
        result={"success": recalled},
        extensions=extensions,
    )
