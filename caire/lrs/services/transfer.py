"""Statements out and in, as JSON Lines: one statement a line, in the order of storage."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from sqlalchemy.orm import Session

from caire.lrs.errors import ImportRefused, StatementConflict, StatementInvalid, VoidingRefused
from caire.lrs.models import PLATFORM
from caire.lrs.provenance import says_own
from caire.lrs.queries import raw_statements
from caire.lrs.services.completing import Incoming, complete
from caire.lrs.services.storing import Source, store

BATCH = 500


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`known` were stored before: they are left as they are."""

    read: int
    stored: int
    known: int


def export_statements(db: Session, path: Path) -> int:
    """Write every statement to `path`; returns how many. The file appears whole or not at all.

    Voided statements and those that void them are among them; erased ones are not.

    Raises:
        OSError: the file cannot be written.
    """
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        try:
            count = _write(db, draft.file)
            draft.flush()
            os.replace(draft.name, path)
        except BaseException:
            os.unlink(draft.name)
            raise
    return count


def _write(db: Session, file: IO[bytes]) -> int:
    count = 0
    for raw in raw_statements(db):
        # JSON strings hold no bare line feed; between members one is only a space.
        file.write(raw.replace("\r", " ").replace("\n", " ").encode() + b"\n")
        count += 1
    return count


def import_statements(db: Session, path: Path, *, authority_home: str) -> ImportReport:
    """Store the statements of a file, in its order; those known by their id stay as they are.

    An export comes back with its `stored` and `authority`; statements that carry the platform's
    own authority count as its own. All or nothing: call it in one transaction.

    Raises:
        ImportRefused: with the line, when it holds no valid statement.
        OSError: the file cannot be read.
    """
    read = stored = 0
    with path.open("rb") as file:
        for batch in _batches(file, authority_home):
            try:
                records = store(db, incoming=batch, source=Source.IMPORT)
            except (VoidingRefused, StatementConflict) as refusal:
                raise ImportRefused(f"{path.name}: {refusal}") from refusal
            read += len(records)
            stored += len({record.id for record in records if record.was_new})
    return ImportReport(read=read, stored=stored, known=read - stored)


def _batches(file: IO[bytes], home: str) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            batch.append(_incoming(line, home))
        except StatementInvalid as fault:
            raise ImportRefused(f"line {number}: {fault}") from fault
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _incoming(line: bytes, home: str) -> Incoming:
    is_own = says_own(line, home)
    return complete(
        line.strip(),
        home=home,
        authority="import",
        is_own=is_own,
        key_id=PLATFORM if is_own else None,
        keep_provenance=True,
    )
