"""Every journey of these tests is told by its traces: computed again from them, it is the same."""

from collections.abc import Iterator

import pytest

from caire.learning.progress.rebuild import check
from tests.factories import NOW
from tests.support.clock import set_clock


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on one day, whenever the tests run: questions have a date of review."""
    set_clock(monkeypatch).move_to(NOW)


@pytest.fixture(autouse=True)
def traces_alone_give_the_same_progress(request: pytest.FixtureRequest) -> Iterator[None]:
    uses_db = {"db", "app"} & set(request.fixturenames) and "database_url" in request.fixturenames
    db = request.getfixturevalue("db") if uses_db else None
    yield
    if db is not None:
        if "app" in request.fixturenames:
            db.rollback()
        assert check(db) == []
