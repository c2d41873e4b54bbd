"""What a request to the store must hold, read before anything is done.

What every statement's request is asked stands in its WSGI environment, and is read there: an object
around it that knows all of HTTP took longer than checking the statement.
"""

import re
from base64 import b64decode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from wsgiref.types import WSGIEnvironment

import msgspec
from msgspec import Raw
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Request
from werkzeug.wsgi import get_content_length, get_input_stream

from caire.errors import Invalid
from caire.lrs.errors import KeyRefused, StatementInvalid
from caire.lrs.texts import moment
from caire.lrs.versions import Version

VERSION_HEADER = "X-Experience-API-Version"
BROKEN_OFF = "the body breaks off before its end: send the request again"
_VERSION = "HTTP_X_EXPERIENCE_API_VERSION"
JSON = "application/json"
_SPOKEN = (
    (re.compile(r"1\.0(?:\.[0-9]{1,9})?"), Version.V1),
    (re.compile(r"2\.0(?:\.[0-9]{1,9})?"), Version.V2),
)

_list = msgspec.json.Decoder(list[Raw])


class BadRequest(Invalid):
    code = "bad_request"


class WrongVersion(Invalid):
    code = "wrong_version"


class TooLarge(Invalid):
    code = "too_large"


def spoken_version(environ: WSGIEnvironment) -> Version:
    """The version of xAPI that the caller speaks: `1.0` and `1.0.x`, or `2.0` and `2.0.x`.

    Source: xAPI 1.0.3, part three, 3.3; IEEE 9274.1.1, 4.1.

    Raises:
        WrongVersion: another one, or none is said.
    """
    said = environ.get(_VERSION)
    if said is None:
        raise WrongVersion(f"send the header {VERSION_HEADER}: 1.0.3, or 2.0.0")
    for pattern, version in _SPOKEN:
        if pattern.fullmatch(said.strip()):
            return version
    raise WrongVersion(f"version {said[:80]!r} is not spoken here: use 1.0.3 or 2.0.0")


def answered_version(environ: WSGIEnvironment) -> Version | None:
    """The version to answer with, by the first number of what was asked; None: it says nothing.

    Each answer names a version, also the refusal of a request that named none or a wrong one.
    """
    said = environ.get(_VERSION, "").strip()
    if said.startswith("2"):
        return Version.V2
    return Version.V1 if said.startswith("1") else None


def first_version_patch(environ: WSGIEnvironment) -> int:
    """The x of the version 1.0.x that the caller speaks; 0 where it is `1.0`, or is no 1.0.x."""
    said = environ.get(_VERSION, "").strip()
    patch = said.removeprefix("1.0.")
    return int(patch) if said.startswith("1.0.") and patch.isdecimal() else 0


def credentials(environ: WSGIEnvironment) -> tuple[str, str]:
    """User and password of Basic authentication. Raises: KeyRefused: there are none.

    Source: RFC 7617, 2.
    """
    scheme, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    try:
        if scheme.lower() == "basic":
            user, _, password = b64decode(given.strip(), validate=True).decode().partition(":")
            return user, password
    except ValueError:  # no base64, or no UTF-8 in it
        pass
    raise KeyRefused("send the key and its secret by Basic authentication")


def parameters(request: Request, *, known: Iterable[str]) -> dict[str, str]:
    """The parameters of the address. Raises: BadRequest: one is unknown or comes twice."""
    if not request.query_string:
        return {}
    allowed = tuple(known)
    for name, values in request.args.lists():
        if name not in allowed:
            others = f"known are {', '.join(allowed)}" if allowed else "there is none here"
            raise BadRequest(f"unknown parameter {name[:80]!r}: {others}")
        if len(values) > 1:
            raise BadRequest(f"the parameter {name} may stand once only")
    return request.args.to_dict()


def uuid_parameter(name: str, value: str) -> str:
    """The UUID in lower case. Raises: BadRequest."""
    try:
        found = str(UUID(value))
    except ValueError:
        raise BadRequest(f"{name} must be a UUID, not {value[:80]!r}") from None
    if found != value.lower():
        raise BadRequest(f"{name} must be a UUID with its hyphens, not {value[:80]!r}")
    return found


def flag_parameter(name: str, value: str) -> bool:
    """`true` or `false`, in any case: Python's `tincan` writes `True`. Raises: BadRequest."""
    text = value.lower()
    if text not in ("true", "false"):
        raise BadRequest(f"{name} must be true or false, not {value[:80]!r}")
    return text == "true"


def moment_parameter(name: str, value: str) -> datetime:
    """A date and time in UTC; with a space for the T too, as Python's `tincan` writes it.

    Source: RFC 3339, 5.6, whose note allows the space.

    Raises:
        BadRequest.
    """
    written = f"{value[:10]}T{value[11:]}" if value[10:11] == " " else value
    try:
        return moment(written, name)
    except StatementInvalid as fault:
        raise BadRequest(f"the parameter {fault} (in an address, + is written %2B)") from None


def content_type_of(environ: WSGIEnvironment) -> str:
    """In lower case, without parameters; empty: it is not said."""
    said: str = environ.get("CONTENT_TYPE", "")
    return said if said == JSON else parse_options_header(said)[0].lower()


def json_body(environ: WSGIEnvironment, *, max_bytes: int) -> bytes:
    """The body of a JSON request.

    Raises:
        BadRequest: another type of content. What `bounded_body` raises.
    """
    kind = content_type_of(environ)
    if kind != JSON:
        raise BadRequest(f"the content type must be {JSON}, not {kind or 'absent'}")
    return bounded_body(environ, max_bytes=max_bytes)


def bounded_body(environ: WSGIEnvironment, *, max_bytes: int) -> bytes:
    """The body; not a byte more than allowed is read, whatever its length is said to be.

    Raises:
        BadRequest: it breaks off. TooLarge.
    """
    body = body_within(environ, max_bytes=max_bytes)
    if body is None:
        raise TooLarge(f"at most {max_bytes} bytes a request: send fewer statements at once")
    return body


def body_within(environ: WSGIEnvironment, *, max_bytes: int) -> bytes | None:
    """The body, whole; None: there are more bytes than allowed.

    Raises:
        BadRequest: it breaks off before its length is reached, or its chunks are none.
    """
    length = get_content_length(environ) or 0
    if length > max_bytes:
        return None
    try:
        if length:
            body = environ["wsgi.input"].read(length)
        else:  # one more than allowed: at its limit Werkzeug cuts and says nothing
            body = get_input_stream(environ, max_content_length=max_bytes + 1).read()
    except RequestEntityTooLarge:
        return None
    except Exception:  # each server has errors of its own for what it cannot read
        raise BadRequest(BROKEN_OFF) from None
    # A server that ends the body itself says nothing of a client that went away.
    if len(body) < length:
        raise BadRequest(BROKEN_OFF)
    return body if len(body) <= max_bytes else None


def statements_of(body: bytes, *, max_count: int) -> list[tuple[Raw, str]]:
    """Each statement of a body with its JSON path: one alone, or a list of them.

    Raises:
        StatementInvalid: no JSON. TooLarge.
    """
    if not body.lstrip().startswith(b"["):
        return [(Raw(body), "$")]
    try:
        found = _list.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise StatementInvalid("$", f"not JSON: {error}") from None
    if len(found) > max_count:
        raise TooLarge(f"at most {max_count} statements a request: send several requests")
    return [(raw, f"$[{index}]") for index, raw in enumerate(found)]
