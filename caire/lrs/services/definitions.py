"""Keep how statements describe activities, for the Activities resource.

A definition that was merged already is remembered in the process, by database: usually nothing at
all is asked of the database.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, select, update
from sqlalchemy.orm import Session

from caire.db import Base, insert_for
from caire.lrs.definitions import MAX_BYTES, merged_definition
from caire.lrs.findings import SeenDefinition
from caire.lrs.hashing import KEY_BYTES, activity_key
from caire.lrs.memo import Memo
from caire.lrs.models import NO_ORGANISATION, KnownActivity

#: A mark is 48 bytes: some 2 MB a database at most.
REMEMBERED = 16_384
MARK_BYTES = 2 * KEY_BYTES + 8
_PENDING = "lrs_definitions"
_TABLE = Base.metadata.tables[KnownActivity.__tablename__]

_known: WeakKeyDictionary[Engine | Connection, Memo[bytes, None]] = WeakKeyDictionary()


def remember_definitions(
    db: Session,
    *,
    organisation_id: int | None,
    definitions: Iterable[SeenDefinition],
    now: datetime,
) -> None:
    """Merge the definitions of a batch into what is known of their activities.

    They were checked with their statements. A definition is merged once in the life of a process:
    two programs that describe an activity differently do not write it anew with each statement.
    """
    organisation = organisation_id or NO_ORGANISATION
    known = _memo_of(db)
    pending: dict[bytes, None] = db.info.setdefault(_PENDING, {})
    fresh: dict[bytes, list[SeenDefinition]] = {}
    for seen in definitions:
        key = activity_key(seen.iri)
        mark = _mark(organisation, key, seen.raw)
        if mark in known or mark in pending or len(seen.raw) > MAX_BYTES:
            continue
        pending[mark] = None
        fresh.setdefault(key, []).append(seen)
    if fresh:
        _merge(db, organisation, fresh, now)


def _merge(
    db: Session, organisation: int, fresh: dict[bytes, list[SeenDefinition]], now: datetime
) -> None:
    """In the order of keys, so that two writers never wait for each other in a circle."""
    keys = sorted(fresh)
    added = db.connection().execute(
        insert_for(db, _TABLE).on_conflict_do_nothing(),
        [
            {
                "organisation": organisation,
                "activity_key": key,
                "iri": fresh[key][0].iri,
                "definition": fresh[key][0].raw.decode(),
                "updated_at": now,
            }
            for key in keys
        ],
    )
    if added.rowcount == len(keys) == sum(len(seen) for seen in fresh.values()):
        return  # all are new, and said once
    rows = db.execute(
        select(_TABLE.c.activity_key, _TABLE.c.definition)
        .where(_TABLE.c.organisation == organisation, _TABLE.c.activity_key.in_(keys))
        .order_by(_TABLE.c.activity_key)
        .with_for_update()
    ).all()
    for row in rows:
        before = result = row.definition.encode()
        for seen in fresh[row.activity_key]:
            result = merged_definition(result, seen.raw)
        if result != before:
            db.execute(
                update(_TABLE)
                .where(
                    _TABLE.c.organisation == organisation,
                    _TABLE.c.activity_key == row.activity_key,
                )
                .values(definition=result.decode(), updated_at=now)
            )


def _mark(organisation: int, key: bytes, raw: bytes) -> bytes:
    """The organisation, the activity, and what the definition says."""
    return organisation.to_bytes(8) + key + blake2b(raw, digest_size=KEY_BYTES).digest()


def _memo_of(db: Session) -> Memo[bytes, None]:
    bind = db.get_bind()
    if bind not in _known:
        _known[bind] = Memo(size=REMEMBERED, length=MARK_BYTES)
    return _known[bind]


@event.listens_for(Session, "after_commit")
def _keep(db: Session) -> None:
    for mark in db.info.pop(_PENDING, ()):
        _memo_of(db).keep(mark, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget(db: Session, transaction: object) -> None:
    db.info.pop(_PENDING, None)
