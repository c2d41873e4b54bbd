"""Reads of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from caire.lrs.models import LrsKey, StoredStatement

READ_AT_ONCE = 500

_COLUMNS = (
    StoredStatement.seq,
    StoredStatement.id,
    StoredStatement.registration,
    StoredStatement.verb,
    StoredStatement.activity,
    StoredStatement.stored,
    StoredStatement.raw,
    StoredStatement.is_own,
)


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A stored statement. `data` is the statement itself; `was_new` false when it was known."""

    seq: int
    id: str
    registration: str | None
    verb: str
    activity: str | None
    stored: datetime
    data: dict[str, Any]
    was_new: bool
    is_own: bool


def readable() -> Select[*tuple[Any, ...]]:
    """Statements that hold: neither voided nor erased."""
    return select(*_COLUMNS).where(
        StoredStatement.voided_by.is_(None), StoredStatement.raw.is_not(None)
    )


def record_of(row: Any) -> StatementRecord:
    """A row of `readable()` as a record."""
    return StatementRecord(
        seq=row.seq,
        id=row.id,
        registration=row.registration,
        verb=row.verb,
        activity=row.activity,
        stored=row.stored,
        data=msgspec.json.decode(row.raw),
        was_new=False,
        is_own=row.is_own,
    )


def statements_of_registration(db: Session, registration: str) -> list[StatementRecord]:
    """Our own statements of an enrolment, as they were stored, without those taken back."""
    rows = db.execute(
        readable()
        .where(StoredStatement.registration == registration, StoredStatement.is_own)
        .order_by(StoredStatement.seq)
    )
    return [record_of(row) for row in rows]


def statement(db: Session, id: str) -> StatementRecord | None:
    """The statement, unless there is none or it was taken back."""
    row = db.execute(readable().where(StoredStatement.id == id)).one_or_none()
    return record_of(row) if row else None


def records_by_id(db: Session, ids: list[str]) -> dict[str, StatementRecord]:
    """Statements by id, those taken back included."""
    rows = db.execute(
        select(*_COLUMNS).where(StoredStatement.id.in_(ids), StoredStatement.raw.is_not(None))
    )
    return {row.id: record_of(row) for row in rows}


def registrations(db: Session) -> Iterator[str]:
    """Every registration that has a statement of ours."""
    query = select(StoredStatement.registration).where(
        StoredStatement.registration.is_not(None), StoredStatement.is_own
    )
    yield from db.scalars(query.distinct().order_by(StoredStatement.registration))  # type: ignore[misc]  # not null, asked above


def raw_statements(db: Session) -> Iterator[str]:
    """Every statement as text, in the order of storage, without holding them all in memory."""
    query = (
        select(StoredStatement.raw)
        .where(StoredStatement.raw.is_not(None))
        .order_by(StoredStatement.seq)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    with db.execute(query) as rows:
        for (raw,) in rows:
            if raw is not None:
                yield raw


@dataclass(frozen=True, slots=True)
class KeyRow:
    name: str
    key: str
    scopes: tuple[str, ...]
    organisation_id: int | None
    created_at: datetime
    revoked_at: datetime | None


def keys(db: Session) -> list[KeyRow]:
    """Every key, oldest first, the revoked ones included."""
    rows = db.execute(
        select(
            LrsKey.name,
            LrsKey.key,
            LrsKey.scopes,
            LrsKey.organisation_id,
            LrsKey.created_at,
            LrsKey.revoked_at,
        ).order_by(LrsKey.id)
    )
    return [KeyRow(r[0], r[1], tuple(r[2]), *r[3:]) for r in rows]


def visible_raw(
    db: Session,
    *,
    id: str,
    voided: bool,
    key_id: int | None,
    organisation_id: int | None,
) -> str | None:
    """One statement's text for a program; None when there is none that it may see.

    Args:
        voided: look for a statement that was taken back, else for one that holds.
        key_id: only what this key stored; None: by any.
        organisation_id: only what belongs to this organisation; None: to any.
    """
    query = select(StoredStatement.raw).where(
        StoredStatement.id == id,
        StoredStatement.voided_by.is_not(None) if voided else StoredStatement.voided_by.is_(None),
    )
    if key_id is not None:
        query = query.where(StoredStatement.key_id == key_id)
    if organisation_id is not None:
        query = query.where(StoredStatement.organisation_id == organisation_id)
    return db.scalar(query)
