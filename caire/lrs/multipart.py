"""Bodies of type `multipart/mixed`, read and written; the bytes of each part are kept as they are.

Libraries at hand read `multipart/form-data` (Werkzeug) or change what they read to text (email), so
this is our own. The body is gone through once, so that the time grows only with its length.

Source: RFC 2046, 5.1; xAPI 1.0.3, part three, 1.5.2; IEEE 9274.1.1, 4.1.3.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from werkzeug.http import parse_options_header

from caire.lrs.requests import BadRequest

MAX_HEADER_BYTES = 4096
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_END_OF_LINE = re.compile(rb"[ \t]*\r\n")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
_FOLD = re.compile(r"\r\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Part:
    """`headers` by name in lower case."""

    headers: Mapping[str, str]
    data: bytes


def boundary_of(content_type: str) -> str:
    """The boundary that a content type names. Raises: BadRequest: not multipart/mixed, or none."""
    kind, options = parse_options_header(content_type)
    if kind.lower() != "multipart/mixed":
        raise BadRequest(f"the content type must be multipart/mixed, not {kind[:80] or 'absent'}")
    boundary = options.get("boundary", "")
    if _BOUNDARY.fullmatch(boundary) is None:
        raise BadRequest("multipart/mixed needs a boundary of 1 to 70 characters (RFC 2046, 5.1.1)")
    return boundary


def parts_of(body: bytes, boundary: str, *, max_parts: int) -> list[Part]:
    """The parts of a body, in order; what stands before the first and after the last is left out.

    Raises:
        BadRequest: it is not made so, or has too many parts.
    """
    mark = b"--" + boundary.encode("ascii")
    at = 0 if body.startswith(mark) else _next(body, mark, 0) + 2
    parts: list[Part] = []
    while True:
        at += len(mark)
        if body.startswith(b"--", at):
            return parts
        line = _END_OF_LINE.match(body, at)
        if line is None:
            raise BadRequest("the boundary may stand only between the parts, alone on its line")
        if len(parts) == max_parts:
            raise BadRequest(f"at most {max_parts} parts a request: send several requests")
        start = line.end()
        end = _next(body, mark, start - 2)  # the line's own end, when the part is empty
        parts.append(_part(body[start : max(start, end)]))
        at = end + 2


def _next(body: bytes, mark: bytes, start: int) -> int:
    found = body.find(b"\r\n" + mark, start)
    if found < 0:
        raise BadRequest("the body does not have, or does not end with, the boundary of its header")
    return found


def _part(text: bytes) -> Part:
    if text.startswith(b"\r\n"):
        return Part({}, text[2:])
    head, found, _ = text[: MAX_HEADER_BYTES + 4].partition(b"\r\n\r\n")
    if not found:
        raise BadRequest(f"a part needs an empty line after at most {MAX_HEADER_BYTES} bytes")
    headers: dict[str, str] = {}
    for line in _FOLD.sub(" ", head.decode("latin-1")).split("\r\n"):
        match = _HEADER.fullmatch(line)
        if match is None:
            raise BadRequest(f"{line[:80]!r} is no header of a part")
        name = match[1].lower()
        if name in headers:
            raise BadRequest(f"the header {match[1]} may stand once only in a part")
        headers[name] = match[2]
    return Part(headers, text[len(head) + 4 :])


def new_boundary() -> str:
    """By chance, and long enough that it stands in no part."""
    return secrets.token_hex(24)


def content_type_with(boundary: str) -> str:
    return f"multipart/mixed; boundary={boundary}"


def written(parts: Iterable[Part], boundary: str) -> Iterator[bytes]:
    """The body, piece by piece, so that it is never whole in memory."""
    mark = b"--" + boundary.encode("ascii")
    for part in parts:
        head = "".join(f"{name}: {value}\r\n" for name, value in part.headers.items())
        yield mark + b"\r\n" + head.encode("latin-1") + b"\r\n"
        yield part.data
        yield b"\r\n"
    yield mark + b"--\r\n"
