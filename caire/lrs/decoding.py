"""JSON decoded strictly: what msgspec lets pass and a statement may not hold is refused here.

Repeated members, lone surrogates, deep nesting and very many members are refused, in a time that
grows only with the number of bytes.
"""

import json
import re
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from caire.lrs.errors import StatementInvalid

#: How deep objects and lists may nest in one statement; readers of what is stored stand on it.
MAX_DEPTH = 64
#: How many members all objects of one statement may have together.
MAX_MEMBERS = 10_000

Decoded = TypeVar("Decoded")

_WHERE = re.compile(r"^(.*?)(?: - at `(?:key in )?(\$.*)`)?$", re.DOTALL)
#: A text and whether it names a member. Nothing is tried twice, so that it takes linear time.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?\s*+(:?)', re.DOTALL)
_encode = msgspec.json.Encoder().encode


def decoded(decoder: msgspec.json.Decoder[Decoded], raw: bytes | Raw, path: str) -> Decoded:
    """What `decoder` makes of the JSON that stands at `path`.

    Raises:
        StatementInvalid: at the path of the fault.
    """
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        reason, where = _split(str(error))
        raise StatementInvalid(where, reason).inside(path) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise StatementInvalid(path, f"not JSON: {error}") from None


def refuse_bulk(raw: bytes, path: str) -> None:
    """Refuse more than MAX_MEMBERS members before they take memory.

    What looks like a member is counted first, which takes no time; only where that is too much are
    the texts looked at one by one, until there are too many.
    """
    if raw.count(b":") <= MAX_MEMBERS:
        return
    names = (1 for text in _TEXT.finditer(raw) if text[1])
    if sum(islice(names, MAX_MEMBERS + 1)) > MAX_MEMBERS:
        raise StatementInvalid(path, f"at most {MAX_MEMBERS} members in one statement")


def refuse_depth(value: Any, path: str) -> None:
    """Refuse what nests deeper than MAX_DEPTH: lists and objects inside an extension."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise StatementInvalid(path, f"nested deeper than {MAX_DEPTH} levels")


def refuse_repeats(raw: bytes, found: Any, path: str) -> None:
    """Refuse members that stand twice in one object, and lone surrogates.

    msgspec keeps the last of two members: encoded again, the JSON has fewer colons than it had,
    whatever the texts inside, as long as none is written as an escape.
    """
    try:
        again = _encode(found)
    except UnicodeEncodeError:
        raise StatementInvalid(path, "a text holds half a character (a lone surrogate)") from None
    except RecursionError:
        raise StatementInvalid(path, f"nested deeper than {MAX_DEPTH} levels") from None
    if again.count(b":") == raw.count(b":") and not (b"\\" in raw and b"\\u003" in raw):
        return
    _look_for_repeats(raw, path)


def _look_for_repeats(raw: bytes, path: str) -> None:
    try:
        json.loads(raw, object_pairs_hook=_once, parse_int=len, parse_float=len)
    except _RepeatedError as repeated:
        raise StatementInvalid(path, f"the member {repeated} stands twice in an object") from None
    except RecursionError:
        raise StatementInvalid(path, f"nested deeper than {MAX_DEPTH} levels") from None


class _RepeatedError(Exception):
    """Its text is the name of the member, shortened."""


def _once(pairs: list[tuple[str, Any]]) -> None:
    names = set()
    for name, _ in pairs:
        if name in names:
            raise _RepeatedError(repr(name[:80]))
        names.add(name)


def _split(message: str) -> tuple[str, str]:
    """`Expected str, got int - at `$.id`` -> reason and path."""
    found = _WHERE.match(message)
    assert found is not None
    return found[1], (found[2] or "$").replace("[...]", "[*]")
