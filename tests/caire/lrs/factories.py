"""Statements for tests, valid unless a test says otherwise."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import tincan
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs import building as b
from caire.lrs import vocabulary as v
from caire.lrs.models import StoredStatement
from caire.lrs.records import StatementRecord
from caire.lrs.services import store_own

HOME = "http://localhost/xapi"
NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
REGISTRATION = "6f0fdc5c-8f62-4f0e-9f0a-0f6f3c1b5e6d"


def id_of(happening: str) -> str:
    return str(uuid5(UUID(REGISTRATION), happening))


def own_statement(happening: str = "screen:n1.s1.e1:1", **changes: Any) -> tincan.Statement:
    """A statement of the platform; any argument of `building.statement` can be given."""
    values: dict[str, Any] = {
        "id": id_of(happening),
        "actor_name": "5a0c",
        "verb": v.EXPERIENCED,
        "target": b.activity(HOME, "screen", "n1.s1.e1", v.TYPE_LESSON),
        "registration": REGISTRATION,
        "course_key": "aware",
        "content_version": "1.0.0",
        "now": NOW,
    }
    return b.statement(HOME, **(values | changes))


def store_some(db: Session, *statements: tincan.Statement) -> list[StatementRecord]:
    return store_own(db, statements=statements, authority_home=HOME)


def encoded(statement: tincan.Statement) -> bytes:
    """The statement as a program sends it."""
    return statement.to_json().encode()


def raw_statements(db: Session) -> list[str]:
    """The text of every statement that is kept, in the order of storage."""
    query = select(StoredStatement.raw).where(StoredStatement.raw.is_not(None))
    return [raw for raw in db.scalars(query.order_by(StoredStatement.seq)) if raw is not None]
