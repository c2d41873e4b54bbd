"""What our own statements say of one person, in whichever of her registrations."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.hashing import activity_key, verb_key
from caire.lrs.models import StoredStatement
from caire.lrs.records import StatementRecord


def statements_of_same_actor(
    db: Session, registration: str, *, verbs: Collection[str]
) -> list[StatementRecord]:
    """Those with these verbs about the person of a registration, in the order of storage.

    Statements that were taken back or erased are left out.
    """
    herself = (
        select(StoredStatement.actor_key)
        .where(StoredStatement.registration == registration, StoredStatement.is_own.is_(True))
        .distinct()
    )
    rows = db.execute(
        select(
            StoredStatement.seq, StoredStatement.id, StoredStatement.registration,
            StoredStatement.raw, StoredStatement.is_own, StoredStatement.key_id,
        )
        .where(
            StoredStatement.voided_by.is_(None),
            StoredStatement.raw.is_not(None),
            StoredStatement.is_own.is_(True),
            StoredStatement.actor_key.in_(herself),
            StoredStatement.verb_key.in_([verb_key(verb) for verb in verbs]),
        )
        .order_by(StoredStatement.seq)
    )  # fmt: skip
    return [_record(row) for row in rows]


def was_said(db: Session, registration: str, *, verb: str, activities: Collection[str]) -> bool:
    """Whether a statement of ours that holds says this of one of the activities, by their IRIs."""
    said = (
        select(StoredStatement.seq)
        .where(
            StoredStatement.registration == registration,
            StoredStatement.is_own.is_(True),
            StoredStatement.voided_by.is_(None),
            StoredStatement.raw.is_not(None),
            StoredStatement.verb_key == verb_key(verb),
            StoredStatement.activity_key.in_([activity_key(iri) for iri in activities]),
        )
        .limit(1)
    )
    return db.scalar(said) is not None


def _record(row: Any) -> StatementRecord:
    return StatementRecord(*row)
