"""Every journey of these tests is told by its traces: computed again from them, it is the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caire.learning.progress.rebuild import check
from tests.conftest import ENGINES
from tests.support.databases import FilledDatabases
from tests.support.played import played_courses


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    """The real courses, and Léa who has done every sequence."""
    yield from filled_databases.copy(request.param, played_courses, tmp_path)


@pytest.fixture(autouse=True)
def traces_alone_give_the_same_progress(request: pytest.FixtureRequest) -> Iterator[None]:
    uses_db = {"db", "app"} & set(request.fixturenames) and "database_url" in request.fixturenames
    db = request.getfixturevalue("db") if uses_db else None
    yield
    if db is not None:
        if "app" in request.fixturenames:
            db.rollback()
        assert check(db) == []
