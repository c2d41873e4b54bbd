"""Statements as people look at them: with what became of them, and what belongs to them.

Everything is read by an index, and never counted, whatever the store's size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from caire.lrs.asking import StatementFilter
from caire.lrs.log import latest_head
from caire.lrs.models import (
    KnownVerb,
    LogLeaf,
    LrsKey,
    StatementDay,
    StatementFile,
    StatementId,
    StatementRelation,
    StoredFile,
    StoredStatement,
)
from caire.lrs.numbering import last_number
from caire.lrs.records import StatementRecord
from caire.lrs.relations import Facet, term
from caire.lrs.searching import Reader, Sender, Window, search

#: How many statements that refer to one are told.
REFERRING_MAX = 20

_COLUMNS = (
    StoredStatement.seq,
    StoredStatement.id,
    StoredStatement.registration,
    StoredStatement.raw,
    StoredStatement.is_own,
    StoredStatement.key_id,
    StoredStatement.refers,
    StoredStatement.voided_by,
    StoredStatement.erased_at,
    StoredStatement.verb_key,
)


@dataclass(frozen=True, slots=True)
class SeenStatement:
    """A statement and what became of it. `record` is None when it was erased."""

    seq: int
    id: str
    is_own: bool
    key_id: int | None
    verb_key: bytes | None
    refers: str | None
    voided_by: str | None
    erased_at: datetime | None
    stored: datetime
    record: StatementRecord | None


@dataclass(frozen=True, slots=True)
class Turned:
    """Where a list is open: after a number (older), or before one (newer); None: at its start."""

    older: int | None = None
    newer: int | None = None


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Newest first. `has_newer`, `has_older`: whether there is another page on that side."""

    rows: tuple[SeenStatement, ...]
    has_newer: bool
    has_older: bool


@dataclass(frozen=True, slots=True)
class Senders:
    """From whom statements are asked for; as `search` takes it."""

    reader: Reader = Reader()
    sender: Sender | None = None


def seen_page(
    db: Session,
    asked: StatementFilter,
    *,
    senders: Senders,
    turned: Turned,
    size: int,
    through: datetime,
    with_gone: bool = False,
) -> SeenPage:
    """One page of a list, in two queries: one by an index, one by the numbers it found."""
    backwards = turned.newer is not None
    found = search(
        db,
        replace(asked, ascending=backwards),
        reader=senders.reader,
        window=Window(size + 1, turned.newer if backwards else turned.older, last_number(through)),
        sender=senders.sender,
        with_gone=with_gone,
    )
    seqs = sorted((one.seq for one in found[:size]), reverse=True)
    rows = {row.seq: row for row in db.execute(_rows().where(StoredStatement.seq.in_(seqs)))}
    goes_on = len(found) > size
    return SeenPage(
        tuple(_seen(rows[seq]) for seq in seqs if seq in rows),
        has_newer=goes_on if backwards else turned.older is not None,
        has_older=True if backwards else goes_on,
    )


def seen(db: Session, id: str) -> SeenStatement | None:
    """One statement, voided and erased ones too."""
    row = db.execute(_by_id([id])).one_or_none()
    return _seen(row) if row else None


def seen_by_id(db: Session, ids: Sequence[str]) -> dict[str, SeenStatement]:
    return {row.id: _seen(row) for row in db.execute(_by_id(ids))} if ids else {}


def referring_to(db: Session, id: str) -> list[SeenStatement]:
    """The first statements that refer to this one, oldest first."""
    query = _rows().where(StoredStatement.refers == id).order_by(StoredStatement.seq)
    return [_seen(row) for row in db.execute(query.limit(REFERRING_MAX))]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The place of a statement in the log; `size` and `signed_at` are those of its latest head."""

    position: int
    size: int
    signed_at: datetime


def sealed(db: Session, seq: int) -> Sealed | None:
    """None when it is not sealed yet."""
    position = db.scalar(select(LogLeaf.position).where(LogLeaf.seq == seq))
    head = latest_head(db)
    if position is None or head is None:
        return None
    return Sealed(position, head.size, head.signed_at)


def kept_files(db: Session, seq: int) -> dict[str, int]:
    """The files that came with a statement: size in bytes by SHA-2."""
    query = (
        select(StoredFile.sha2, func.length(StoredFile.content))
        .join(StatementFile, StatementFile.sha2 == StoredFile.sha2)
        .where(StatementFile.seq == seq)
    )
    return {row[0]: row[1] for row in db.execute(query)}


def kept_file(db: Session, seq: int, sha2: str) -> bytes | None:
    """A file that came with this statement."""
    return db.scalar(
        select(StoredFile.content)
        .join(StatementFile, StatementFile.sha2 == StoredFile.sha2)
        .where(StatementFile.seq == seq, StatementFile.sha2 == sha2)
    )


@dataclass(frozen=True, slots=True)
class VerbRow:
    key: bytes
    iri: str
    display: dict[str, str]


def verbs(db: Session) -> list[VerbRow]:
    """The verbs that sealed statements have."""
    rows = db.execute(select(KnownVerb.verb_key, KnownVerb.iri, KnownVerb.display))
    return [VerbRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A program that may have sent something."""

    key_id: int
    name: str
    organisation_id: int | None


def programs(db: Session) -> list[SenderRow]:
    """Every key by name, the revoked ones included."""
    query = select(LrsKey.id, LrsKey.name, LrsKey.organisation_id).order_by(LrsKey.name)
    return [SenderRow(*row) for row in db.execute(query)]


def with_statements(db: Session, activity_keys: Sequence[bytes]) -> tuple[list[int], list[int]]:
    """Places in the list: of activities that statements are about, of those around some."""
    about = [
        select(literal(place), literal(1)).where(
            exists().where(StoredStatement.activity_key == key)
        )
        for place, key in enumerate(activity_keys)
    ]
    around = [
        select(literal(place), literal(0)).where(
            exists().where(StatementRelation.term == term(Facet.ANY_ACTIVITY, key))
        )
        for place, key in enumerate(activity_keys)
    ]
    rows = sorted((place, direct) for place, direct in db.execute(union_all(*about, *around)))
    return [place for place, one in rows if one], [place for place, one in rows if not one]


def totals_by_day(db: Session, *, since: date) -> list[tuple[date, int, int]]:
    """Day in Paris, key and how many statements were sealed of it, from that day on."""
    query = (
        select(StatementDay.day, StatementDay.key_id, func.sum(StatementDay.total))
        .where(StatementDay.day >= since)
        .group_by(StatementDay.day, StatementDay.key_id)
        .order_by(StatementDay.day, StatementDay.key_id)
    )
    return [(day, key_id, int(total)) for day, key_id, total in db.execute(query)]


def _rows() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _by_id(ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    query = _rows().join(StatementId, StatementId.seq == StoredStatement.seq)
    return query.where(StatementId.id.in_(ids))


def _seen(row: Any) -> SeenStatement:
    told = (row.seq, row.id, row.registration, row.raw, row.is_own, row.key_id)
    return SeenStatement(
        row.seq,
        row.id,
        row.is_own,
        row.key_id,
        row.verb_key,
        row.refers,
        row.voided_by,
        row.erased_at,
        StatementRecord(*told).stored,
        StatementRecord(*told) if row.raw is not None else None,
    )
