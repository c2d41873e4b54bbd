"""A server killed under load: what it acknowledged is there once, the rest can be sent again."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import select

from caire.config import ROOT, Config
from caire.db import transaction
from caire.lrs.models import StatementId, StoredStatement, UnsealedStatement
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW
from tests.support.browser import port_of, taken_port
from tests.support.waiting import until

CLIENTS = 6
#: How many acknowledged requests make the load; then the server dies.
ENOUGH = 25
BATCH = 3


@contextmanager
def serving(config: Config) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The platform in processes of its own, which can be killed, and its port.

    What they share is imported once, as `caire serve` does.
    """
    variables = {
        "CAIRE_ENVIRONMENT": "development",
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "PYTHONPATH": str(ROOT),
    }
    with taken_port() as taken:
        port, fd = port_of(taken), taken.fileno()
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8",
             "--workers", "2", "--preload", "--bind", f"fd://{fd}", "--log-level", "error",
             "wsgi:app"],
            cwd=ROOT, env=os.environ | variables, start_new_session=True, pass_fds=[fd],
        )  # fmt: skip
    try:
        until(lambda: answers(port), within_s=300)
        yield server, port
    finally:
        kill(server)


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/xapi/about")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def kill(server: subprocess.Popen[bytes]) -> None:
    """All its processes at once, without a word."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=120)


def statements() -> list[dict]:
    return [
        {
            "id": str(uuid4()),
            "actor": {"mbox": "mailto:lea@example.org"},
            "verb": {"id": "http://example.org/did"},
            "object": {"id": "http://example.org/one"},
            "context": {"contextActivities": {"grouping": [{"id": "http://example.org/all"}]}},
        }
        for _ in range(BATCH)
    ]


def posted(port: int, authorization: str, batch: list[dict]) -> bool:
    """Whether the server acknowledged it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {
        "Authorization": authorization,
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
    }
    try:
        connection.request("POST", "/xapi/statements", json.dumps(batch), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@pytest.fixture
def authorization(db) -> str:
    with transaction(db):
        key = create_key(db, name="load", now=NOW, scopes=("all",))
    return "Basic " + b64encode(f"{key.key}:{key.secret}".encode()).decode()


class TestKilledUnderLoad:
    def test_loses_nothing_acknowledged_and_doubles_nothing(self, db, config, authorization):
        acknowledged: list[list[dict]] = []
        unsure: list[list[dict]] = []
        enough, dead = Event(), Event()

        def send(port: int) -> None:
            while not dead.is_set():
                batch = statements()
                (acknowledged if posted(port, authorization, batch) else unsure).append(batch)
                if len(acknowledged) >= ENOUGH:
                    enough.set()

        with serving(config) as (server, port), ThreadPoolExecutor(CLIENTS) as pool:
            senders = [pool.submit(send, port) for _ in range(CLIENTS)]
            assert enough.wait(timeout=300)
            kill(server)
            dead.set()
            for sender in senders:
                sender.result(timeout=300)

        stored = stored_ids(db)
        assert {one["id"] for batch in acknowledged for one in batch} <= set(stored)
        for batch in unsure:  # each is there whole, or not at all
            assert len({one["id"] for one in batch} & set(stored)) in (0, BATCH)
        with serving(config) as (_server, port):  # who is unsure sends again
            assert all(posted(port, authorization, batch) for batch in [*acknowledged, *unsure])
        db.rollback()
        sent = [one["id"] for batch in [*acknowledged, *unsure] for one in batch]
        assert Counter(stored_ids(db)) == Counter(sent)
        assert set(db.scalars(select(StatementId.id))) == set(sent)
        assert len(db.scalars(select(UnsealedStatement.seq)).all()) == len(sent)


def stored_ids(db) -> list[str]:
    return list(db.scalars(select(StoredStatement.id)))
