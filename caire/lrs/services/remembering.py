"""That an agent was erased is remembered, so that no old export brings her back.

Not who: only a mark, made of her key with a secret of the log's key, which is not in the database.
Who has the database alone can neither read names in the marks nor try any against them. Who runs
the platform can ask whether this agent was erased, and nothing else. A mark is forgotten when no
export may hold her any more. Reasons and sources: docs/adr/0025-erasures-are-remembered.md.
"""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.lrs.driver import is_postgres
from caire.lrs.errors import SigningKeyMissing
from caire.lrs.hashing import KEY_BYTES
from caire.lrs.log import LogSigner, refuse_other_key, signer_of
from caire.lrs.models import ErasedAgent

#: As long as traces may be kept anywhere, pseudonymised for research: five years.
REMEMBERED = timedelta(days=5 * 366)
#: The advisory lock of erasing, which waits for batches of imports and they for it.
LOCK = 0x0E7A
_PURPOSE = "erased agents"


@dataclass(frozen=True, slots=True)
class Erased:
    """When, and whether her traces went too or only her documents."""

    at: datetime
    with_traces: bool


def remember_erased(
    db: Session, *, agent_key: bytes, with_traces: bool, signer: LogSigner, now: datetime
) -> None:
    """Note that an agent is erased. To be called before what is hers is looked for.

    Raises:
        SigningKeyMissing: the log was begun with another key.
    """
    refuse_other_key(db, signer)
    if is_postgres(db):
        db.execute(select(func.pg_advisory_xact_lock(LOCK)))
    mark = _mark(signer.secret_for(_PURPOSE), agent_key)
    noted = insert_for(db, ErasedAgent).values(
        mark=mark, erased_at=now, with_traces=with_traces, key_id=signer.key_id
    )
    changed = {
        "erased_at": now,
        "with_traces": noted.excluded.with_traces | ErasedAgent.with_traces,
    }
    db.execute(noted.on_conflict_do_update(index_elements=["mark"], set_=changed))


def erased_among(
    db: Session, agent_keys: Collection[bytes], *, data_dir: str | Path
) -> Mapping[bytes, Erased]:
    """Which of these agents were erased, by their keys; nobody is until this transaction ends.

    Raises:
        SigningKeyMissing: somebody was erased, and the key that knows who is not here.
    """
    if is_postgres(db):
        db.execute(select(func.pg_advisory_xact_lock_shared(LOCK)))
    made_with = set(db.scalars(select(ErasedAgent.key_id).distinct())) if agent_keys else set()
    if not made_with:
        return {}
    signer = signer_of(db, data_dir)
    if made_with != {signer.key_id}:
        raise SigningKeyMissing(
            "who was erased is known by another key: restore the file log-key.json of that time"
        )
    secret = signer.secret_for(_PURPOSE)
    marks = {_mark(secret, key): key for key in agent_keys}
    rows = db.scalars(select(ErasedAgent).where(ErasedAgent.mark.in_(marks)))
    return {marks[row.mark]: Erased(row.erased_at, row.with_traces) for row in rows}


def forget_old_marks(db: Session, *, now: datetime) -> None:
    """What was erased so long ago may stand in no export any more."""
    db.execute(delete(ErasedAgent).where(ErasedAgent.erased_at < now - REMEMBERED))


def _mark(secret: bytes, agent_key: bytes) -> bytes:
    return hmac.digest(secret, agent_key, sha256)[:KEY_BYTES]
