"""What keeps a course from being served right: these checks run at each load."""

from collections.abc import Iterable, Iterator

from caire.catalogue.checks.logic import logic
from caire.catalogue.checks.placement import placement
from caire.catalogue.checks.references import references
from caire.catalogue.checks.rubric import rubric
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem


def integrity(courses: Iterable[CompiledCourse]) -> Iterator[Problem]:
    """Errors that would reach a learner as a broken screen or a wrong score."""
    found = tuple(courses)
    for course in found:
        yield from references(course)
        yield from logic(course)
        yield from rubric(course)
    yield from placement(found)
