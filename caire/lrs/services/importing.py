"""Statements in, from JSON Lines, in constant memory: batches, each in a transaction of its own.

An import that was cut goes on when it is run again: what is known by its id is left as it is. What
is about somebody who was erased, from the time before, is left out.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session, sessionmaker

from caire.db import transaction
from caire.lrs.errors import ImportRefused, StatementConflict, StatementInvalid, VoidingRefused
from caire.lrs.hashing import is_hash_of
from caire.lrs.models import PLATFORM
from caire.lrs.provenance import says_own
from caire.lrs.queries import emptied_among
from caire.lrs.services.completing import Incoming, complete
from caire.lrs.services.exporting import files_folder
from caire.lrs.services.growing import opened_lines
from caire.lrs.services.keeping_files import keep_files
from caire.lrs.services.remembering import Erased, erased_among
from caire.lrs.services.storing import Source, store
from caire.lrs.versions import Version

#: Statements of a transaction, and how many of their bytes.
BATCH = 500
BATCH_BYTES = 2_000_000
#: A longer line is no statement: it is not read to its end.
LINE_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`known` were stored before: they are left as they are; `erased` are left out."""

    read: int
    stored: int
    known: int
    files: int = 0
    erased: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    incoming: Incoming


class _Said(msgspec.Struct):
    version: str = ""


_said = msgspec.json.Decoder(_Said)


class _Importing:
    """One import: what was stored so far, and where we are."""

    def __init__(
        self, sessions: sessionmaker[Session], path: Path, home: str, data_dir: str
    ) -> None:
        self._sessions = sessions
        self._data_dir = data_dir
        self._path = path
        self._home = home
        self._folder = files_folder(path)
        self.report = ImportReport(0, 0, 0)

    def store(self, batch: list[_Line]) -> None:
        """Raises: ImportRefused: nothing of the batch is stored."""
        kept = batch
        try:
            with self._sessions() as db, transaction(db):
                kept = self._of_nobody_erased(db, batch)
                new, files = self._stored(db, kept)
        except (VoidingRefused, StatementConflict) as refusal:
            number = self._blamed(kept)
            raise self.refusal(number, str(refusal), batch) from refusal
        before = self.report
        self.report = ImportReport(
            before.read + len(batch),
            before.stored + new,
            before.known + len(kept) - new,
            before.files + files,
            before.erased + len(batch) - len(kept),
        )

    def _of_nobody_erased(self, db: Session, batch: list[_Line]) -> list[_Line]:
        """Without what is about somebody who was erased later, and what is emptied here."""
        keys = {key for line in batch if (key := line.incoming.checked.actor_key) is not None}
        erased = erased_among(db, keys, data_dir=self._data_dir)
        emptied = emptied_among(db, [line.incoming.id for line in batch])
        return [
            line
            for line in batch
            if line.incoming.id not in emptied and not _was_erased(line.incoming, erased)
        ]

    def incoming(self, line: bytes) -> Incoming:
        """Raises: StatementInvalid."""
        is_own = says_own(line, self._home)
        return complete(
            line.strip(),
            home=self._home,
            authority="import",
            is_own=is_own,
            key_id=PLATFORM if is_own else None,
            keep_provenance=True,
            version=_version_of(line),
            files=None,  # they may have been left out
        )

    def refusal(self, number: int, reason: str, batch: list[_Line]) -> ImportRefused:
        first = batch[0].number if batch else number
        return ImportRefused(
            f"{self._path.name}:{number}: {reason}. Nothing from line {first} on is stored; "
            f"{self.report.stored} traces of the lines before are. Mend the line and import the "
            f"file again: what is known is left as it is (--from-line {first} passes it over)"
        )

    def _stored(self, db: Session, batch: list[_Line]) -> tuple[int, int]:
        given = [line.incoming for line in batch]
        if not given:
            return 0, 0
        records = store(db, incoming=given, source=Source.IMPORT)
        new = {record.id: record.seq for record in records if record.was_new}
        files = 0
        for one in given:
            if one.id in new:
                files += self._bring_files(db, new[one.id], one)
        return len(new), files

    def _bring_files(self, db: Session, seq: int, one: Incoming) -> int:
        """Those of the folder beside, one in memory at a time."""
        brought = 0
        for seen in one.checked.attachments:
            path = self._folder / seen.sha2
            if path.is_file():
                data = path.read_bytes()
                if not is_hash_of(seen.sha2, data):
                    raise ImportRefused(f"{path} is not what its name says: copy it again")
                keep_files(db, spoken_of=[(seq, seen.sha2)], files={seen.sha2: data})
                brought += 1
        return brought

    def _blamed(self, batch: list[_Line]) -> int:
        """The line that the store refuses, found by storing one after the other, for nothing."""
        with self._sessions() as db:
            db.connection(execution_options={"writes": True})
            try:
                for line in batch:
                    store(db, incoming=[line.incoming], source=Source.IMPORT)
            except (VoidingRefused, StatementConflict):
                return line.number
            finally:
                db.rollback()
        return batch[0].number


def import_statements(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    authority_home: str,
    data_dir: str,
    from_line: int = 1,
) -> ImportReport:
    """Store the statements of a file, in its order; those known by their id stay as they are.

    An export comes back with its `stored` and `authority`; statements that carry the platform's
    own authority count as its own. Files of attachments come from the folder beside, if there.

    Args:
        data_dir: where the key of the log is, without which nobody knows who was erased.
        from_line: lines before are passed over.

    Raises:
        SigningKeyMissing: it is not there, and somebody was erased.
        ImportRefused: with the line, when it holds no valid statement; what stood in the batches
            before it is stored.
        OSError: the file cannot be read.
    """
    work = _Importing(sessions, path, authority_home, data_dir)
    batch: list[_Line] = []
    size = 0
    with opened_lines(path, LINE_BYTES) as lines:
        for number, line in _numbered(work, lines, batch):
            if number < from_line or not line.strip():
                continue
            try:
                batch.append(_Line(number, work.incoming(line)))
            except StatementInvalid as fault:
                raise work.refusal(number, str(fault), batch) from fault
            size += len(line)
            if len(batch) == BATCH or size > BATCH_BYTES:
                work.store(batch)
                batch.clear()
                size = 0
    if batch:
        work.store(batch)
    return work.report


def _numbered(
    work: _Importing, lines: Iterator[bytes], batch: list[_Line]
) -> Iterator[tuple[int, bytes]]:
    """Of a line that is too long, only the beginning is read."""
    number = 0
    while True:
        number += 1
        try:
            line = next(lines, None)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise work.refusal(number, f"the file is cut or damaged: {error}", batch) from error
        if line is None:
            return
        if len(line) > LINE_BYTES:
            raise work.refusal(number, f"longer than {LINE_BYTES} bytes", batch)
        yield number, line


def _was_erased(one: Incoming, erased: Mapping[bytes, Erased]) -> bool:
    found = erased.get(one.checked.actor_key) if one.checked.actor_key is not None else None
    if found is None or not found.with_traces:
        return False
    happened = one.stored or one.checked.timestamp
    return happened is None or happened <= found.at


def _version_of(line: bytes) -> Version:
    """Which rules a statement was stored under."""
    try:
        said = _said.decode(line).version
    except msgspec.MsgspecError:
        return Version.V1  # the full check says what is wrong with it
    return Version.V2 if said.startswith("2.") else Version.V1
