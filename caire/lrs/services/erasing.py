"""Forget a person's statements and documents; the log goes on to prove the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from caire.lrs.log import LogSigner, Reason, lock_log, record_erasure
from caire.lrs.models import StatementRelation, StoredStatement, UnsealedStatement
from caire.lrs.relations import own_terms
from caire.lrs.services.documents import erase_documents_about
from caire.lrs.services.inserting import relation_terms
from caire.lrs.services.keeping_files import forget_files
from caire.lrs.services.remembering import remember_erased
from caire.lrs.validation import found_in

AT_ONCE = 500


def erase_statements(
    db: Session, *, agent_key: bytes, reason: Reason, signer: LogSigner, now: datetime
) -> int:
    """Empty every statement about an agent; returns how many. Twice is once.

    The documents that programs keep about her go as well, whatever their organisation. That she was
    erased is remembered, in a way that names nobody: an old export brings nothing of hers back.

    What stays is an id, a verb and an instant. The leaf in the log stays too: a hash that nobody
    can try texts against, since its salt is gone. A signed record says that it was done, when and
    why, in the same transaction. Ids are not given again.
    """
    remember_erased(db, agent_key=agent_key, with_traces=True, signer=signer, now=now)
    lock_log(db)
    # Statements that take hers back have the platform for actor: found by their registration.
    hers = select(StoredStatement.registration).where(
        StoredStatement.actor_key == agent_key, StoredStatement.registration.is_not(None)
    )
    rows = db.execute(
        select(StoredStatement.seq, StoredStatement.key_id, StoredStatement.raw).where(
            StoredStatement.raw.is_not(None),
            or_(
                StoredStatement.actor_key == agent_key,
                StoredStatement.is_own & StoredStatement.registration.in_(hers),
            ),
        )
    ).all()
    if rows:
        record_erasure(db, seqs=[row.seq for row in rows], reason=reason, signer=signer, now=now)
    for start in range(0, len(rows), AT_ONCE):
        _forget(db, rows[start : start + AT_ONCE], now)
    erase_documents_about(db, agent_key=agent_key)
    return len(rows)


def erase_documents(db: Session, *, agent_key: bytes, signer: LogSigner, now: datetime) -> int:
    """Forget what programs keep about an agent whose statements stay; returns how many.

    An old export does not bring them back.

    Raises:
        SigningKeyMissing.
    """
    remember_erased(db, agent_key=agent_key, with_traces=False, signer=signer, now=now)
    return erase_documents_about(db, agent_key=agent_key)


def _forget(db: Session, rows: Sequence[Any], now: datetime) -> None:
    seqs = [row.seq for row in rows]
    for row in rows:
        terms = relation_terms(row.key_id, own_terms(found_in(row.raw.encode())))
        db.execute(
            delete(StatementRelation).where(
                StatementRelation.seq == row.seq, StatementRelation.term.in_(terms)
            )
        )
    forget_files(db, seqs)
    db.execute(delete(UnsealedStatement).where(UnsealedStatement.seq.in_(seqs)))
    db.execute(
        update(StoredStatement)
        .where(StoredStatement.seq.in_(seqs))
        .values(
            raw=None,
            salt=None,
            actor_key=None,
            registration=None,
            activity_key=None,
            erased_at=now,
        )
        .execution_options(synchronize_session=False)
    )
