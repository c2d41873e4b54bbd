"""What a request to the store must hold, read before anything is done."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

import msgspec
from flask import Request
from msgspec import Raw

from caire.errors import Invalid
from caire.lrs.errors import KeyRefused, StatementInvalid

VERSION_HEADER = "X-Experience-API-Version"
_SUPPORTED = ("1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3")

Value = TypeVar("Value")

_list = msgspec.json.Decoder(list[Raw])


class BadRequest(Invalid):
    code = "bad_request"


class WrongVersion(Invalid):
    code = "wrong_version"


class TooLarge(Invalid):
    code = "too_large"


def refuse_other_versions(request: Request) -> None:
    """Raises: WrongVersion, unless the caller speaks xAPI 1.0.x."""
    version = request.headers.get(VERSION_HEADER)
    if version is None:
        raise WrongVersion(f"send the header {VERSION_HEADER}: 1.0.3")
    if version not in _SUPPORTED:
        raise WrongVersion(f"version {version!r} is not spoken here: use 1.0.3")


def credentials(request: Request) -> tuple[str, str]:
    """User and password of Basic authentication. Raises: KeyRefused: there are none."""
    given = request.authorization
    if given is None or given.type != "basic" or given.username is None:
        raise KeyRefused("send the key and its secret by Basic authentication")
    return given.username, given.password or ""


def parameters(request: Request, *, known: Iterable[str]) -> dict[str, str]:
    """The parameters of the address. Raises: BadRequest: one is unknown or comes twice."""
    allowed = tuple(known)
    for name, values in request.args.lists():
        if name not in allowed:
            raise BadRequest(f"unknown parameter {name!r}: known are {', '.join(allowed)}")
        if len(values) > 1:
            raise BadRequest(f"the parameter {name} may stand once only")
    return request.args.to_dict()


def uuid_parameter(name: str, value: str) -> str:
    """The UUID in lower case. Raises: BadRequest."""
    try:
        found = str(UUID(value))
    except ValueError:
        raise BadRequest(f"{name} must be a UUID, not {value!r}") from None
    if found != value.lower():
        raise BadRequest(f"{name} must be a UUID with its hyphens, not {value!r}")
    return found


def json_body(request: Request, *, max_bytes: int) -> bytes:
    """The body of a JSON request.

    Raises:
        BadRequest: another type of content. TooLarge.
    """
    if request.mimetype != "application/json":
        raise BadRequest(
            f"the content type must be application/json, not {request.mimetype or 'absent'}"
        )
    if (request.content_length or 0) > max_bytes:
        raise TooLarge(f"at most {max_bytes} bytes a request: send fewer statements at once")
    body = request.get_data(cache=False)
    if len(body) > max_bytes:
        raise TooLarge(f"at most {max_bytes} bytes a request: send fewer statements at once")
    return body


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
