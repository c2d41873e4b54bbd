import pytest


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url
