import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from caire.preview.stage import Stage, open_stage
from tests.support.browser import port_of, taken_port
from tests.support.client import PageClient
from tests.support.content import ContentFolder


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    """The small course; the test writes in it as an author does."""
    return ContentFolder.copied_to(tmp_path / "content")


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """The port of the stage, for who serves it."""
    with taken_port() as taken:
        yield taken


@pytest.fixture
def stage(content: ContentFolder, taken: socket.socket) -> Iterator[Stage]:
    with open_stage(content.root, {}, url=f"http://127.0.0.1:{port_of(taken)}") as stage:
        yield stage


@pytest.fixture
def reader(stage: Stage) -> PageClient:
    """Reads the preview without ever signing in."""
    return PageClient(stage.app)
