"""Journeys are played on SQLite: what differs between the databases is tested below the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.queries import current_course
from tests.factories import COURSE, load_courses
from tests.support.clock import SetClock, set_clock
from tests.support.databases import FilledDatabases
from tests.support.played import PLAYED
from tests.support.projection import traces_alone_give_the_same_progress

__all__ = ["traces_alone_give_the_same_progress"]


def open_courses(db: Session) -> None:
    """A filling: the real courses, opened long ago."""
    load_courses(db, now=PLAYED)


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    yield from filled_databases.copy("sqlite", open_courses, tmp_path)


@pytest.fixture
def course(db: Session) -> Course:
    return current_course(db, COURSE)[1]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The platform's clock, which the test sets."""
    return set_clock(monkeypatch)
