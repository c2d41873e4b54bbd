"""Databases that are expensive to fill: filled once a run, then copied for every test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from caire.db import make_engine, make_sessions, transaction
from caire.wiring import wire_events
from tests.support.clock import at_real_time
from tests.support.lending import Lender

Filling = Callable[[Session], None]


@dataclass
class FilledDatabases:
    """Copies of a migrated database with what a filling puts in it; templates are made lazily."""

    folder: Path
    sqlite_template: Path
    postgres: Callable[[], Lender]
    made: set[str] = field(default_factory=set)

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
        path = self.folder / f"{filling.__name__}.db"
        if str(path) not in self.made:
            shutil.copy(self.sqlite_template, path)
            fill(f"sqlite:///{path}", filling)
            self.made.add(str(path))
        return path

    def _postgres(self, filling: Filling) -> str:
        name = f"template_{filling.__name__}"
        if name not in self.made:
            server = self.postgres().server
            fill(server.create_database(name, template="template_caire"), filling)
            self.made.add(name)
        return name


def fill(url: str, filling: Filling) -> None:
    """Run a filling and leave the database as one that nobody has open.

    At the real time, even where the first test that asks for it has set the clock: others share it.
    """
    wire_events()
    engine = make_engine(url)
    with at_real_time(), make_sessions(engine)() as db, transaction(db):
        filling(db)
    if engine.dialect.name == "sqlite":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
