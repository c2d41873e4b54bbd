"""Refusals of enrolments."""

from caire.errors import Conflict, NotFound


class CourseNotOpen(Conflict):
    """The course is announced, not yet open."""

    code = "course_not_open"

    def __init__(self, course_key: str) -> None:
        super().__init__(f"course {course_key} is not open yet")
        self.course_key = course_key


class NoSuchEnrolment(NotFound):
    code = "no_such_enrolment"
