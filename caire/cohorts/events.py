"""What this slice announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A person follows a course for the first time."""

    enrolment_id: int
    person_id: int
    organisation_id: int | None
    course_key: str
