"""Pages of other origins may call the store, when somebody answers for their origin.

Those of the setting `lrs.allowed_origins` may, and those that other slices register. No cookie
counts here: a page reads only what the key that it sends lets it read.
Source: WHATWG Fetch, 3.2.
"""

from collections.abc import Callable, Collection
from wsgiref.types import WSGIEnvironment

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog import get_logger

from caire.config import Config
from caire.db import read_without_transaction
from caire.lrs.requests import VERSION_HEADER
from caire.lrs.views.blueprint import bp
from caire.web.platform import Platform, current_platform

log = get_logger(__name__)

#: How long a browser may remember what is allowed, in seconds.
MAX_AGE_S = 600
_METHODS = "GET, HEAD, POST, PUT, DELETE"
_SENT = f"Authorization, Content-Type, If-Match, If-None-Match, {VERSION_HEADER}"
_SHOWN = f"ETag, Last-Modified, Retry-After, {VERSION_HEADER}, X-Experience-API-Consistent-Through"

Origins = Callable[[Session, Config], Collection[str]]

_allowed: list[Origins] = []


def allow_origins(origins: Origins) -> None:
    """Ask `origins` which ones may call; adding it twice asks it once."""
    if origins not in _allowed:
        _allowed.append(origins)


@bp.after_app_request
def answer_other_origins(response: Response) -> Response:
    response.headers.extend(sharing(request.environ, current_platform()))
    return response


def sharing(environ: WSGIEnvironment, platform: Platform) -> list[tuple[str, str]]:
    """The headers that let a page of another origin read the answer, if it may."""
    origin = environ.get("HTTP_ORIGIN")
    if origin is None or not _is_allowed(origin, platform):
        return []
    shown = [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Expose-Headers", _SHOWN),
    ]
    if environ["REQUEST_METHOD"] != "OPTIONS":
        return shown
    return [
        *shown,
        ("Access-Control-Allow-Methods", _METHODS),
        ("Access-Control-Allow-Headers", _SENT),
        ("Access-Control-Max-Age", str(MAX_AGE_S)),
    ]


def _is_allowed(origin: str, platform: Platform) -> bool:
    if origin in platform.config.lrs.allowed_origins.split():
        return True
    try:
        with platform.sessions() as db:
            read_without_transaction(db)
            return any(origin in origins(db, platform.config) for origins in _allowed)
    except SQLAlchemyError:  # what was asked for is answered: only the page cannot read it
        log.exception("whether an origin may call could not be asked")
        return False
