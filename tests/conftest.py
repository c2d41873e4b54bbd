"""Fixtures on real parts: both databases, a mail server, a browser.

A browser test names its database with `on_sqlite` or `on_postgresql`: it is slow, and what differs
between the two is tested below the pages.

Every test gets a database of its own, as a migrated template is: a copied file on SQLite, on
PostgreSQL one that is put back as it was after each test. Nothing is rolled back and nothing is
shared, so tests can commit, run threads and drive a server.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.config import Config, DatabaseConfig, JobsConfig, MailConfig, SiteConfig
from caire.db import make_engine, make_sessions
from caire.wiring import wire_events
from tests.factories import load_courses
from tests.support.browser import TIMEOUT_MS, launch, port_of, serving, taken_port
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases, make_template
from tests.support.lending import Lender
from tests.support.mail import CapturingSmtp, running_smtp
from tests.support.migrations import upgrade
from tests.support.played import played_courses
from tests.support.postgres import PostgresServer, running_postgres, stop_left_over
from tests.support.routing import compile_when_asked, read_once
from tests.support.statements import compile_once
from tests.support.templates import CompiledByLanguage

ENGINES = ("sqlite", "postgresql")
#: Names the folder of the run to its workers.
SHARED = "CAIRE_TEST_FOLDER"
POSTGRES = "postgres"

# How long an example takes, or is in the making, says how busy the machine is; and the examples are
# the same in each run, so that what fails was changed. `--hypothesis-profile search` tries others.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("caire", settings.get_profile("search"), derandomize=True)
settings.load_profile("caire")
expect.set_options(timeout=TIMEOUT_MS)


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="caire-run-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = Path(os.environ.pop(SHARED))
        stop_left_over(folder / POSTGRES)
        shutil.rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Templates are compiled once a run, not once an application: 130 ms less for each test."""
    cache = CompiledByLanguage(str(tmp_path_factory.mktemp("templates")))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": cache}


@pytest.fixture(scope="session", autouse=True)
def listeners() -> None:
    """What follows from a fact follows in every test, whichever a worker begins with."""
    wire_events()


@pytest.fixture(scope="session", autouse=True)
def few_collections() -> None:
    """What the collected tests hold stays for the run: not looked through again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def made_once_a_run() -> None:
    """What each application and each engine of the run would make anew, and alike."""
    read_once()
    compile_when_asked()
    compile_once()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite:///{path}")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return path


@pytest.fixture(scope="session")
def folder_of_the_run() -> Path:
    """What all workers of a run share is there."""
    return Path(os.environ[SHARED])


@pytest.fixture(scope="session")
def postgres_server(folder_of_the_run: Path) -> Iterator[PostgresServer]:
    with running_postgres(folder_of_the_run / POSTGRES) as server:
        make_template(server, folder_of_the_run, "template_caire", upgrade)
        yield server


@pytest.fixture(scope="session")
def postgres_lender(postgres_server: PostgresServer) -> Iterator[Lender]:
    lender = Lender(postgres_server)
    yield lender
    lender.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "caire.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    lender: Lender = request.getfixturevalue("postgres_lender")
    with lender.lent("template_caire") as url:
        yield url


@pytest.fixture(scope="session")
def filled_databases(
    request: pytest.FixtureRequest, sqlite_template: Path, folder_of_the_run: Path
) -> FilledDatabases:
    """Databases to copy that took time to fill; the PostgreSQL server starts when one is asked."""
    return FilledDatabases(
        folder_of_the_run,
        sqlite_template,
        lambda: request.getfixturevalue("postgres_lender"),
    )


@pytest.fixture(params=ENGINES)
def course_database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    """A fresh database that holds the real courses: override `database_url` with it."""
    yield from filled_databases.copy(request.param, load_courses, tmp_path)


@pytest.fixture(params=ENGINES)
def played_database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    """A fresh database where Léa has done every sequence: override `database_url` with it."""
    yield from filled_databases.copy(request.param, played_courses, tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session; commit in a test what another session must see."""
    with make_sessions(engine)() as session:
        yield session


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config(
        environment="test",
        data_dir=str(tmp_path),
        site=SiteConfig(url="http://localhost", secret_key="a-secret-for-tests-of-32-characters"),
        database=DatabaseConfig(url=database_url),
        jobs=JobsConfig(url=f"sqlite:///{tmp_path / 'jobs.db'}"),
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    yield app
    app.extensions["caire"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Drives the site through HTTP, as a browser without JavaScript would."""
    return PageClient(app)


@pytest.fixture
def smtp_server() -> Iterator[CapturingSmtp]:
    with running_smtp() as server:
        yield server


@pytest.fixture
def smtp_config(config: Config, smtp_server: CapturingSmtp) -> Config:
    """The same settings, sending to the real SMTP server of `smtp_server`."""
    mail = MailConfig(delivery="smtp", host="127.0.0.1", port=smtp_server.port)
    return replace(config, mail=mail)


@pytest.fixture(scope="session")
def launched_browser() -> Iterator[Browser]:
    """Headless Chromium, one for the whole run."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def browser(launched_browser: Browser) -> Iterator[Browser]:
    """The browser, in which nothing stays open after a test: each page holds 100 MB."""
    yield launched_browser
    for context in launched_browser.contexts:
        context.close()


@pytest.fixture
def live_app(config: Config) -> Iterator[Flask]:
    """The application, which knows the address where it is served."""
    with taken_port() as taken:
        site = replace(config.site, url=f"http://127.0.0.1:{port_of(taken)}")
        app = create_app(replace(config, site=site))
        with serving(app, taken):
            yield app
    app.extensions["caire"].engine.dispose()


@pytest.fixture
def live_url(live_app: Flask) -> str:
    """Where a browser finds it."""
    url: str = live_app.extensions["caire"].config.site.url
    return url
