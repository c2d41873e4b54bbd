"""What our own statements say of one person, in whichever of her registrations."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from caire.db import rows_of
from caire.lrs.hashing import activity_key, verb_key
from caire.lrs.models import StoredStatement
from caire.lrs.records import StatementRecord

_HERSELF = (
    select(StoredStatement.actor_key)
    .where(
        StoredStatement.registration == bindparam("registration"), StoredStatement.is_own.is_(True)
    )
    .distinct()
)
_named = aliased(StoredStatement)
_NAMED = select(_named.activity_key).where(
    _named.is_own.is_(True),
    _named.actor_key.in_(_HERSELF),
    _named.verb_key == bindparam("about_verb"),
)
_OF_SAME_ACTOR = (
    select(
        StoredStatement.seq, StoredStatement.id, StoredStatement.registration,
        StoredStatement.raw, StoredStatement.is_own, StoredStatement.key_id,
    )
    .where(
        StoredStatement.voided_by.is_(None),
        StoredStatement.raw.is_not(None),
        StoredStatement.is_own.is_(True),
        StoredStatement.actor_key.in_(_HERSELF),
        or_(
            StoredStatement.verb_key.in_(bindparam("verbs", expanding=True)),
            StoredStatement.activity_key.in_(_NAMED),
        ),
    )
    .order_by(StoredStatement.seq)
)  # fmt: skip
_SAID = (
    select(StoredStatement.seq)
    .where(
        StoredStatement.registration == bindparam("registration"),
        StoredStatement.is_own.is_(True),
        StoredStatement.voided_by.is_(None),
        StoredStatement.raw.is_not(None),
        StoredStatement.verb_key == bindparam("verb"),
        StoredStatement.activity_key.in_(bindparam("activities", expanding=True)),
    )
    .limit(1)
)


def statements_of_same_actor(
    db: Session, registration: str, *, verbs: Collection[str], about: str
) -> list[StatementRecord]:
    """Those with these verbs about the person of a registration, in the order of storage.

    With them, whatever was said of her about the activities that statements with the verb `about`
    name. Statements that were taken back or erased are left out. One query.
    """
    rows = rows_of(
        db,
        _OF_SAME_ACTOR,
        registration=registration,
        verbs=[verb_key(verb) for verb in verbs],
        about_verb=verb_key(about),
    )
    return [_record(row) for row in rows]


def was_said(db: Session, registration: str, *, verb: str, activities: Collection[str]) -> bool:
    """Whether a statement of ours that holds says this of one of the activities, by their IRIs."""
    rows = rows_of(
        db,
        _SAID,
        registration=registration,
        verb=verb_key(verb),
        activities=[activity_key(iri) for iri in activities],
    )
    return bool(rows)


def _record(row: Any) -> StatementRecord:
    return StatementRecord(*row)
