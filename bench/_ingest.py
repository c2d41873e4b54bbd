"""Statements that come in over HTTP: by batches, and one by one."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice
from typing import Any

from _figures import Figure, figure
from _gunicorn import Server, served, served_platform
from _platform import last_core, on_core
from _statements import batches, typical
from flask import Flask
from sqlalchemy import text

from caire.clock import utcnow
from caire.config import ROOT
from caire.db import transaction
from caire.lrs.driver import cursor, is_postgres
from caire.lrs.partitions import ensure_months, month_of
from caire.lrs.services.inserting import ROWS
from caire.lrs.services.keys import create_key

BATCH = 500
BATCHES = 30
WARM_UP = 4
CLIENTS = 8
#: Ours and the bare view take turns: shorter ones than the machine keeps its speed.
SINGLES = 400
SINGLES_TURNS = 12
SINGLES_WARM_UP = 400
#: The issue's bounds: shares of the bare rate.
BATCH_SHARE = 0.50
SINGLE_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Sender:
    """A program with a key, on a connection kept open."""

    connection: HTTPConnection
    authorization: str

    def post(self, body: bytes, address: str = "/xapi/statements") -> None:
        self.connection.request(
            "POST",
            address,
            body,
            {
                "Authorization": self.authorization,
                "Content-Type": "application/json",
                "X-Experience-API-Version": "1.0.3",
            },
        )
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise LookupError(f"{answer.status}: {said[:300]!r}")


def new_key(app: Flask) -> str:
    """The value of `Authorization` of a new key."""
    with app.extensions["caire"].sessions() as db, transaction(db):
        key = create_key(db, name=f"bench-{time.monotonic_ns()}", now=utcnow(), scopes=("all",))
    return "Basic " + b64encode(f"{key.key}:{key.secret}".encode()).decode()


def sender_to(server: Server, authorization: str) -> Sender:
    return Sender(HTTPConnection("127.0.0.1", server.connection.port), authorization)


def batch_figures(database: str, ours: Flask, bare: Flask) -> Iterator[Figure]:
    """Batches in turn: posted to ours, then the same rows by the driver into an empty database."""
    took, took_bare = [], []
    bodies = islice(batches(BATCH), WARM_UP + BATCHES)
    write = bare_writer(bare)
    with served("wsgi:app", ROOT, served_platform(ours)) as server:
        sender = sender_to(server, new_key(ours))
        last = 0
        for body in bodies:
            began = time.perf_counter()
            sender.post(body)
            took.append(time.perf_counter() - began)
            rows, last = rows_after(ours, last)
            took_bare.append(write(rows))
    rate = BATCH * BATCHES / sum(took[WARM_UP:])
    bare_rate = BATCH * BATCHES / sum(took_bare[WARM_UP:])
    name = f"traces.{database}.batches"
    yield figure(f"{name}.per_second", rate, "statements/s", bare_rate)
    yield figure(f"{name}.share_of_bare", rate / bare_rate, "share", BATCH_SHARE)


Rows = dict[str, list[tuple[Any, ...]]]


def rows_after(app: Flask, last: int) -> tuple[Rows, int]:
    """What a batch wrote, by table, and the number of its last statement."""
    rows: Rows = {}
    with app.extensions["caire"].engine.connect() as connection:
        for table, columns in ROWS.items():
            query = f"SELECT {', '.join(columns)} FROM {table} WHERE seq > :last ORDER BY seq"
            found = connection.execute(text(query), {"last": last})
            rows[table] = [tuple(row) for row in found]
    return rows, rows["statement"][-1][0]


def bare_writer(app: Flask) -> Callable[[Rows], float]:
    """Writes rows by the driver alone in one transaction, on the server's core; says how long."""
    sessions = app.extensions["caire"].sessions

    def write(rows: Rows) -> float:
        with sessions() as db:
            with transaction(db):
                ensure_months(db.connection(), {month_of(row[0]) for row in rows["statement"]})
            with on_core(last_core()):
                began = time.perf_counter()
                with transaction(db):
                    for table, given in rows.items():
                        _write_bare(cursor(db), table, given, by_copy=is_postgres(db))
                return time.perf_counter() - began

    return write


def _write_bare(cursor: Any, table: str, rows: list[tuple[Any, ...]], *, by_copy: bool) -> None:
    columns = ROWS[table]
    names = ", ".join(columns)
    if by_copy:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(list(columns.values()))
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def single_figures(database: str, ours: Flask) -> Iterator[Figure]:
    """One statement a request, from 8 clients, beside a view that parses the body and returns."""
    count = SINGLES_WARM_UP + SINGLES_TURNS * SINGLES
    bodies = (json.dumps(typical(number)).encode() for number in range(count))
    authorization = new_key(ours)
    with (
        served("wsgi:app", ROOT, served_platform(ours)) as server,
        served("_constant:parsing_app()", ROOT / "bench", {}) as parsing,
    ):
        warm_up = list(islice(bodies, SINGLES_WARM_UP))
        _time(server, authorization, warm_up, "/xapi/statements")
        _time(parsing, authorization, warm_up, "/")
        took = took_bare = 0.0
        while turn := list(islice(bodies, SINGLES)):
            took += _time(server, authorization, turn, "/xapi/statements")
            took_bare += _time(parsing, authorization, turn, "/")
    rate, bare = (SINGLES_TURNS * SINGLES / seconds for seconds in (took, took_bare))
    name = f"traces.{database}.singles"
    yield figure(f"{name}.per_second", rate, "requests/s", bare)
    yield figure(f"{name}.share_of_bare", rate / bare, "share", SINGLE_SHARE)


def _time(server: Server, authorization: str, bodies: Sequence[bytes], address: str) -> float:
    """Seconds until all are answered."""
    senders = [sender_to(server, authorization) for _ in range(CLIENTS)]

    def send(number: int) -> None:
        for body in bodies[number::CLIENTS]:
            senders[number].post(body, address)

    with ThreadPoolExecutor(CLIENTS) as pool:
        began = time.perf_counter()
        list(pool.map(send, range(CLIENTS)))
        took = time.perf_counter() - began
    for one in senders:
        one.connection.close()
    return took
