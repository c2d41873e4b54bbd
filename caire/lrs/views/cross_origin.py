"""Pages of other origins may call the store, when somebody answers for their origin.

Those of the setting `lrs.allowed_origins` may, and those that other slices register. No cookie
counts here: a page reads only what the key that it sends lets it read.
Source: WHATWG Fetch, 3.2.
"""

from collections.abc import Callable, Collection

from flask import Response, request
from sqlalchemy.orm import Session

from caire.lrs.requests import VERSION_HEADER
from caire.lrs.views.blueprint import bp
from caire.web.database import current_db
from caire.web.platform import current_config

#: How long a browser may remember what is allowed, in seconds.
MAX_AGE_S = 600
_METHODS = "GET, HEAD, POST, PUT, DELETE"
_SENT = f"Authorization, Content-Type, If-Match, If-None-Match, {VERSION_HEADER}"
_SHOWN = f"ETag, Last-Modified, Retry-After, {VERSION_HEADER}, X-Experience-API-Consistent-Through"

Origins = Callable[[Session], Collection[str]]

_allowed: list[Origins] = []


def allow_origins(origins: Origins) -> None:
    """Ask `origins` which ones may call; adding it twice asks it once."""
    if origins not in _allowed:
        _allowed.append(origins)


@bp.after_request
def answer_other_origins(response: Response) -> Response:
    origin = request.headers.get("Origin")
    if origin is None or not _is_allowed(origin):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _SHOWN
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = _SENT
        response.headers["Access-Control-Max-Age"] = str(MAX_AGE_S)
    return response


def _is_allowed(origin: str) -> bool:
    if origin in current_config().lrs.allowed_origins.split():
        return True
    db = current_db()
    return any(origin in origins(db) for origins in _allowed)
