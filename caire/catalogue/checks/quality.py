"""The rest of the quality bar: what makes a course good, checked before it is published."""

from collections.abc import Iterable, Iterator
from datetime import date

from caire.catalogue.checks.bank import bank
from caire.catalogue.checks.choices import choices
from caire.catalogue.checks.files import facts, licences, reviews
from caire.catalogue.checks.lessons import lessons
from caire.catalogue.checks.minutes import minutes
from caire.catalogue.checks.people import people
from caire.catalogue.checks.placement import placement_banks
from caire.catalogue.checks.wording import wording
from caire.catalogue.checks.workshop import workshop
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem


def quality(courses: Iterable[CompiledCourse], today: date) -> Iterator[Problem]:
    """Every breach of H.1 beyond shapes and references."""
    found = tuple(courses)
    yield from placement_banks(found)
    for course in found:
        yield from minutes(course)
        yield from bank(course)
        yield from choices(course)
        yield from lessons(course)
        yield from wording(course)
        yield from people(course)
        yield from facts(course, today)
        yield from reviews(course, today)
        yield from licences(course)
        yield from workshop(course)
