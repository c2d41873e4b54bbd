"""Reads the whole log again and names the first statement that is not what was sealed."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.orm import Session

from caire.lrs.log.erasures import erasures_so_far, fault_in_erasures, fault_to_head
from caire.lrs.log.faults import Fault, LogReport
from caire.lrs.log.merkle import Frontier, Subtree
from caire.lrs.log.outside import fault_outside
from caire.lrs.log.rows import fault_of, id_fault_of, rows_of_log
from caire.lrs.log.signing import LogKey
from caire.lrs.log.tree import LOWEST_LEVEL, completed_nodes, stored_nodes
from caire.lrs.models import LogHead, LogNode, RetiredSpan, UnsealedStatement
from caire.lrs.numbering import stored_at


def verify(db: Session, *, signer: LogKey) -> LogReport:
    """Hash every sealed statement again and compare with leaves, roots and signatures."""
    heads = list(db.scalars(select(LogHead).order_by(LogHead.size)))
    spans = list(db.scalars(select(RetiredSpan).order_by(RetiredSpan.first_seq)))
    walk = _Walk(db, heads, signer, spans)
    fault = _false_span(spans, signer) or fault_in_erasures(db, signer) or _first_fault(db, walk)
    return LogReport(
        size=walk.tree.size,
        heads=len(heads),
        erased=walk.erased,
        erasures=erasures_so_far(db).count,
        retired=walk.retired,
        unsealed=db.scalar(select(func.count()).select_from(UnsealedStatement)) or 0,
        fault=fault,
    )


def _first_fault(db: Session, walk: "_Walk") -> Fault | None:
    with closing(rows_of_log(db)) as rows:
        for row in rows:
            if (fault := walk.step(row)) is not None:
                return fault
    return walk.end() or _stray_node(db, walk.tree.size) or fault_outside(db)


class _Walk:
    """Goes from leaf to leaf, and compares with each head when its size is reached."""

    def __init__(
        self,
        db: Session,
        heads: Sequence[LogHead],
        signer: LogKey,
        spans: Sequence[RetiredSpan],
    ) -> None:
        self._db = db
        self.tree = Frontier()
        self.erased = 0
        self.retired = 0
        self._spans = spans
        self._heads = heads
        self._next = 0
        self._signer = signer
        self._batch_start: tuple[int, str] | None = None

    def step(self, row: Any) -> Fault | None:
        position = self.tree.size
        if row.position != position and self._next == len(self._heads):
            message = f"the leaf at position {row.position} was inserted: no signed head covers it"
            return Fault("inserted", row.position, row.statement_id, message)
        if row.position != position:
            return Fault("removed", position, None, f"the leaf at position {position} was removed")
        if row.seq is None and self._was_retired(row.leaf_seq):
            fault = id_fault_of(row)
            self.retired += 1
        else:
            fault = fault_of(row)
            self.erased += row.raw is None
        if fault is not None:
            return fault
        self._batch_start = self._batch_start or (position, row.statement_id)
        completed = completed_nodes(self.tree.size + 1, self.tree.append(row.leaf_hash))
        if completed and (fault := self._false_node(completed)) is not None:
            return fault
        if self._next < len(self._heads) and self._heads[self._next].size == self.tree.size:
            return self._compare(self._heads[self._next])
        return None

    def _false_node(self, completed: list[tuple[Subtree, bytes]]) -> Fault | None:
        kept = stored_nodes(self._db, [node for node, _ in completed])
        for node, root in completed:
            if kept.get(node) != root:
                what = "was altered" if node in kept else "was removed"
                return Fault(
                    "node",
                    node.start,
                    None,
                    f"node {node.number} of level {node.level} (over positions {node.start} to "
                    f"{node.end - 1}) {what}: the statements are intact, proofs from it are not",
                )
        return None

    def _was_retired(self, seq: int) -> bool:
        return any(span.first_seq <= seq < span.end_seq for span in self._spans)

    def _compare(self, head: LogHead) -> Fault | None:
        start, first = self._batch_start or (0, None)
        claim = self._signer.read(head.jws)
        if claim is None:
            return Fault(
                "head", head.size - 1, None, f"the head of size {head.size} has a false signature"
            )
        if (claim.size, claim.root_hash) != (head.size, self.tree.root()):
            return Fault(
                "head",
                start,
                first,
                f"positions {start} to {head.size - 1} do not add up to the root that was signed "
                f"on {claim.signed_at.isoformat()}: a statement and its leaf were both rewritten",
            )
        said = (head.root_hash, head.signed_at, head.frontier)
        if said != (claim.root_hash, claim.signed_at, self.tree.encoded()):
            return Fault("head", head.size - 1, None, f"the head of size {head.size} was rewritten")
        before = self._heads[self._next - 1].size if self._next else 0
        if claim.after not in (before, None):
            return Fault(
                "removed",
                claim.after,
                None,
                f"the head of size {claim.after}, before that of {claim.size}, was removed",
            )
        self._next += 1
        self._batch_start = None
        return fault_to_head(self._db, claim.erasures)

    def end(self) -> Fault | None:
        """Whether leaves and heads end together."""
        size = self.tree.size
        if self._next < len(self._heads):
            missing = self._heads[self._next].size
            return Fault(
                "removed",
                size,
                None,
                f"a head was signed over {missing} leaves, of which only {size} are left",
            )
        if self._batch_start is not None:
            start, first = self._batch_start
            return Fault("head", start, first, f"no signed head covers position {start}")
        return None


def _false_span(spans: Sequence[RetiredSpan], signer: LogKey) -> Fault | None:
    """A record of dropped statements that we did not sign: they were removed."""
    for span in spans:
        claim = signer.read_retired(span.jws)
        if claim is None or (claim.first_seq, claim.end_seq) != (span.first_seq, span.end_seq):
            return Fault(
                "removed",
                None,
                None,
                f"the record that statements from {stored_at(span.first_seq).isoformat()} to "
                f"{stored_at(span.end_seq).isoformat()} were dropped is not signed by this log",
            )
    return None


def _stray_node(db: Session, size: int) -> Fault | None:
    """A node over leaves that there are not, or of a level that is not kept."""
    beyond = literal(size, BigInteger).op(">>")(LogNode.level) <= LogNode.number
    node = db.scalar(
        select(LogNode)
        .where(beyond | (LogNode.number < 0) | (LogNode.level < LOWEST_LEVEL))
        .order_by(LogNode.level, LogNode.number)
        .limit(1)
    )
    if node is None:
        return None
    message = f"node {node.number} of level {node.level} was inserted: it is over no leaves"
    return Fault("node", None, None, message)
