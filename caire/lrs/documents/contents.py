"""What a document holds, and how two JSON objects become one.

Source: xAPI 1.0.3, part three, 2.2, "JSON Procedure".
"""

from dataclasses import dataclass
from hashlib import sha1

import msgspec
from msgspec import Raw

from caire.lrs.documents.errors import DocumentInvalid, DocumentTooLarge, NotMergeable

JSON = "application/json"

_members = msgspec.json.Decoder(dict[str, Raw])
_decode_error = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes and their type, as the header said it."""

    body: bytes
    content_type: str

    @property
    def is_json(self) -> bool:
        return self.content_type.partition(";")[0].strip().lower() == JSON

    @property
    def etag(self) -> str:
        """What 1.0.3 asks for: the SHA-1 of the content in hexadecimal; no secret stands on it."""
        return etag_of(self.body)


def etag_of(body: bytes) -> str:
    return sha1(body, usedforsecurity=False).hexdigest()


def refuse_broken_json(content: Content) -> None:
    """Raises: DocumentInvalid: it says to be JSON, and is none."""
    if not content.is_json:
        return
    try:
        # Decoded for its check alone, and encoded again: only that finds half characters.
        msgspec.json.encode(msgspec.json.decode(content.body))
    except _decode_error as error:
        raise DocumentInvalid(f"the content type is {JSON}, and the body is not: {error}") from None


def merged(existing: Content | None, posted: Content, *, max_bytes: int) -> Content:
    """What POST leaves: each member of the posted object takes the place of the one before.

    The values of members are kept to the letter: no number loses digits on the way.

    Raises:
        NotMergeable, DocumentInvalid, DocumentTooLarge.
    """
    if not posted.is_json:
        raise NotMergeable(
            f"POST merges objects of the type {JSON}, not {posted.content_type}: "
            "send PUT to store or replace the whole document"
        )
    refuse_broken_json(posted)
    new = _object(posted, "the body is no JSON object: POST merges objects, PUT stores anything")
    if existing is None:
        return posted
    if not existing.is_json:
        raise NotMergeable(
            f"the document here has the type {existing.content_type}: it cannot be merged with "
            "JSON; send PUT to replace it"
        )
    old = _object(existing, "the document here is no JSON object: send PUT to replace it")
    body = msgspec.json.encode({**old, **new})
    if len(body) > max_bytes:
        raise DocumentTooLarge(
            f"merged, the document would have {len(body)} bytes, and {max_bytes} are allowed: "
            "split it, or send PUT with a smaller one"
        )
    return Content(body, existing.content_type)


def _object(content: Content, otherwise: str) -> dict[str, Raw]:
    try:
        return _members.decode(content.body)
    except _decode_error:
        raise NotMergeable(otherwise) from None
