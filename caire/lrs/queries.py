"""Reads of the store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from caire.lrs.access import KeyAccess
from caire.lrs.errors import StatementInvalid
from caire.lrs.models import PLATFORM, LrsKey, StatementId, StoredStatement
from caire.lrs.provenance import OWN_NAME
from caire.lrs.records import StatementRecord
from caire.lrs.searching import Found, Reader
from caire.lrs.texts import uuid

_COLUMNS = (
    StoredStatement.seq,
    StoredStatement.id,
    StoredStatement.registration,
    StoredStatement.raw,
    StoredStatement.is_own,
    StoredStatement.key_id,
)


def readable() -> Select[*tuple[Any, ...]]:
    """Statements that hold: neither voided nor erased."""
    return select(*_COLUMNS).where(
        StoredStatement.voided_by.is_(None), StoredStatement.raw.is_not(None)
    )


def with_ids(query: Select[*tuple[Any, ...]], ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Those of a query on statements that have these ids."""
    return query.join(StatementId, StatementId.seq == StoredStatement.seq).where(
        StatementId.id.in_(ids)
    )


def record_of(row: Any) -> StatementRecord:
    """A row of `readable()` as a record."""
    return StatementRecord(row.seq, row.id, row.registration, row.raw, row.is_own, row.key_id)


def statements_of_registration(
    db: Session, registration: str, *, key_ids: Collection[int] = ()
) -> list[StatementRecord]:
    """Our own statements of an enrolment, as they were stored, without those taken back.

    Those that came with one of these keys are added, in the order of storage.
    """
    ours: ColumnElement[bool] = StoredStatement.is_own.is_(True)
    if key_ids:
        ours = or_(StoredStatement.is_own, StoredStatement.key_id.in_(key_ids))
    rows = db.execute(
        readable()
        .where(StoredStatement.registration == registration, ours)
        .order_by(StoredStatement.seq)
    )
    return [record_of(row) for row in rows]


def statement(db: Session, id: str) -> StatementRecord | None:
    """The statement, unless there is none or it was taken back."""
    row = db.execute(with_ids(readable(), [id.lower()])).one_or_none()
    return record_of(row) if row else None


def records_by_id(db: Session, ids: Sequence[str]) -> dict[str, StatementRecord]:
    """Statements by id, those taken back included."""
    query = with_ids(select(*_COLUMNS), ids).where(StoredStatement.raw.is_not(None))
    return {row.id: record_of(row) for row in db.execute(query)}


def known_ids(db: Session, ids: Sequence[str]) -> set[str]:
    """Those that are taken, by erased statements too."""
    return set(db.scalars(select(StatementId.id).where(StatementId.id.in_(ids))))


def emptied_among(db: Session, ids: Sequence[str]) -> set[str]:
    """Those of erased statements."""
    query = with_ids(select(StoredStatement.id), ids).where(StoredStatement.raw.is_(None))
    return set(db.scalars(query))


def registrations(db: Session) -> Iterator[str]:
    """Every registration that has a statement of ours."""
    query = select(StoredStatement.registration).where(
        StoredStatement.registration.is_not(None), StoredStatement.is_own
    )
    yield from db.scalars(query.distinct().order_by(StoredStatement.registration))  # type: ignore[misc]  # not null, asked above


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key without its secrets. Limits are a minute's; None: as the settings say."""

    id: int
    name: str
    key: str
    scopes: tuple[str, ...]
    organisation_id: int | None
    created_at: datetime
    revoked_at: datetime | None
    rotated_at: datetime | None
    previous_ends_at: datetime | None
    last_used_at: datetime | None
    requests_per_minute: int | None
    statements_per_minute: int | None


def keys(db: Session) -> list[KeyRow]:
    """Every key, oldest first, the revoked ones included."""
    return [_key_row(row) for row in db.execute(_KEYS.order_by(LrsKey.id))]


def key_row(db: Session, key_id: int) -> KeyRow | None:
    row = db.execute(_KEYS.where(LrsKey.id == key_id)).one_or_none()
    return _key_row(row) if row else None


_KEYS = select(
    LrsKey.id,
    LrsKey.name,
    LrsKey.key,
    LrsKey.scopes,
    LrsKey.organisation_id,
    LrsKey.created_at,
    LrsKey.revoked_at,
    LrsKey.rotated_at,
    LrsKey.previous_ends_at,
    LrsKey.last_used_at,
    LrsKey.requests_per_minute,
    LrsKey.statements_per_minute,
)


def _key_row(row: Any) -> KeyRow:
    return KeyRow(row[0], row[1], row[2], tuple(row[3]), *row[4:])


def visible(db: Session, *, id: str, voided: bool, reader: Reader) -> Found | None:
    """One statement for a program; None when there is none that it may see.

    Args:
        voided: look for a statement that was taken back, else for one that holds.
    """
    query = with_ids(select(StoredStatement.seq, StoredStatement.raw), [id]).where(
        StoredStatement.voided_by.is_not(None) if voided else StoredStatement.voided_by.is_(None),
        StoredStatement.raw.is_not(None),
    )
    if reader.key_ids is not None:
        query = query.where(StoredStatement.key_id.in_(reader.key_ids))
    row = db.execute(query).one_or_none()
    return Found(row.seq, row.raw) if row else None


def reader_of(db: Session, access: KeyAccess) -> Reader:
    """What a program may read: everything, what its organisation's keys stored, or its own."""
    if not access.may_read_all:
        return Reader((access.key_id,))
    if access.organisation_id is None:
        return Reader()
    keys = select(LrsKey.id).where(LrsKey.organisation_id == access.organisation_id)
    return Reader(tuple(db.scalars(keys.order_by(LrsKey.id))))


def authority_key_id(db: Session, agent: Mapping[str, Any] | None, home: str) -> int | None:
    """The key that vouches for statements as this agent: `PLATFORM`, a program's, or none."""
    account = (agent or {}).get("account") or {}
    if account.get("homePage") != home:
        return None
    if account["name"] == OWN_NAME:
        return PLATFORM
    return db.scalar(select(LrsKey.id).where(LrsKey.key == account["name"]))


@dataclass(frozen=True, slots=True)
class ProvableText:
    """What the leaf of a statement was made of."""

    raw: str
    salt: bytes


def provable_text(db: Session, id: str, *, reader: Reader) -> ProvableText | None:
    """Of a statement that is kept and that the reader may see, one taken back included."""
    try:
        known = uuid(id, "$.id")
    except StatementInvalid:
        return None
    query = with_ids(select(StoredStatement.raw, StoredStatement.salt), [known]).where(
        StoredStatement.raw.is_not(None), StoredStatement.salt.is_not(None)
    )
    if reader.key_ids is not None:
        query = query.where(StoredStatement.key_id.in_(reader.key_ids))
    row = db.execute(query).one_or_none()
    return ProvableText(row.raw, row.salt) if row else None
