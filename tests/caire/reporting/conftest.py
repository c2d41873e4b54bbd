"""Léa has done every sequence; organisations and their people are each test's story."""

import pytest

from tests.factories import NOW
from tests.support.clock import set_clock
from tests.support.projection import traces_alone_give_the_same_progress

__all__ = ["traces_alone_give_the_same_progress"]


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on one day, whenever the tests run: questions have a date of review."""
    set_clock(monkeypatch).move_to(NOW)
