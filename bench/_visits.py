"""Somebody signed in, who asks for pages in this process and notes what each one took."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from _platform import PASSWORD, SITE
from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import Client, EnvironBuilder

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NOT_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@dataclass
class Timing:
    """Seconds of each request: elapsed, and of this thread's CPU."""

    elapsed: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Visit:
    """One request that can be repeated; its environment is built once, as servers are not timed."""

    app: Flask
    environ: dict[str, Any]

    def make(self) -> int:
        """The status; the body is read to its end."""
        statuses: list[str] = []
        environ = dict(self.environ)

        def begin(status: str, headers: object, error: object = None) -> object:
            statuses.append(status)
            return None

        body = self.app.wsgi_app(environ, begin)
        try:
            for _chunk in body:
                pass
        finally:
            if hasattr(body, "close"):
                body.close()
        return int(statuses[0][:3])

    def timed(self, timing: Timing) -> None:
        began, cpu = time.perf_counter(), time.thread_time()
        self.make()
        timing.cpu.append(time.thread_time() - cpu)
        timing.elapsed.append(time.perf_counter() - began)


def visit(app: Flask, address: str, cookie: str = "") -> Visit:
    headers = {"Cookie": cookie} if cookie else {}
    environ = EnvironBuilder(path=address, base_url=SITE, headers=headers).get_environ()
    return Visit(app, environ)


class Visitor:
    """Signs in through the form, as everybody does."""

    def __init__(self, app: Flask, email: str = "") -> None:
        self.app = app
        self.http = Client(app)
        if email:
            self.submit("/sign-in", "/sign-in", email=email, password=PASSWORD)
            self.http.get("/account/", base_url=SITE)  # her session has now all that pages keep

    def submit(self, page: str, address: str, **fields: str) -> str:
        """Send a form with the token of the page where it stands; the address it leads to."""
        found = TOKEN.search(self.http.get(page, base_url=SITE).get_data(as_text=True))
        if found is None:
            raise LookupError(f"{page} has no form")
        response = self.http.post(
            address, base_url=SITE, data={"csrf_token": found.group(1), **fields}
        )
        if response.status_code != 303:
            raise LookupError(f"{address} answered {response.status_code} instead of 303")
        return str(response.headers["Location"])

    def visit(self, address: str) -> Visit:
        """A request of hers for this page, which must answer 200."""
        cookie = self.http.get_cookie("caire")
        asked = visit(self.app, address, f"caire={cookie.value}" if cookie else "")
        # The first visit may draw questions or read the course; what is measured is the next ones.
        for _time in range(2):
            if (status := asked.make()) != 200:
                raise LookupError(f"{address} answered {status} instead of 200")
        return asked


@contextmanager
def counted_queries(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements sent meanwhile."""
    sent: list[str] = []

    def note(
        connection: object, cursor: object, statement: str, *_rest: object, **_named: object
    ) -> None:
        if not statement.startswith(NOT_QUERIES):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
