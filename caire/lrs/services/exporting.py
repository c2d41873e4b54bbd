"""Statements out, as JSON Lines, in the order of storage and in constant memory.

Pages are read by number, each in a transaction of its own; the file grows beside its place
(`growing`), so that an export that was cut goes on.
"""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from caire.lrs.consistency import consistent_through
from caire.lrs.errors import ExportRefused
from caire.lrs.models import StatementFile, StoredFile, StoredStatement
from caire.lrs.numbering import instant, last_number, stored_at
from caire.lrs.pseudonyms import Pseudonyms
from caire.lrs.services.exporting_documents import documents_file, export_documents
from caire.lrs.services.growing import (
    append,
    beside,
    finish,
    keep_progress,
    kept_progress,
    open_part,
    unreadable,
)
from caire.lrs.services.paging import last_within

#: Statements a page, and how many of their characters.
PAGE = 500
PAGE_CHARACTERS = 2_000_000
MIN_SECRET = 16


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """What to export.

    `since`: only numbers above. `files`: with the files of attachments, in the folder
    `FILE.files`, each under its SHA-2. `documents`: with those of programs, in a file beside
    (`documents_file`), each with its organisation by the word of `organisations`. `secret`: that
    of the pseudonyms; empty: one for this export that is forgotten after it.
    """

    since: int = 0
    pseudonymise: bool = False
    secret: str = ""
    files: bool = False
    documents: bool = False
    organisations: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`statements` in the file, `resumed` of them from before it was cut.

    `through`: everything stored up to then is in it: the next export can go on from there.
    """

    statements: int
    resumed: int
    files: int
    files_left_out: int
    documents: int
    through: datetime


@dataclass(frozen=True, slots=True)
class _Progress:
    """What is safely written: up to the number `seq`, `bytes` of the part."""

    asked: str
    secret: str
    seq: int
    bytes: int = 0
    statements: int = 0
    files: int = 0
    left_out: int = 0
    documents: int = 0


def export_statements(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    asked: ExportAsked | None = None,
    resume: bool = False,
) -> ExportReport:
    """Write the statements to `path`, gzipped when its name ends in `.gz`.

    Voided statements and those that void them are among them; erased ones are not. The file is
    readable by its owner only.

    Raises:
        ExportRefused: what was cut was asked otherwise; pseudonyms with files; a short secret.
        OSError: the file cannot be written.
    """
    asked = asked or ExportAsked()
    _refuse_unfit(asked)
    begun = _begun(path, asked) if resume else None
    progress = begun or _first_progress(sessions, path, asked, resume=resume)
    names = Pseudonyms(progress.secret) if asked.pseudonymise else None
    resumed = progress.statements
    with sessions() as db:
        through = consistent_through(db)
    with open_part(path, progress.bytes) as file:
        while rows := _page(sessions, progress.seq, last_number(through)):
            lines = [names.apply(raw) if names else _line(raw) for _, raw in rows]
            size = append(file, path, lines)
            progress = _with_files(sessions, path, rows, asked.files, progress)
            progress = replace(
                progress,
                seq=rows[-1][0],
                bytes=size,
                statements=progress.statements + len(rows),
            )
            keep_progress(path, asdict(progress))
    finish(path)
    return ExportReport(
        statements=progress.statements,
        resumed=resumed,
        files=progress.files,
        files_left_out=progress.left_out,
        documents=progress.documents,
        through=through,
    )


def since_of(text: str) -> int | None:
    """A statement's number, as digits; None when it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else None


def files_folder(path: Path) -> Path:
    """Where the files of the attachments are, beside the statements."""
    return beside(path, ".files")


def _refuse_unfit(asked: ExportAsked) -> None:
    if asked.pseudonymise and asked.files:
        raise ExportRefused("files may name people: a pseudonymised export goes without them")
    if asked.pseudonymise and asked.documents:
        raise ExportRefused(
            "documents hold what programs like, in any form: nobody can find the names in them, so "
            "that a pseudonymised export goes without them"
        )
    if asked.secret and len(asked.secret) < MIN_SECRET:
        raise ExportRefused(f"the secret of pseudonyms needs {MIN_SECRET} characters or more")


