"""Refusals of placement tests."""

from datetime import datetime

from caire.errors import Conflict, NotFound


class NoSuchTest(NotFound):
    """No test of that name is offered now, or the person never took it."""

    code = "no_such_placement_test"


class TooSoonAgain(Conflict):
    """The test was taken less than its months ago."""

    code = "placement_too_soon"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"this test can be taken again from {opens_at.isoformat()}")
        self.opens_at = opens_at


class NotFollowing(Conflict):
    """Sequences can be spared only in a course that the person follows."""

    code = "placement_not_following"

    def __init__(self, course_key: str) -> None:
        super().__init__(f"the person does not follow {course_key}")
        self.course_key = course_key
