"""Compares one statement with its leaf, and with the columns by which it is found."""

from collections.abc import Generator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Checked
from caire.lrs.log.faults import Fault
from caire.lrs.log.sealing import leaf_of
from caire.lrs.models import PLATFORM, ErasedStatement, LogLeaf, StatementId, StoredStatement
from caire.lrs.provenance import says_own
from caire.lrs.validation import found_in

READ_AT_ONCE = 500


def rows_of_log(db: Session) -> Generator[Any, None, None]:
    """Each leaf with its statement, the entry of its id and its erasure, where there are any."""
    query = (
        select(
            LogLeaf.position,
            LogLeaf.statement_id,
            LogLeaf.leaf_hash,
            LogLeaf.seq.label("leaf_seq"),
            StoredStatement.seq,
            StoredStatement.id,
            StoredStatement.raw,
            StoredStatement.salt,
            StoredStatement.erased_at,
            StoredStatement.is_own,
            StoredStatement.key_id,
            StoredStatement.registration,
            StoredStatement.actor_key,
            StoredStatement.verb_key,
            StoredStatement.activity_key,
            StoredStatement.refers,
            StatementId.seq.label("id_seq"),
            ErasedStatement.number.label("erasure"),
            ErasedStatement.leaf_hash.label("erased_leaf"),
        )
        .outerjoin(StoredStatement, StoredStatement.seq == LogLeaf.seq)
        .outerjoin(StatementId, StatementId.id == LogLeaf.statement_id)
        .outerjoin(ErasedStatement, ErasedStatement.seq == LogLeaf.seq)
        .order_by(LogLeaf.position)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    with db.execute(query) as rows:
        yield from rows


def fault_of(row: Any) -> Fault | None:
    """What is wrong with a row of `rows_of_log` whose statement must be there."""
    where = f"statement {row.statement_id} (position {row.position})"
    if row.seq is None:
        return Fault("removed", row.position, row.statement_id, f"{where} was removed")
    if row.id != row.statement_id:
        return Fault("misplaced", row.position, row.statement_id, f"{where} was exchanged")
    if row.raw is None and row.salt is None and row.erased_at is not None:
        return _unsigned_erasure(row, where) or id_fault_of(row)
    if row.erasure is not None:
        message = f"{where} was erased (erasure {row.erasure}), and its text is there again"
        return Fault("erasure", row.position, row.statement_id, message)
    if row.raw is None or row.salt is None or leaf_of(row.salt, row.raw) != row.leaf_hash:
        return Fault("altered", row.position, row.statement_id, f"{where} was altered")
    try:
        found = found_in(row.raw.encode())
    except StatementInvalid as error:
        return Fault("altered", row.position, row.statement_id, f"{where} is invalid: {error}")
    if _columns_of(row) != _columns_said(found) or _is_passed_off(row):
        return Fault(
            "column",
            row.position,
            row.statement_id,
            f"{where} is intact, but the columns by which it is found were altered",
        )
    return id_fault_of(row)


def _unsigned_erasure(row: Any, where: str) -> Fault | None:
    """Whether a signed record says of an emptied statement that it was erased."""
    if row.erasure is not None and row.erased_leaf == row.leaf_hash:
        return None
    message = f"{where} was emptied, and no signed record of an erasure covers it"
    return Fault("erasure", row.position, row.statement_id, message)


def id_fault_of(row: Any) -> Fault | None:
    """Whether the statement is found by its id, and no other can be stored under it."""
    if row.id_seq == row.leaf_seq:
        return None
    where = f"statement {row.statement_id} (position {row.position})"
    return Fault(
        "column",
        row.position,
        row.statement_id,
        f"{where}: the entry of its id was removed or altered",
    )


def _is_passed_off(row: Any) -> bool:
    """Said to be the platform's own, or another's, against what it says itself."""
    is_of_platform = row.key_id == PLATFORM
    return bool(row.is_own != is_of_platform or row.is_own and not says_own(row.raw))


def _columns_of(row: Any) -> tuple[Any, ...]:
    keys = (row.actor_key, row.verb_key, row.activity_key)
    return (row.id, row.registration, *keys, row.refers)


def _columns_said(found: Checked) -> tuple[Any, ...]:
    keys = (found.actor_key, found.verb_key, found.activity_key)
    return (found.id, found.registration, *keys, found.refers)
