"""Statements out, as JSON Lines, in the order of storage and in constant memory.

Pages are read by number, each in a transaction of its own. The file grows beside its place, under
the name `FILE.part`, and takes it when it is whole; `FILE.progress` says what is safely in it, so
that an export that was cut goes on. Each page of a `.gz` is a member of its own (RFC 1952, 2.2), so
that the file can be cut between two.
"""

import gzip
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from caire.lrs.consistency import consistent_through
from caire.lrs.errors import ExportRefused
from caire.lrs.models import StatementFile, StoredFile, StoredStatement
from caire.lrs.numbering import instant, last_number
from caire.lrs.pseudonyms import Pseudonyms

#: Statements a page, and how many of their characters.
PAGE = 500
PAGE_CHARACTERS = 2_000_000
MIN_SECRET = 16


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """What to export.

    `since`: only numbers above. `files`: with the files of attachments, in the folder
    `FILE.files`, each under its SHA-2. `secret`: that of the pseudonyms; empty: one for this export
    that is forgotten after it.
    """

    since: int = 0
    pseudonymise: bool = False
    secret: str = ""
    files: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`statements` in the file, `resumed` of them from before it was cut.

    `through`: everything stored up to then is in it: the next export can go on from there.
    """

    statements: int
    resumed: int
    files: int
    files_left_out: int
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
    part, progress_path = _beside(path, ".part"), _beside(path, ".progress")
    begun = _begun(progress_path, asked) if resume else None
    secret = asked.secret or secrets.token_hex(32)
    progress = begun or _Progress(_told(asked), secret if asked.pseudonymise else "", asked.since)
    names = Pseudonyms(progress.secret) if asked.pseudonymise else None
    resumed = progress.statements
    with sessions() as db:
        through = consistent_through(db)
    with _opened(part, progress.bytes) as file:
        while rows := _page(sessions, progress.seq, last_number(through)):
            lines = [names.apply(raw) if names else _line(raw) for _, raw in rows]
            data = b"\n".join(lines) + b"\n"
            file.write(gzip.compress(data, 6) if path.suffix == ".gz" else data)
            file.flush()
            os.fsync(file.fileno())
            progress = _with_files(sessions, path, rows, asked.files, progress)
            progress = replace(
                progress,
                seq=rows[-1][0],
                bytes=file.tell(),
                statements=progress.statements + len(rows),
            )
            _keep(progress_path, progress)
    os.replace(part, path)
    progress_path.unlink(missing_ok=True)
    return ExportReport(progress.statements, resumed, progress.files, progress.left_out, through)


def since_of(text: str) -> int | None:
    """A statement's number, as digits; None when it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else None


def files_folder(path: Path) -> Path:
    """Where the files of the attachments are, beside the statements."""
    return _beside(path, ".files")


def _refuse_unfit(asked: ExportAsked) -> None:
    if asked.pseudonymise and asked.files:
        raise ExportRefused("files may name people: a pseudonymised export goes without them")
    if asked.secret and len(asked.secret) < MIN_SECRET:
        raise ExportRefused(f"the secret of pseudonyms needs {MIN_SECRET} characters or more")


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _told(asked: ExportAsked) -> str:
    """What must be the same for a file to go on; a secret by its hash."""
    known = asdict(asked) | {"secret": sha256(asked.secret.encode()).hexdigest()}
    return json.dumps(known, sort_keys=True)


def _begun(path: Path, asked: ExportAsked) -> _Progress | None:
    try:
        found = _Progress(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ExportRefused(f"{path} cannot be read: export again without --resume") from error
    if found.asked != _told(asked):
        raise ExportRefused(
            "the export that was cut was asked otherwise: give the same options and secret, "
            "or begin again without --resume"
        )
    return found


def _opened(part: Path, size: int) -> IO[bytes]:
    """The part, cut to what is known to be whole."""
    flags = os.O_RDWR | os.O_CREAT | (0 if size else os.O_TRUNC)
    file = os.fdopen(os.open(part, flags, 0o600), "r+b")
    if part.stat().st_size < size:
        file.close()
        raise ExportRefused(f"{part} is shorter than it was: export again without --resume")
    file.truncate(size)
    file.seek(size)
    return file


def _keep(path: Path, progress: _Progress) -> None:
    draft = _beside(path, ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(asdict(progress)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


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
        last, size = None, 0
        for seq, length in db.execute(sized).all():
            size += length
            if last is not None and size > PAGE_CHARACTERS:
                break
            last = seq
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
        "through": instant(report.through),
    }
