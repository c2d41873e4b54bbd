"""The real courses, and nobody who follows them."""

import pytest


@pytest.fixture
def database_url(course_database_url: str) -> str:
    return course_database_url
