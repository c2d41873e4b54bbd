"""A request that brings statements, read whole: JSON alone, or with files (multipart/mixed).

Source: xAPI 1.0.3, part three, 1.5 and 2.1; IEEE 9274.1.1, 4.1.3 and 4.1.6.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from wsgiref.types import WSGIEnvironment

from msgspec import Raw

from caire.config import LrsConfig
from caire.lrs.access import KeyAccess
from caire.lrs.attachments import Received, SentFile, received, refuse_strangers
from caire.lrs.errors import StatementInvalid
from caire.lrs.requests import bounded_body, content_type_of, json_body, statements_of
from caire.lrs.services.completing import Incoming, complete
from caire.lrs.signatures import check_signatures
from caire.lrs.versions import Version

MULTIPART = "multipart/mixed"


@dataclass(frozen=True, slots=True)
class Brought:
    """Statements ready to be stored, and their files by SHA-2."""

    incoming: Sequence[Incoming]
    files: Mapping[str, SentFile]


def brought_by(
    sent: Received,
    *,
    access: KeyAccess,
    version: Version,
    home: str,
    limits: LrsConfig,
    only_id: str | None = None,
) -> Brought:
    """What a POST or PUT brings, checked.

    Args:
        home: the address that vouches, with the key's name.
        only_id: a PUT: one statement, under this id.

    Raises:
        StatementInvalid, BadRequest, TooLarge.
    """
    body, files = sent.statements, sent.files
    if only_id is None:
        found = statements_of(body, max_count=limits.max_batch)
    else:
        found = [(Raw(body), "$")]
    incoming = []
    for raw, path in found:
        try:
            one = complete(
                raw,
                home=home,
                authority=access.key,
                key_id=access.key_id,
                organisation_id=access.organisation_id,
                default_id=only_id,
                version=version,
                files=files,
            )
            if files:
                check_signatures(bytes(raw), one.checked, _contents(files), version=version)
        except StatementInvalid as fault:
            raise fault.inside(path) from None
        incoming.append(one)
    if only_id is not None and incoming[0].id != only_id:
        raise StatementInvalid("$.id", f"{incoming[0].id} is not the statementId {only_id}")
    _refuse_repeated_ids(incoming)
    refuse_strangers([one.checked for one in incoming], files)
    return Brought(incoming, files)


def sent_by(environ: WSGIEnvironment, limits: LrsConfig) -> Received:
    """The body of a request, whole. Raises: BadRequest, TooLarge."""
    if content_type_of(environ) != MULTIPART:
        return Received(json_body(environ, max_bytes=limits.max_body_bytes), {})
    body = bounded_body(environ, max_bytes=limits.max_files_bytes)
    return received(body, environ["CONTENT_TYPE"], max_parts=limits.max_batch)


def _contents(files: Mapping[str, SentFile]) -> Mapping[str, bytes]:
    return {sha2: file.data for sha2, file in files.items()}


def _refuse_repeated_ids(incoming: Sequence[Incoming]) -> None:
    seen: set[str] = set()
    for index, one in enumerate(incoming):
        if one.id in seen:
            raise StatementInvalid(f"$[{index}].id", f"{one.id} stands twice in the request")
        seen.add(one.id)
