"""Proves that one statement is in the log, to somebody who trusts nothing but a signed head."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.errors import NotInLog
from caire.lrs.log.merkle import proves_inclusion, root_of, sibling_ranges
from caire.lrs.models import LogHead, LogLeaf, StatementId

READ_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """`path` leads from `leaf_hash` at `position` to `root_hash`, which `jws` signs."""

    statement_id: str
    position: int
    leaf_hash: bytes
    path: tuple[bytes, ...]
    size: int
    root_hash: bytes
    jws: str

    @property
    def holds(self) -> bool:
        return proves_inclusion(
            self.leaf_hash,
            index=self.position,
            size=self.size,
            path=self.path,
            root=self.root_hash,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "statement": self.statement_id,
            "position": self.position,
            "leaf": self.leaf_hash.hex(),
            "path": [step.hex() for step in self.path],
            "size": self.size,
            "root": self.root_hash.hex(),
            "head": self.jws,
        }


def prove_inclusion(db: Session, statement_id: str) -> InclusionProof:
    """The proof that a statement is under the latest head. Reads every leaf once.

    Raises:
        NotInLog: not sealed yet, or no such statement.
    """
    leaf = db.scalar(
        select(LogLeaf)
        .join(StatementId, StatementId.seq == LogLeaf.seq)
        .where(StatementId.id == statement_id.lower())
    )
    head = db.scalar(select(LogHead).order_by(LogHead.size.desc()).limit(1))
    if leaf is None or head is None or leaf.position >= head.size:
        raise NotInLog(f"{statement_id} is not sealed: run `caire traces seal`, then ask again")
    path = tuple(
        root_of(_leaves(db, start, end)) for start, end in sibling_ranges(leaf.position, head.size)
    )
    return InclusionProof(
        statement_id=leaf.statement_id,
        position=leaf.position,
        leaf_hash=leaf.leaf_hash,
        path=path,
        size=head.size,
        root_hash=head.root_hash,
        jws=head.jws,
    )


def _leaves(db: Session, start: int, end: int) -> Iterator[bytes]:
    query = (
        select(LogLeaf.leaf_hash)
        .where(LogLeaf.position >= start, LogLeaf.position < end)
        .order_by(LogLeaf.position)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    with db.execute(query) as rows:
        for (leaf,) in rows:
            yield leaf
