"""The real courses on one database: what differs between the two is tested below the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import FilledDatabases
from tests.support.played import played_courses


@pytest.fixture
def database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    """Léa has done every sequence."""
    yield from filled_databases.copy("sqlite", played_courses, tmp_path)
