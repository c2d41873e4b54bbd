"""The store as an application of its own, beside that of pages.

Programs come with a key: they need no session, form token, language, page or account. What the
platform does for each page before and after its view took a third of the time of a statement here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.wrappers import Request

from caire.config import Config
from caire.errors import Refusal
from caire.lrs.alternate import AlternateRequests
from caire.lrs.metering import Meter
from caire.lrs.views.blueprint import bp, bug, http_error, refused
from caire.lrs.views.callers import METER
from caire.lrs.views.writing import ADDRESS, ENDPOINTS, Writing
from caire.web.database import init_database
from caire.web.health import count_requests

PREFIX = "/xapi"
#: What every answer says. A document comes back as it was sent, from our own address: no browser
#: may run what it holds, nor keep it.
HEADERS = [
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "private, no-store"),
    ("Vary", "Origin"),
]
HSTS = [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]

_Start = Callable[..., Any]
_Application = Callable[[dict[str, Any], _Start], Iterable[bytes]]


class _NoSessions(SessionInterface):
    """A cookie counts for nothing here."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        return self._none


class Store(Flask):
    """The application of the resources below `/xapi/`."""

    session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every function here is synchronous: none needs to be looked at with each request."""
        return func


class Mounted:
    """WSGI: the store's addresses go to the store, all others to the platform."""

    def __init__(self, platform: _Application, store: _Application) -> None:
        self.platform = platform
        self.store = store

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or path[len(PREFIX) :][:1] not in ("", "/"):
            return self.platform(environ, start)
        fixed = HEADERS + HSTS if environ["wsgi.url_scheme"] == "https" else HEADERS

        def begin(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            return start(status, headers + fixed, *failure)

        return self.store(environ, begin)


def mount_store(app: Flask, config: Config) -> None:
    """Answer at `/xapi/` by a store on the same platform: its engine, settings and meter."""
    store = Store("caire.lrs", static_folder=None)
    store.config["MAX_CONTENT_LENGTH"] = app.config["MAX_CONTENT_LENGTH"]
    store.extensions["caire"] = app.extensions["caire"]
    # The log's own addresses count the use of keys too.
    meter = store.extensions[METER] = app.extensions[METER] = Meter()
    init_database(store)
    count_requests(store)
    store.register_error_handler(Refusal, refused)
    store.register_error_handler(HTTPException, http_error)
    store.register_error_handler(Exception, _bug)
    store.register_blueprint(bp)
    writing = Writing(store, app.extensions["caire"], meter)
    for method, endpoint in ENDPOINTS.items():
        store.url_map.add(Rule(ADDRESS, methods=[method], endpoint=endpoint))
    alternate = AlternateRequests(writing, max_body_bytes=config.lrs.max_body_bytes)
    app.wsgi_app = Mounted(app.wsgi_app, alternate)  # type: ignore[assignment,method-assign]  # Flask's way


def _bug(error: Exception) -> Response:
    return bug(request.path)
