"""Documents in, from the lines that `exporting_documents` writes, a batch a transaction.

What stands at a place already is left as it is, so that an import that was cut goes on when it is
run again, and never puts an older document over a newer one. What is about somebody who was erased
since is left out.
"""

import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from gzip import BadGzipFile
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw
from sqlalchemy.orm import Session, sessionmaker

from caire.db import insert_for, transaction
from caire.lrs.documents.agents import agent_in
from caire.lrs.documents.contents import Content, refuse_broken_json
from caire.lrs.documents.errors import DocumentInvalid
from caire.lrs.documents.places import Kind, Place, Shelf
from caire.lrs.errors import ImportRefused, StatementInvalid
from caire.lrs.models import StoredDocument
from caire.lrs.services.documents import values_at
from caire.lrs.services.growing import opened_lines
from caire.lrs.services.remembering import Erased, erased_among
from caire.lrs.texts import check_iri, moment, uuid

BATCH = 100
BATCH_BYTES = 2_000_000
#: A longer line is no document.
LINE_BYTES = 16_000_000


class _Line(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    kind: Literal["state", "activity_profile", "agent_profile"]
    id: str
    content_type: Annotated[str, Meta(max_length=255)]
    updated: str
    content: str
    organisation: str | None = None
    activity: str | None = None
    agent: Raw = Raw()  # empty: there is none
    registration: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentsReport:
    """`known` stood there before: they are left as they are; `erased` are left out."""

    read: int
    stored: int
    known: int
    erased: int = 0


@dataclass(frozen=True, slots=True)
class _Incoming:
    place: Place
    content: Content
    updated_at: datetime


_decoder = msgspec.json.Decoder(_Line)
#: Which kinds are about an activity, and which about an agent.
_ABOUT = {
    Kind.STATE: (True, True),
    Kind.ACTIVITY_PROFILE: (True, False),
    Kind.AGENT_PROFILE: (False, True),
}


def import_documents(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    organisations: Mapping[str, int],
    data_dir: str,
) -> DocumentsReport:
    """Store the documents of a file.

    Args:
        organisations: the organisations of this platform, by the word that the file uses.
        data_dir: where the key of the log is, without which nobody knows who was erased.

    Raises:
        SigningKeyMissing: it is not there, and somebody was erased.
        ImportRefused: with the line that is no document; what stood in the batches before it is
            stored.
        OSError: the file cannot be read.
    """
    read = stored = erased = size = 0
    batch: list[_Incoming] = []
    number = 0
    try:
        with opened_lines(path, LINE_BYTES) as lines:
            for line in lines:
                number += 1  # where we are, also when something is raised
                if not line.strip():
                    continue
                batch.append(_incoming(line, organisations))
                read, size = read + 1, size + len(line)
                if len(batch) == BATCH or size > BATCH_BYTES:
                    added, left_out = _stored(sessions, batch, data_dir)
                    stored, erased = stored + added, erased + left_out
                    batch, size = [], 0
    except (EOFError, BadGzipFile, zlib.error) as error:
        raise _refusal(path, number + 1, f"the file is cut or damaged: {error}", stored) from error
    except (StatementInvalid, DocumentInvalid, msgspec.MsgspecError, ValueError) as error:
        raise _refusal(path, number, str(error), stored) from error
    added, left_out = _stored(sessions, batch, data_dir)
    stored, erased = stored + added, erased + left_out
    return DocumentsReport(read, stored, read - stored - erased, erased)


def _incoming(line: bytes, organisations: Mapping[str, int]) -> _Incoming:
    """Raises: StatementInvalid, DocumentInvalid, MsgspecError, ValueError: says what is wrong."""
    if len(line) > LINE_BYTES:
        raise ValueError(f"longer than {LINE_BYTES} bytes")
    said = _decoder.decode(line)
    kind = Kind(said.kind)
    agent = bytes(said.agent).decode()
    if (said.activity is not None, bool(agent)) != _ABOUT[kind]:
        raise ValueError(f"a {kind.value} does not have this activity and agent")
    if said.registration is not None and kind is not Kind.STATE:
        raise ValueError(f"a {kind.value} has no registration")
    if said.organisation is not None and said.organisation not in organisations:
        raise ValueError(
            f"no organisation {said.organisation!r} here: create it first "
            "(`caire organisations create`)"
        )
    if said.activity is not None:
        check_iri(said.activity, "activity")
    shelf = Shelf(
        kind=kind,
        organisation_id=organisations[said.organisation] if said.organisation else None,
        activity=said.activity,
        agent=agent_in(agent) if agent else None,
    )
    registration = uuid(said.registration, "registration") if said.registration else None
    try:
        body = b64decode(said.content, validate=True)
    except ValueError:  # of which binascii.Error is one
        raise ValueError("content is not base64") from None
    content = Content(body, said.content_type)
    refuse_broken_json(content)
    return _Incoming(shelf.place(said.id, registration), content, moment(said.updated, "updated"))


def _stored(
    sessions: sessionmaker[Session], batch: list[_Incoming], data_dir: str
) -> tuple[int, int]:
    """How many are new, and how many are left out."""
    with sessions() as db, transaction(db):
        keys = {agent.key for one in batch if (agent := one.place.shelf.agent) is not None}
        erased = erased_among(db, keys, data_dir=data_dir)
        kept = [one for one in batch if not _was_erased(one, erased)]
        if not kept:
            return 0, len(batch)
        rows = [values_at(one.place, one.content, one.updated_at) for one in kept]
        added = insert_for(db, StoredDocument).on_conflict_do_nothing(index_elements=["key"])
        new = db.execute(added.values(rows).returning(StoredDocument.key)).all()
        return len(new), len(batch) - len(kept)


def _was_erased(one: _Incoming, erased: Mapping[bytes, Erased]) -> bool:
    agent = one.place.shelf.agent
    found = erased.get(agent.key) if agent else None
    return found is not None and one.updated_at <= found.at


def _refusal(path: Path, number: int, reason: str, stored: int) -> ImportRefused:
    return ImportRefused(
        f"{path.name}:{number}: {reason}. {stored} documents of the lines before are stored. Mend "
        "the line and import the file again: what is there is left as it is"
    )