def _told(asked: ExportAsked) -> str:
    """What must be the same for a file to go on; a secret by its hash."""
    known = asdict(asked) | {"secret": sha256(asked.secret.encode()).hexdigest()}
    del known["organisations"]
    return json.dumps(known, sort_keys=True)


def _first_progress(
    sessions: sessionmaker[Session], path: Path, asked: ExportAsked, *, resume: bool
) -> _Progress:
    """Where the statements begin: after the documents, which are whole then."""
    secret = asked.secret or secrets.token_hex(32)
    progress = _Progress(_told(asked), secret if asked.pseudonymise else "", asked.since)
    if not asked.documents:
        return progress
    count = export_documents(
        sessions,
        documents_file(path),
        organisations=asked.organisations,
        since=stored_at(asked.since) if asked.since else None,
        resume=resume,
    )
    progress = replace(progress, documents=count)
    keep_progress(path, asdict(progress))
    return progress


def _begun(path: Path, asked: ExportAsked) -> _Progress | None:
    kept = kept_progress(path)
    if kept is None:
        return None
    try:
        found = _Progress(**kept)
    except TypeError as error:
        raise unreadable(path) from error
    if found.asked != _told(asked):
        raise ExportRefused(
            "the export that was cut was asked otherwise: give the same options and secret, "
            "or begin again without --resume"
        )
    return found


def _page(sessions: sessionmaker[Session], after: int, through: int) -> list[tuple[int, str]]:
    """The next statements, in a transaction of their own."""
    sized = (
        select(StoredStatement.seq, func.length(StoredStatement.raw))
        .where(
            StoredStatement.seq > after,
            StoredStatement.seq <= through,
            StoredStatement.raw.is_not(None),
        )
        .order_by(StoredStatement.seq)
        .limit(PAGE)
    )
    with sessions() as db:
        last = last_within(((key, size) for key, size in db.execute(sized)), PAGE_CHARACTERS)
        if last is None:
            return []
        query = (
            select(StoredStatement.seq, StoredStatement.raw)
            .where(
                StoredStatement.seq > after,
                StoredStatement.seq <= last,
                StoredStatement.raw.is_not(None),
            )
            .order_by(StoredStatement.seq)
        )
        return [(seq, raw) for seq, raw in db.execute(query) if raw is not None]


def _line(raw: str) -> bytes:
    # JSON strings hold no bare line feed; between members one is only a space.
    return raw.replace("\r", " ").replace("\n", " ").encode()


def _with_files(
    sessions: sessionmaker[Session],
    path: Path,
    rows: Sequence[tuple[int, str]],
    wanted: bool,
    progress: _Progress,
) -> _Progress:
    """Write the files of these statements, one at a time, or count them."""
    query = select(StatementFile.sha2).where(
        StatementFile.seq >= rows[0][0], StatementFile.seq <= rows[-1][0]
    )
    with sessions() as db:
        found: list[Any] = list(db.scalars(query.distinct()))
        if not wanted:
            return replace(progress, left_out=progress.left_out + len(found))
        for sha2 in found:
            content = db.scalar(select(StoredFile.content).where(StoredFile.sha2 == sha2))
            if content is not None:
                _write_file(files_folder(path), sha2, content)
    return replace(progress, files=progress.files + len(found))


def _write_file(folder: Path, sha2: str, content: bytes) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{sha2}"
    draft.write_bytes(content)
    os.replace(draft, folder / sha2)


def described(report: ExportReport) -> dict[str, Any]:
    """The report for programs. `through` can be given as `--since` of the next export."""
    return {
        "statements": report.statements,
        "resumed": report.resumed,
        "files": report.files,
        "files_left_out": report.files_left_out,
        "documents": report.documents,
        "through": instant(report.through),
    }
