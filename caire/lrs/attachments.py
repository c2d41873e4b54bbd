"""Files that come with statements, and go with them.

Source: xAPI 1.0.3, part two, 2.4.11, and part three, 1.5.2; IEEE 9274.1.1, 4.1.3 and 4.2.2.6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.http import parse_options_header

from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Checked, SeenAttachment
from caire.lrs.hashing import is_hash_of
from caire.lrs.multipart import Part, boundary_of, parts_of
from caire.lrs.requests import BadRequest

HASH_HEADER = "X-Experience-API-Hash"
_SECTION = "xAPI 1.0.3, part three, 1.5.2; IEEE 9274.1.1, 4.1.3"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as its part told it; None: the part did not say. `length` in bytes."""

    data: bytes
    content_type: str | None
    length: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """The JSON of the statements, and the files that came with it by SHA-2 in lower case."""

    statements: bytes
    files: Mapping[str, SentFile]


def received(body: bytes, content_type: str, *, max_parts: int) -> Received:
    """Statements with their files from a body of type multipart/mixed.

    Each file is what its hash says. Whether a statement speaks of it is for `refuse_strangers`.

    Raises:
        BadRequest.
    """
    parts = parts_of(body, boundary_of(content_type), max_parts=max_parts)
    if not parts:
        raise BadRequest("the first part must hold the statements: there is none")
    kind, _ = parse_options_header(parts[0].headers.get("content-type"))
    if kind.lower() != "application/json":
        raise BadRequest("the first part must hold the statements, as application/json")
    return Received(parts[0].data, dict(_file(part) for part in parts[1:]))


def refuse_strangers(statements: Sequence[Checked], files: Mapping[str, SentFile]) -> None:
    """Refuse files that no statement speaks of, and those told otherwise in their statement.

    Only the media type counts, not its parameters: the specification's own example differs there.
    That each attachment without `fileUrl` has its file is checked with the statement.

    Raises:
        StatementInvalid, BadRequest.
    """
    told: dict[str, list[tuple[int, SeenAttachment]]] = {}
    for index, statement in enumerate(statements):
        for one in statement.attachments:
            told.setdefault(one.sha2, []).append((index, one))
    for sha2, file in files.items():
        if sha2 not in told:
            raise BadRequest(f"no statement has an attachment with the sha2 {sha2}")
        for index, one in told[sha2]:
            where = one.path if len(statements) == 1 else f"$[{index}]{one.path[1:]}"
            if file.content_type and _media(file.content_type) != _media(one.content_type):
                raise StatementInvalid(
                    f"{where}.contentType",
                    f"its part says {file.content_type[:80]}: both must be the same",
                    _SECTION,
                )
            if file.length is not None and file.length != one.length:
                raise StatementInvalid(
                    f"{where}.length", f"its part says {file.length}: both must match", _SECTION
                )


def parts_with(statements: bytes, files: Iterable[tuple[str, str, bytes]]) -> Iterable[Part]:
    """The parts of an answer with `attachments=true`: the JSON, then each (sha2, type, bytes)."""
    yield Part({"Content-Type": "application/json"}, statements)
    for sha2, content_type, data in files:
        headers = {
            "Content-Type": content_type,
            "Content-Transfer-Encoding": "binary",
            HASH_HEADER: sha2,
        }
        yield Part(headers, data)


def _file(part: Part) -> tuple[str, SentFile]:
    sha2 = part.headers.get(HASH_HEADER.lower(), "").lower()
    if not sha2:
        raise BadRequest(f"each part but the first needs the header {HASH_HEADER}")
    if part.headers.get("content-transfer-encoding", "binary").lower() != "binary":
        raise BadRequest("the Content-Transfer-Encoding of a file must be binary")
    if not is_hash_of(sha2, part.data):
        raise BadRequest(f"the {HASH_HEADER} {sha2[:128]} is not the SHA-2 of its part")
    return sha2, SentFile(part.data, part.headers.get("content-type"), _length(part))


def _length(part: Part) -> int | None:
    said = part.headers.get("content-length")
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and int(said[:18]) == len(part.data)):
        raise BadRequest(f"the Content-Length {said[:20]!r} of a part is not {len(part.data)}")
    return len(part.data)


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
