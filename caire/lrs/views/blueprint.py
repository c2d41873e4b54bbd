"""What every resource shares: its version header, and how a refusal is said."""

from math import ceil
from typing import Any
from wsgiref.types import WSGIEnvironment

import msgspec
from flask import Blueprint, Response, request
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from caire.clock import utcnow
from caire.config import Config
from caire.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from caire.lrs.alternate import REFUSAL
from caire.lrs.documents.errors import DocumentTooLarge, PreconditionFailed
from caire.lrs.errors import KeyRefused, RateExceeded, StatementInvalid
from caire.lrs.requests import VERSION_HEADER, TooLarge, answered_version
from caire.people.errors import TooManyAttempts
from caire.web.platform import current_config

log = get_logger(__name__)

bp = Blueprint("lrs", __name__, url_prefix="/xapi")

_STATUS: dict[type[Refusal], int] = {
    Refusal: 400,
    Invalid: 400,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    KeyRefused: 401,
    TooLarge: 413,
    DocumentTooLarge: 413,
    PreconditionFailed: 412,
    RateExceeded: 429,
    TooManyAttempts: 429,
}


@bp.before_request
def refuse_broken_alternate() -> None:
    """Say why a request in the alternate syntax could not be read."""
    refuse_broken(request.environ)


@bp.after_app_request  # also where no resource is, or not with this method
def say_version(response: Response) -> Response:
    response.headers[VERSION_HEADER] = said_version(request.environ, current_config())
    return response


def refuse_broken(environ: WSGIEnvironment) -> None:
    """Raises: BadRequest, TooLarge: what stood in the alternate syntax could not be read."""
    if refusal := environ.get(REFUSAL):
        raise refusal


def said_version(environ: WSGIEnvironment, config: Config) -> str:
    """The version in which the answer speaks: every one says it."""
    spoken = answered_version(environ)
    return spoken.value if spoken else config.lrs.default_version


@bp.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """JSON with the reason; of a statement also the path of the fault and its rule's section."""
    said = {"error": refusal.code, "message": str(refusal)}
    if isinstance(refusal, StatementInvalid):
        said["path"] = refusal.path
        if refusal.section:
            said["section"] = refusal.section
    status = next(_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS)
    response = json_response(said, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    if status == 429:
        response.headers["Retry-After"] = str(_retry_after_s(refusal))
    return response


def http_error(error: HTTPException) -> Response:
    """What Werkzeug refuses, said as ours."""
    response = json_response(
        {"error": f"http_{error.code}", "message": error.description}, error.code or 500
    )
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def bug(path: str) -> Response:
    """A fault of ours, noted with the exception that is being handled."""
    log.exception("unexpected error", path=path)
    return json_response(
        {"error": "internal", "message": "a fault on our side; it is noted, try again"}, 500
    )


def _retry_after_s(refusal: Refusal) -> int:
    """Whole seconds to wait (RFC 9110, 10.2.3)."""
    if isinstance(refusal, RateExceeded):
        return refusal.retry_after_s
    if isinstance(refusal, TooManyAttempts):
        return max(1, ceil((refusal.retry_at - utcnow()).total_seconds()))
    return 60


def json_response(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status=status, mimetype="application/json")
