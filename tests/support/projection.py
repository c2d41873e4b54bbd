"""Progress is a summary of the traces: after a test, computed again from them, it is the same.

A folder whose tests touch learning imports the fixture into its conftest.
"""

from collections.abc import Iterator

import pytest

from caire.learning.progress.rebuild import check

TOUCHES = {"db", "app", "live_app"}


@pytest.fixture(autouse=True)
def traces_alone_give_the_same_progress(request: pytest.FixtureRequest) -> Iterator[None]:
    names = set(request.fixturenames)
    used = TOUCHES & names if "database_url" in names else set()  # an app may have no database
    db = request.getfixturevalue("db") if used else None
    yield
    if db is not None:
        if used != {"db"}:
            db.rollback()  # what the pages wrote is read too
        assert check(db) == []
