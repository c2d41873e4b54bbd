"""Léa has done every sequence; organisations and their people are each test's story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ENGINES
from tests.support.databases import FilledDatabases
from tests.support.played import played_courses


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    yield from filled_databases.copy(request.param, played_courses, tmp_path)
