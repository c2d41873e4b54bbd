"""Seal what was stored since the last time: leaves, then one signed head over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from caire.lrs.counting import count_days
from caire.lrs.log.claims import HeadClaim
from caire.lrs.log.erasures import erasures_so_far, has_begun, lock_log, refuse_other_key
from caire.lrs.log.merkle import Frontier, leaf_hash
from caire.lrs.log.signing import LogSigner, ensure_signer, open_signer
from caire.lrs.log.tree import completed_nodes
from caire.lrs.models import LogHead, LogLeaf, LogNode, StoredStatement, UnsealedStatement

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class SealedHead:
    """A head of the log; `added` leaves came with it, 0 when there was nothing to seal."""

    size: int
    root_hash: bytes
    signed_at: datetime
    jws: str
    added: int


def seal(db: Session, *, signer: LogSigner, now: datetime) -> SealedHead | None:
    """Seal every statement that is not yet; None when there is no statement at all.

    To be called in a writing transaction; two at once seal one after the other.

    Raises:
        SigningKeyMissing: the log was begun with another key.
    """
    lock_log(db)
    refuse_other_key(db, signer)
    last = db.scalar(select(LogHead).order_by(LogHead.size.desc()).limit(1))
    tree = Frontier(last.size, last.frontier) if last else Frontier()
    before = tree.size
    while batch := _unsealed(db):
        _append(db, tree, batch)
    count_days(db, through=tree.size)
    if tree.size == before:
        return _sealed(last, 0) if last else None
    claim = HeadClaim(tree.size, tree.root(), now, after=before, erasures=erasures_so_far(db))
    head = LogHead(
        size=claim.size,
        root_hash=claim.root_hash,
        frontier=tree.encoded(),
        signed_at=now,
        jws=signer.sign(claim),
    )
    db.add(head)
    db.flush()
    return _sealed(head, tree.size - before)


def signer_of(db: Session, data_dir: str | Path) -> LogSigner:
    """The key that goes on with this log; made when the log is to begin.

    Raises:
        SigningKeyMissing: the log has begun, and its key is not in this data folder.
    """
    return open_signer(data_dir) if has_begun(db) else ensure_signer(data_dir)


def leaf_of(salt: bytes, raw: str) -> bytes:
    """The leaf of a statement: without its salt, nobody can try texts against it."""
    return leaf_hash(sha256(salt + raw.encode()).digest())


def _unsealed(db: Session) -> Sequence[Any]:
    return db.execute(
        select(UnsealedStatement.seq, StoredStatement.id, StoredStatement.salt, StoredStatement.raw)
        .join(StoredStatement, StoredStatement.seq == UnsealedStatement.seq)
        .order_by(UnsealedStatement.seq)
        .limit(BATCH)
    ).all()


def _append(db: Session, tree: Frontier, batch: Sequence[Any]) -> None:
    leaves: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    for row in batch:
        leaf = leaf_of(row.salt, row.raw)
        leaves.append(
            {
                "position": tree.size,
                "seq": row.seq,
                "statement_id": row.id,
                "leaf_hash": leaf,
            }
        )
        completed = tree.append(leaf)
        nodes += [
            {"level": node.level, "number": node.number, "hash": root}
            for node, root in completed_nodes(tree.size, completed)
        ]
    db.execute(insert(LogLeaf.__table__), leaves)  # type: ignore[arg-type]  # a Table, declared as FromClause
    if nodes:
        db.execute(insert(LogNode.__table__), nodes)  # type: ignore[arg-type]  # as above
    table = UnsealedStatement.__table__
    db.connection().execute(
        delete(table).where(table.c.seq == bindparam("sealed")),  # type: ignore[arg-type]  # as above
        [{"sealed": row.seq} for row in batch],
    )


def _sealed(head: LogHead, added: int) -> SealedHead:
    return SealedHead(head.size, head.root_hash, head.signed_at, head.jws, added)
