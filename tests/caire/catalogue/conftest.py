from pathlib import Path

import pytest

from tests.support.content import ContentFolder


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    """A small course that loads; the test spoils it."""
    return ContentFolder.copied_to(tmp_path / "content")
