"""Our own statements about enrolments."""

from datetime import datetime
from uuid import UUID, uuid5

import tincan

from caire.catalogue.course import Course
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def registered(
    *, xapi_root: str, actor_name: str, registration: str, course: Course, now: datetime
) -> tincan.Statement:
    """A person was enrolled in a course."""
    return b.statement(
        xapi_root,
        id=str(uuid5(UUID(registration), "registered")),
        actor_name=actor_name,
        verb=v.REGISTERED,
        target=b.activity(xapi_root, "course", course.key, v.TYPE_COURSE),
        registration=registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
    )
