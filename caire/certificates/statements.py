"""Our own statements about certificates."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

import tincan

from caire.catalogue.course import Course
from caire.cohorts.queries import EnrolmentRow
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def earned(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    code: str,
    rule: str,
    evidence: Mapping[str, list[str]],
    now: datetime,
) -> tincan.Statement:
    """A certificate was earned, by these statements, under this rule."""
    return b.statement(
        xapi_root,
        id=str(uuid5(UUID(enrolment.registration), f"certificate:{code}:earned")),
        actor_name=enrolment.actor_name,
        verb=v.EARNED,
        target=b.activity(xapi_root, "certificate", code, v.TYPE_CERTIFICATE),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
        extensions={"rule": rule, "evidence": dict(evidence)},
    )


def revoked(
    xapi_root: str, enrolment: EnrolmentRow, course: Course, *, code: str, now: datetime
) -> tincan.Statement:
    """A certificate lost its validity: no standard verb says it, the platform has its own."""
    return b.statement(
        xapi_root,
        id=str(uuid5(UUID(enrolment.registration), f"certificate:{code}:revoked")),
        actor_name=enrolment.actor_name,
        verb=v.own_verb(xapi_root, "revoked"),
        target=b.activity(xapi_root, "certificate", code, v.TYPE_CERTIFICATE),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
    )
