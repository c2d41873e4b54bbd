"""Fixtures of the plays of activities."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.modules.trial import load_trials
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.watching import Watch


@pytest.fixture
def trial_database_url(filled_databases: FilledDatabases, tmp_path: Path) -> Iterator[str]:
    """Trial courses on SQLite: what differs between databases is tested below the pages."""
    yield from filled_databases.copy("sqlite", load_trials, tmp_path)


@pytest.fixture
def live_client(live_app: Flask) -> PageClient:
    """Drives the application that the browser sees."""
    return PageClient(live_app)


@pytest.fixture
def watch(live_url: str, browser: Browser) -> Iterator[Watch]:
    """Nothing may go wrong on any page."""
    watching = Watch(browser, live_url)
    yield watching
    assert watching.faults == []
