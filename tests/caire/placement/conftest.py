"""Every waiver of these tests is told by traces: computed again from them, progress is the same."""

import pytest

from tests.support.projection import traces_alone_give_the_same_progress

__all__ = ["traces_alone_give_the_same_progress"]


@pytest.fixture
def database_url(course_database_url: str) -> str:
    return course_database_url
