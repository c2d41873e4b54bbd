"""Finds what no leaf tells of: statements and ids inserted past the log, lost before it, hidden."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from caire.lrs.hashing import verb_key
from caire.lrs.log.faults import Fault
from caire.lrs.models import (
    ErasedStatement,
    LogLeaf,
    RetiredSpan,
    StatementId,
    StoredStatement,
    UnsealedStatement,
)
from caire.lrs.numbering import stored_at
from caire.lrs.vocabulary import VOIDED


def fault_outside(db: Session) -> Fault | None:
    return _inserted(db) or _emptied(db) or _lost(db) or _stray_id(db) or _false_voiding(db)


def _inserted(db: Session) -> Fault | None:
    """A statement neither in the log nor waiting for it: it came by another way than ours."""
    query = (
        select(StoredStatement.id, StoredStatement.seq)
        .outerjoin(LogLeaf, LogLeaf.seq == StoredStatement.seq)
        .outerjoin(UnsealedStatement, UnsealedStatement.seq == StoredStatement.seq)
        .where(LogLeaf.seq.is_(None), UnsealedStatement.seq.is_(None))
        .where(StoredStatement.erased_at.is_(None))
        .order_by(StoredStatement.seq)
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    if row is None:
        return None
    return Fault("inserted", None, row.id, f"statement {row.id} is not in the log: it was inserted")


def _emptied(db: Session) -> Fault | None:
    """A statement emptied before it was sealed, without a signed record."""
    query = (
        select(StoredStatement.id)
        .outerjoin(LogLeaf, LogLeaf.seq == StoredStatement.seq)
        .outerjoin(ErasedStatement, ErasedStatement.seq == StoredStatement.seq)
        .where(LogLeaf.seq.is_(None), ErasedStatement.seq.is_(None))
        .where(StoredStatement.erased_at.is_not(None))
        .order_by(StoredStatement.seq)
        .limit(1)
    )
    found = db.scalar(query)
    if found is None:
        return None
    message = f"statement {found} was emptied, and no signed record of an erasure covers it"
    return Fault("erasure", None, found, message)


def _lost(db: Session) -> Fault | None:
    """A statement that waited for the log and is gone."""
    query = (
        select(UnsealedStatement.seq, StatementId.id)
        .outerjoin(StoredStatement, StoredStatement.seq == UnsealedStatement.seq)
        .outerjoin(StatementId, StatementId.seq == UnsealedStatement.seq)
        .where(StoredStatement.seq.is_(None))
        .order_by(UnsealedStatement.seq)
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    if row is None:
        return None
    what = f"statement {row.id or 'of ' + stored_at(row.seq).isoformat()}"
    return Fault("removed", None, row.id, f"{what} was removed before it was sealed")


def _stray_id(db: Session) -> Fault | None:
    """An id that was taken without a statement, so that none can be stored under it."""
    retired = select(RetiredSpan.first_seq).where(
        RetiredSpan.first_seq <= StatementId.seq, StatementId.seq < RetiredSpan.end_seq
    )
    query = (
        select(StatementId.id)
        .outerjoin(StoredStatement, StoredStatement.seq == StatementId.seq)
        .where(
            StoredStatement.seq.is_(None) | (StoredStatement.id != StatementId.id),
            ~retired.exists(),
        )
        .order_by(StatementId.id)
        .limit(1)
    )
    found = db.scalar(query)
    if found is None:
        return None
    return Fault("inserted", None, found, f"the id {found} was inserted: no statement has it")


def _false_voiding(db: Session) -> Fault | None:
    """A statement hidden without being taken back, or shown although it was."""
    voiding = aliased(StoredStatement)
    takes_back = voiding.verb_key == verb_key(VOIDED)
    columns = (LogLeaf.position, StoredStatement.id)
    hidden = (
        select(*columns)
        .outerjoin(
            voiding,
            (voiding.id == StoredStatement.voided_by)
            & (voiding.refers == StoredStatement.id)
            & takes_back,
        )
        .outerjoin(LogLeaf, LogLeaf.seq == StoredStatement.seq)
        .where(StoredStatement.voided_by.is_not(None), voiding.id.is_(None))
    )
    shown = (
        select(*columns)
        .join(voiding, (voiding.refers == StoredStatement.id) & takes_back)
        .outerjoin(LogLeaf, LogLeaf.seq == StoredStatement.seq)
        .where(StoredStatement.voided_by.is_(None), StoredStatement.is_own, voiding.is_own)
    )
    for query, what in ((hidden, "is hidden, but nothing takes it back"), (shown, "is shown")):
        row = db.execute(query.order_by(StoredStatement.seq).limit(1)).first()
        if row is not None:
            message = f"statement {row[1]} {what}"
            if query is shown:
                message += ", although a voiding statement takes it back"
            return Fault("voiding", row[0], row[1], message)
    return None
