"""Our own statements about enrolments."""

from datetime import datetime
from uuid import UUID, uuid5

import tincan

from caire.catalogue.course import Course
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def registered(
    *,
    xapi_root: str,
    actor_name: str,
    registration: str,
    course: Course,
    now: datetime,
    after_attempts: int = 0,
) -> tincan.Statement:
    """A person was enrolled in a course: again, after so many attempts at its exam."""
    again = {"after_attempts": after_attempts} if after_attempts else {}
    return b.statement(
        xapi_root,
        id=str(
            uuid5(UUID(registration), f"registered:{after_attempts}" if again else "registered")
        ),
        actor_name=actor_name,
        verb=v.REGISTERED,
        target=b.activity(xapi_root, "course", course.key, v.TYPE_COURSE),
        registration=registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
        extensions=again,
    )
