"""The alternate request syntax of 1.0.3, for clients that can send nothing but a POST of a form.

`POST /xapi/…?method=PUT` whose form holds the parameters, some headers and the `content` becomes
`PUT /xapi/…?parameters` with these headers and this body, before the platform looks at it: no
resource knows of it. What breaks a rule is left as it is, with the reason for the views to say.

Source: xAPI 1.0.3, part three, 1.3. IEEE 9274.1.1 has no such syntax.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import parse_options_header

from caire.errors import Refusal
from caire.lrs.requests import BadRequest, TooLarge, body_within

#: Where the views find the reason of a refusal.
REFUSAL = "caire.lrs.refusal"
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
#: Form fields that stand for headers, in lower case; Content-Length is counted, not believed.
HEADERS = {
    "authorization": "HTTP_AUTHORIZATION",
    "content-length": "",
    "content-type": "CONTENT_TYPE",
    "if-match": "HTTP_IF_MATCH",
    "if-none-match": "HTTP_IF_NONE_MATCH",
    "x-experience-api-version": "HTTP_X_EXPERIENCE_API_VERSION",
}
#: Old browsers send text/plain or nothing, and cannot choose.
OUTER_TYPES = ("application/x-www-form-urlencoded", "text/plain", "")
MAX_FIELDS = 64
#: A byte may be written with three signs; beside the content there is room for parameters.
GROWTH, ROOM_BYTES = 3, 100_000


@dataclass(frozen=True, slots=True)
class Meant:
    """The request that the form stands for. `headers`: by their name in WSGI."""

    method: str
    query: str
    headers: dict[str, str]
    content: bytes | None


def meant(query: str, form: bytes) -> Meant:
    """What a POST with this query string and this body means.

    Raises:
        BadRequest: it breaks a rule of the syntax.
    """
    method = _method(query)
    fields = _fields(form)
    content = fields.pop("content", None)
    if method in ("PUT", "POST") and content is None:
        raise BadRequest(f"put the body of the {method} into the form field named content")
    if method not in ("PUT", "POST") and content:
        raise BadRequest(f"a {method} has no content: leave the form field out")
    headers, parameters = _split(fields)
    if content is not None:
        headers.setdefault("CONTENT_TYPE", "application/json")
    return Meant(
        method, urlencode(parameters), headers, None if content is None else content.encode()
    )


def _method(query: str) -> str:
    given = parse_qs(query, keep_blank_values=True, max_num_fields=None)
    if list(given) != ["method"] or len(given["method"]) > 1:
        raise BadRequest("beside method, put every parameter into the form, not into the address")
    method = given["method"][0]
    if method not in METHODS:
        raise BadRequest(f"method must be one of {', '.join(METHODS)}, not {method[:20]!r}")
    return method


def _fields(form: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            form.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(form),
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise BadRequest(
            f"with ?method=… the body must be a URL-encoded form in UTF-8: {str(error)[:80]}"
        ) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise BadRequest("each form field may stand once only")
    return fields


def _split(fields: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and parameters. A header's name may be written in any case, as in HTTP."""
    headers: dict[str, str] = {}
    parameters: dict[str, str] = {}
    for name, value in fields.items():
        target = HEADERS.get(name.lower())
        if target is None:
            parameters[name] = value
            continue
        if not value.isascii() or not value.isprintable():
            raise BadRequest(f"the form field {name} stands for a header: printable ASCII only")
        if target in headers:
            raise BadRequest(f"the header {name} may stand once only")
        if target:
            headers[target] = value
    return headers, parameters


class AlternateRequests:
    """WSGI: reads such a POST below `/xapi/` and hands on what it means."""

    def __init__(self, app: WSGIApplication, *, max_body_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_body_bytes * GROWTH + ROOM_BYTES

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not is_alternate(environ):
            return self.app(environ, start)
        try:
            found = self._read(environ)
        except Refusal as refusal:
            return self.app({**environ, REFUSAL: refusal}, start)
        if found.method == "HEAD":
            start = _without_length(start)
        return self.app(rewritten(environ, found), start)

    def _read(self, environ: WSGIEnvironment) -> Meant:
        _refuse_second_version(environ.get("HTTP_X_EXPERIENCE_API_VERSION", ""))
        outer, _ = parse_options_header(environ.get("CONTENT_TYPE", ""))
        if outer.lower() not in OUTER_TYPES:
            raise BadRequest(f"with ?method=… send the type {OUTER_TYPES[0]}, not {outer}")
        form = body_within(environ, max_bytes=self.max_bytes)
        if form is None:
            raise TooLarge(f"at most {self.max_bytes} bytes a form: send less at once")
        found = meant(environ.get("QUERY_STRING", ""), form)
        _refuse_second_version(found.headers.get("HTTP_X_EXPERIENCE_API_VERSION", ""))
        return found


def is_alternate(environ: WSGIEnvironment) -> bool:
    query = environ.get("QUERY_STRING", "")
    return (
        "method" in query
        and environ["REQUEST_METHOD"] == "POST"
        and environ.get("PATH_INFO", "").startswith("/xapi/")
        and "method" in parse_qs(query, keep_blank_values=True)
    )


def rewritten(environ: WSGIEnvironment, found: Meant) -> WSGIEnvironment:
    body = found.content or b""
    changed = {
        name: value
        for name, value in environ.items()
        if name not in ("CONTENT_TYPE", "HTTP_TRANSFER_ENCODING", "wsgi.input_terminated")
    }
    return {
        **changed,
        **found.headers,
        "REQUEST_METHOD": found.method,
        "QUERY_STRING": found.query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }


def _refuse_second_version(version: str) -> None:
    if version.startswith("2"):
        raise BadRequest(
            "xAPI 2.0 has no alternate request syntax: send the method itself, without ?method=…"
        )


def _without_length(start: StartResponse) -> StartResponse:
    """The server sees a POST: an announced length without body would keep the client waiting."""

    def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        return start(status, [*kept, ("Content-Length", "0")], *rest)

    return started
