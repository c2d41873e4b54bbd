"""Documents out, as JSON Lines, in constant memory: State, Activity Profile, Agent Profile.

A line is `{"kind", "organisation", "activity", "agent", "registration", "id", "contentType",
"updated", "content"}`, where `content` is in base64 and what does not apply is missing.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, sessionmaker

from caire.lrs.errors import ExportRefused
from caire.lrs.models import StoredDocument
from caire.lrs.numbering import instant
from caire.lrs.services.growing import (
    append,
    finish,
    keep_progress,
    kept_progress,
    open_part,
    unreadable,
)
from caire.lrs.services.paging import last_within

#: Documents a page, and how many of their bytes.
PAGE = 200
PAGE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class _Progress:
    """What is safely written: up to the document of this key, in hexadecimal digits."""

    since: str
    key: str = ""
    bytes: int = 0
    documents: int = 0


def documents_file(path: Path) -> Path:
    """The file of the documents beside that of the statements: `x.documents.jsonl.gz`."""
    stem, dot, endings = path.name.partition(".")
    return path.with_name(f"{stem}.documents{dot}{endings}")


def export_documents(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    organisations: Mapping[int, str],
    since: datetime | None = None,
    resume: bool = False,
) -> int:
    """Write the documents to `path`, gzipped when its name ends in `.gz`; returns how many.

    Args:
        organisations: by which word the importing platform knows each.
        since: only those changed after it.

    Raises:
        ExportRefused: what was cut cannot go on; an organisation has no name.
        OSError: the file cannot be written.
    """
    asked = instant(since) if since else ""
    progress = (_begun(path, asked) if resume else None) or _Progress(asked)
    with open_part(path, progress.bytes) as file:
        while rows := _page(sessions, bytes.fromhex(progress.key), since):
            size = append(file, path, [_line(row, organisations) for row in rows])
            progress = replace(
                progress,
                key=rows[-1].key.hex(),
                bytes=size,
                documents=progress.documents + len(rows),
            )
            keep_progress(path, asdict(progress))
    finish(path)
    return progress.documents


def _begun(path: Path, since: str) -> _Progress | None:
    kept = kept_progress(path)
    if kept is None:
        return None
    try:
        found = _Progress(**kept)
    except TypeError as error:
        raise unreadable(path) from error
    if found.since != since:
        raise ExportRefused(
            "the export that was cut was asked otherwise: give the same options, or begin again "
            "without --resume"
        )
    return found


def _page(sessions: sessionmaker[Session], after: bytes, since: datetime | None) -> list[Row[Any]]:
    """The next documents by their keys, in a transaction of their own."""
    chosen = [StoredDocument.key > after]
    if since is not None:
        chosen.append(StoredDocument.updated_at > since)
    sized = (
        select(StoredDocument.key, func.length(StoredDocument.content))
        .where(*chosen)
        .order_by(StoredDocument.key)
        .limit(PAGE)
    )
    with sessions() as db:
        last = last_within(((key, size) for key, size in db.execute(sized)), PAGE_BYTES)
        if last is None:
            return []
        query = select(StoredDocument.__table__).where(*chosen, StoredDocument.key <= last)
        return list(db.execute(query.order_by(StoredDocument.key)))


def _line(row: Row[Any], organisations: Mapping[int, str]) -> bytes:
    organisation = None
    if row.organisation_id is not None:
        organisation = organisations.get(row.organisation_id)
        if organisation is None:
            raise ExportRefused(
                f"the document {row.name!r} belongs to organisation {row.organisation_id}, "
                "which does not exist any more: export without documents"
            )
    said = {
        "kind": row.kind,
        "organisation": organisation,
        "activity": row.activity,
        "agent": Raw(row.agent.encode()) if row.agent is not None else None,
        "registration": row.registration,
        "id": row.name,
        "contentType": row.content_type,
        "updated": instant(row.updated_at),
        "content": b64encode(row.content).decode(),
    }
    return msgspec.json.encode({name: value for name, value in said.items() if value is not None})
