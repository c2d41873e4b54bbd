"""Statements on their way: read from the store with their files, a few at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.forwarding.choosing import Item
from caire.lrs.models import StoredStatement
from caire.lrs.services.keeping_files import files_of
from caire.lrs.validation import found_in
from caire.lrs.vocabulary import VOIDED

#: One request holds at most so many statements, and so many characters of them.
MAX_STATEMENTS = 200
MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class LetterFile:
    sha2: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A statement as it is kept, byte for byte, and its files. `version`: of which xAPI it is."""

    position: int
    seq: int
    id: str
    raw: bytes
    version: str
    takes_back: bool
    files: tuple[LetterFile, ...] = ()


class _Verb(msgspec.Struct):
    id: str


class _Head(msgspec.Struct):
    verb: _Verb
    version: str = "1.0.0"


_head = msgspec.json.Decoder(_Head)


def pieces(items: Sequence[Item], *, most: int = MAX_STATEMENTS) -> Iterator[list[Item]]:
    """The items in requests of a bearable size; one that has files goes alone."""
    piece: list[Item] = []
    size = 0
    for item in items:
        is_full = len(piece) == most or size + item.size > MAX_CHARACTERS
        if piece and (is_full or item.has_files or piece[-1].has_files):
            yield piece
            piece, size = [], 0
        piece.append(item)
        size += item.size
    if piece:
        yield piece


def letters_of(db: Session, piece: Sequence[Item]) -> list[Letter]:
    """The statements themselves; what was erased meanwhile is not among them."""
    query = select(StoredStatement.seq, StoredStatement.raw).where(
        StoredStatement.seq.in_([item.seq for item in piece]), StoredStatement.raw.is_not(None)
    )
    texts = {seq: raw.encode() for seq, raw in db.execute(query) if raw is not None}
    return [_letter(db, item, texts[item.seq]) for item in piece if item.seq in texts]


def runs(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters that may share a request, since they are of one version of xAPI."""
    run: list[Letter] = []
    for letter in letters:
        if run and run[-1].version != letter.version:
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _letter(db: Session, item: Item, raw: bytes) -> Letter:
    head = _head.decode(raw)
    return Letter(
        position=item.position,
        seq=item.seq,
        id=item.id,
        raw=raw,
        version="2.0.0" if head.version.startswith("2.") else "1.0.3",
        takes_back=head.verb.id == VOIDED,
        files=_files(db, item.seq, raw) if item.has_files else (),
    )


def _files(db: Session, seq: int, raw: bytes) -> tuple[LetterFile, ...]:
    kept = files_of(db, [seq])
    kinds = {seen.sha2: seen.content_type for seen in found_in(raw).attachments}
    return tuple(
        LetterFile(sha2, kinds[sha2], data) for sha2, data in kept.items() if sha2 in kinds
    )
