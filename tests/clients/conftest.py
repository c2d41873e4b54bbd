"""A key for the programs, and a page of a course in which their browser libraries run."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.config import Config, DatabaseConfig, JobsConfig, SiteConfig
from caire.db import transaction
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW
from tests.conftest import ENGINES
from tests.support.browser import TIMEOUT_MS, port_of, serving, taken_port
from tests.support.databases import FilledDatabases

NUMBERS = count(1)
on_sqlite_alone = pytest.mark.parametrize("platform", ["sqlite"], indirect=True, scope="module")
VENDOR = Path(__file__).parents[1] / "vendor"


@dataclass(frozen=True, slots=True)
class Access:
    """What is typed into a program: where the store is, and the key with its secret."""

    endpoint: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A page with libraries, as a course would load them."""

    page: Page
    access: Access

    def load(self, *bundles: str) -> None:
        for bundle in bundles:
            self.page.evaluate((VENDOR / bundle).read_text(encoding="utf-8"))

    def run(self, script: str, **given: Any) -> Any:
        """What the body of an asynchronous function returns; it gets `access` and `given`."""
        names = ", ".join(["access", *given])
        arguments = {"access": asdict(self.access), **given}
        return self.page.evaluate(f"async ({{{names}}}) => {{ {script} }}", arguments)


@pytest.fixture(scope="module", params=ENGINES)
def platform(
    request: pytest.FixtureRequest,
    filled_databases: FilledDatabases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """One platform for a file of tests, since each of them has an organisation of its own there."""
    folder = tmp_path_factory.mktemp("platform")
    for url in filled_databases.copy(request.param, nothing, folder):
        with taken_port() as taken:
            site_url = f"http://127.0.0.1:{port_of(taken)}"
            app = create_app(
                Config(
                    environment="test",
                    data_dir=str(folder),
                    site=SiteConfig(url=site_url, secret_key="s" * 32),
                    database=DatabaseConfig(url=url),
                    jobs=JobsConfig(url=f"sqlite:///{folder / 'jobs.db'}"),
                )
            )
            with serving(app, taken):
                yield app
        app.extensions["caire"].engine.dispose()


def nothing(db: Session) -> None:
    """A filling: the platform as it is installed."""


@pytest.fixture
def access(platform: Flask) -> Access:
    """A key of an organisation that nobody else belongs to: it sees nothing of other tests."""
    number = next(NUMBERS)
    with platform.extensions["caire"].sessions() as session, transaction(session) as db:
        made = create_key(
            db, name=f"program {number}", scopes=["all"], organisation_id=number, now=NOW
        )
    config = platform.extensions["caire"].config
    return Access(f"{config.xapi_root}/", made.key, made.secret)


@pytest.fixture
def course_page(browser: Browser, access: Access) -> Iterator[CoursePage]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    # What the store answers is no page: nothing may run there.
    page.goto(access.endpoint.removesuffix("xapi/") + "health/live")
    yield CoursePage(page, access)
    context.close()
