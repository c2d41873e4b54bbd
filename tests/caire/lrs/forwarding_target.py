"""Another store to forward to: our own application on a database of its own, over real HTTP."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext
from threading import Event, Thread
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from caire.app import create_app
from caire.clock import utcnow
from caire.config import Config, DatabaseConfig, SiteConfig
from caire.db import transaction
from caire.lrs.models import LrsKey, StoredStatement
from caire.lrs.services.keys import CreatedKey, create_key
from tests.support.browser import port_of, serving, taken_port


@dataclass(frozen=True)
class Target:
    """A store that serves. `ids` are what it holds, in its order of storage."""

    endpoint: str
    key: CreatedKey
    sessions: sessionmaker[Session]

    def ids(self) -> list[str]:
        with self.sessions() as db:
            return list(db.scalars(select(StoredStatement.id).order_by(StoredStatement.seq)))

    def statement(self, id: str) -> dict[str, Any]:
        with self.sessions() as db:
            raw = db.scalar(select(StoredStatement.raw).where(StoredStatement.id == id))
        found: dict[str, Any] = json.loads(raw or "null")
        return found

    def voided(self) -> set[str]:
        with self.sessions() as db:
            query = select(StoredStatement.id).where(StoredStatement.voided_by.is_not(None))
            return set(db.scalars(query))

    def allow(self, *scopes: str) -> None:
        with self.sessions() as db, transaction(db):
            db.execute(update(LrsKey).values(scopes=sorted(scopes)))


@contextmanager
def running_target(config: Config, template: Path, folder: Path) -> Iterator[Target]:
    folder.mkdir()
    shutil.copy(template, folder / "caire.db")
    with taken_port() as taken:
        url = f"http://127.0.0.1:{port_of(taken)}"
        site = SiteConfig(url=url, secret_key="the-secret-of-the-other-store-32")
        database = DatabaseConfig(url=f"sqlite:///{folder / 'caire.db'}")
        app = create_app(replace(config, data_dir=str(folder), site=site, database=database))
        platform = app.extensions["caire"]
        with platform.sessions() as db, transaction(db):
            scopes = ("statements/write", "statements/read/mine")
            key = create_key(db, name="from CAIRE", now=utcnow(), scopes=scopes)
        with serving(app, taken):
            yield Target(f"{site.url}/xapi", key, platform.sessions)
    platform.engine.dispose()


@dataclass
class Scripted:
    """A store that answers what a test says, once each, then 200; `heard` are its requests.

    To what holds a statement of `fails_at` it answers 500, all of it or nothing; to what holds one
    of `hangs_at` or more than it `bears`, nothing, or a byte now and then (`drips`); when it has no
    more to say although more is awaited, it calls `falls_silent`. `taken` are the ids of what it
    took, by when it took them first.
    """

    endpoint: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    fails_at: set[str] = field(default_factory=set)
    hangs_at: set[str] = field(default_factory=set)
    drips: bool = False
    bears: int = 1_000
    taken: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    falls_silent: Callable[[], object] = lambda: None

    def hangs(self, body: bytes) -> bool:
        is_too_much = body.count(b'"actor"') > self.bears
        return is_too_much or any(id.encode() in body for id in self.hangs_at)

    def answer(self, body: bytes) -> tuple[int, dict[str, str]]:
        if self.answers:
            return self.answers.pop(0)
        if any(id.encode() in body for id in self.fails_at):
            return 500, {}
        with suppress(ValueError, LookupError, TypeError):  # not every test sends statements
            ids = [one["id"] for one in json.loads(body)]
            self.taken += [id for id in ids if id not in self.taken]
        return 200, {}

    def batches(self) -> list[int]:
        return [len(json.loads(body)) for method, _, body in self.heard if method == "POST"]


class Quiet(ThreadingHTTPServer):
    """A client that hangs up is no news."""

    def handle_error(self, request: object, client_address: object) -> None:
        return


@contextmanager
def scripted_target(tls: SSLContext | None = None) -> Iterator[Scripted]:
    """For answers that our own application never gives."""
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            script.heard.append(("POST", dict(self.headers), body))
            if script.hangs(body):
                self.close_connection = True
                self._hang()
                return
            status, headers = script.answer(body)
            self.send_response(status)
            headers = {"Content-Length": "2", **headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"[]")
            if headers["Content-Length"] != "2":
                script.falls_silent()

        def _hang(self) -> None:
            """Until the other side has enough, or the test is over."""
            script.falls_silent()
            text = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 10_000
            for byte in text:
                if script.over.wait(0.05):
                    return
                if script.drips:
                    self.wfile.write(bytes([byte]))

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    script.endpoint = f"http://127.0.0.1:{server.server_port}/xapi"
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
