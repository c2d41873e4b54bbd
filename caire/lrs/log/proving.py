"""Proves what the log says, to somebody who trusts nothing but a signed head."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.errors import NoSuchHead, NotInLog, StatementInvalid
from caire.lrs.log.merkle import (
    consistency_ranges,
    proves_consistency,
    proves_inclusion,
    sibling_ranges,
)
from caire.lrs.log.tree import roots_of
from caire.lrs.models import LogHead, LogLeaf, StatementId
from caire.lrs.texts import uuid


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


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """`path` shows that the log of `second` leaves begins with all those of `first`."""

    first: int
    first_root: bytes
    second: int
    second_root: bytes
    path: tuple[bytes, ...]
    first_jws: str
    second_jws: str

    @property
    def holds(self) -> bool:
        return proves_consistency(
            first=self.first,
            first_root=self.first_root,
            second=self.second,
            second_root=self.second_root,
            path=self.path,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "from": {
                "size": self.first,
                "root": self.first_root.hex(),
                "head": self.first_jws,
            },
            "to": {
                "size": self.second,
                "root": self.second_root.hex(),
                "head": self.second_jws,
            },
            "path": [step.hex() for step in self.path],
        }


def prove_inclusion(
    db: Session, statement_id: str, *, head: LogHead | None = None
) -> InclusionProof:
    """The proof that a statement is under a head, the latest by default, in logarithmic time.

    Raises:
        NotInLog: not sealed yet, or no such statement.
        LogIncomplete: a part of the log was removed.
    """
    leaf = _leaf_of(db, statement_id)
    head = head or latest_head(db)
    if leaf is None or head is None or leaf.position >= head.size:
        raise NotInLog(
            f"{statement_id[:80]} is not sealed: it is every ten minutes, or by `caire traces seal`"
        )
    return InclusionProof(
        statement_id=leaf.statement_id,
        position=leaf.position,
        leaf_hash=leaf.leaf_hash,
        path=tuple(roots_of(db, sibling_ranges(leaf.position, head.size))),
        size=head.size,
        root_hash=head.root_hash,
        jws=head.jws,
    )


def _leaf_of(db: Session, statement_id: str) -> LogLeaf | None:
    try:
        id = uuid(statement_id, "$.id")
    except StatementInvalid:  # PostgreSQL would not even take the question
        return None
    return db.scalar(
        select(LogLeaf)
        .join(StatementId, StatementId.seq == LogLeaf.seq)
        .where(StatementId.id == id)
    )


def prove_consistency(db: Session, *, first: int, second: int | None = None) -> ConsistencyProof:
    """The proof that the log under one head grew into the log under another, the latest by default.

    Raises:
        NoSuchHead: no head has one of these sizes, or the first is the larger.
        LogIncomplete: a part of the log was removed.
    """
    old = head_of(db, first)
    new = latest_head(db) if second is None else head_of(db, second)
    if new is None or old.size > new.size:
        raise NoSuchHead(f"a log of {first} does not grow into one of {second}: exchange them")
    return ConsistencyProof(
        first=old.size,
        first_root=old.root_hash,
        second=new.size,
        second_root=new.root_hash,
        path=tuple(roots_of(db, consistency_ranges(old.size, new.size))),
        first_jws=old.jws,
        second_jws=new.jws,
    )


def latest_head(db: Session) -> LogHead | None:
    return db.scalar(select(LogHead).order_by(LogHead.size.desc()).limit(1))


def head_of(db: Session, size: int) -> LogHead:
    """Raises: NoSuchHead."""
    # Beyond 63 bits the database would not even take the question.
    head = db.get(LogHead, size) if 0 < size < 1 << 63 else None
    if head is None:
        raise NoSuchHead(
            f"no head was signed over {size} statements: `caire traces heads` and "
            "/api/v1/log/heads show those there are"
        )
    return head


def heads_since(db: Session, size: int, *, at_most: int | None = None) -> list[LogHead]:
    """The heads over more than `size` statements, the oldest first."""
    query = select(LogHead).where(LogHead.size > min(size, (1 << 63) - 1)).order_by(LogHead.size)
    return list(db.scalars(query.limit(at_most)))
