"""The rest of the quality bar: what makes a course good, checked before it is published."""

from collections.abc import Iterable, Iterator
from datetime import date

from caire.catalogue.checks.bank import bank
from caire.catalogue.checks.choices import choices
from caire.catalogue.checks.minutes import minutes
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem


def quality(courses: Iterable[CompiledCourse], today: date) -> Iterator[Problem]:
    """Every breach of H.1 beyond shapes and references."""
    for course in courses:
        yield from minutes(course)
        yield from bank(course)
        yield from choices(course)
