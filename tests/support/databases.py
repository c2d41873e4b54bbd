"""Databases that are expensive to fill: filled once a run, then copied for every test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from caire.db import make_engine, make_sessions, transaction
from tests.support.clock import beginning_at
from tests.support.lending import Lender
from tests.support.postgres import PostgresServer
from tests.support.sharing import one_at_a_time

Filling = Callable[[Session], None]
FILLED = datetime(2026, 10, 6, 8, tzinfo=UTC)


@dataclass
class FilledDatabases:
    """Copies of a migrated database with what a filling puts in it; templates are made lazily.

    `folder` is that of the run: the first of its workers that asks for a filling makes it for all.
    """

    folder: Path
    sqlite_template: Path
    postgres: Callable[[], Lender]

    def copy(self, backend: str, filling: Filling, folder: Path) -> Iterator[str]:
        """The address of a fresh copy, dropped afterwards."""
        if backend == "sqlite":
            path = folder / "caire.db"
            shutil.copy(self._sqlite(filling), path)
            yield f"sqlite:///{path}"
            return
        with self.postgres().lent(self._postgres(filling)) as url:
            yield url

    def _sqlite(self, filling: Filling) -> Path:
        name = name_of(filling)
        path = self.folder / f"{name}.db"
        with one_at_a_time(self.folder, path.name):
            if not path.exists():
                unfinished = self.folder / f"{name}.unfinished.db"
                shutil.copy(self.sqlite_template, unfinished)
                fill(f"sqlite:///{unfinished}", filling)
                unfinished.rename(path)
        return path

    def _postgres(self, filling: Filling) -> str:
        name = f"template_{name_of(filling)}"
        make_template(
            self.postgres().server,
            self.folder,
            name,
            lambda url: fill(url, filling),
            template="template_caire",
        )
        return name


def name_of(filling: Filling) -> str:
    """Unlike that of any other filling."""
    return f"{filling.__module__}.{filling.__name__}".replace(".", "_").removeprefix("tests_")


def make_template(
    server: PostgresServer,
    folder: Path,
    name: str,
    make: Callable[[str], None],
    *,
    template: str = "template1",
) -> None:
    """Have a database of this name on the server, made by one worker of the run."""
    with one_at_a_time(folder, name):
        if server.has_database(name):
            return
        unfinished = f"unfinished_{uuid4().hex}"
        make(server.create_database(unfinished, template=template))
        server.rename_database(unfinished, name)


def fill(url: str, filling: Filling) -> None:
    """Run a filling and leave the database as one that nobody has open.

    At a time of its own, whatever it is for the first test that asks for it: others share it. Long
    before the time that tests set, which comes: filled after it, later statements would come first.
    """
    engine = make_engine(url)
    with beginning_at(FILLED), make_sessions(engine)() as db, transaction(db):
        filling(db)
    if engine.dialect.name == "sqlite":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
