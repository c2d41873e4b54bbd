"""What every resource shares: its version header, and how a refusal is said."""

from math import ceil
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from caire.clock import utcnow
from caire.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from caire.lrs.alternate import REFUSAL
from caire.lrs.documents.errors import DocumentTooLarge, PreconditionFailed
from caire.lrs.errors import KeyRefused, RateExceeded, StatementInvalid
from caire.lrs.requests import VERSION_HEADER, TooLarge, answered_version
from caire.people.errors import TooManyAttempts
from caire.web.platform import current_config

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
    if refusal := request.environ.get(REFUSAL):
        raise refusal


@bp.after_request
def say_version(response: Response) -> Response:
    spoken = answered_version(request)
    said = spoken.value if spoken else current_config().lrs.default_version
    response.headers[VERSION_HEADER] = said
    return response


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


def _retry_after_s(refusal: Refusal) -> int:
    """Whole seconds to wait (RFC 9110, 10.2.3)."""
    if isinstance(refusal, RateExceeded):
        return refusal.retry_after_s
    if isinstance(refusal, TooManyAttempts):
        return max(1, ceil((refusal.retry_at - utcnow()).total_seconds()))
    return 60


def json_response(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status=status, mimetype="application/json")
