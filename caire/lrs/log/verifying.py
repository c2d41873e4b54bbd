"""Reads the whole log again and names the first statement that is not what was sealed."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Checked
from caire.lrs.hashing import verb_key
from caire.lrs.log.merkle import Frontier
from caire.lrs.log.sealing import leaf_of
from caire.lrs.log.signing import LogSigner
from caire.lrs.models import (
    LogHead,
    LogLeaf,
    RetiredSpan,
    StatementId,
    StoredStatement,
    UnsealedStatement,
)
from caire.lrs.numbering import stored_at
from caire.lrs.provenance import says_own
from caire.lrs.validation import found_in
from caire.lrs.vocabulary import VOIDED

READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where.

    `kind`: altered, removed, inserted, misplaced, column, voiding, head.

    `position` in the log; None for a statement that is not sealed.
    """

    kind: str
    position: int | None
    statement_id: str | None
    message: str


@dataclass(frozen=True, slots=True)
class LogReport:
    """`size` leaves under `heads` signed heads.

    `erased` of them are without their statement because a person was forgotten, `retired` because
    the time for which they may be kept was over.
    """

    size: int
    heads: int
    erased: int
    retired: int
    unsealed: int
    fault: Fault | None

    @property
    def sound(self) -> bool:
        return self.fault is None


def verify(db: Session, *, signer: LogSigner) -> LogReport:
    """Hash every sealed statement again and compare with leaves, roots and signatures."""
    heads = list(db.scalars(select(LogHead).order_by(LogHead.size)))
    spans = list(db.scalars(select(RetiredSpan).order_by(RetiredSpan.first_seq)))
    walk = _Walk(heads, signer, spans)
    fault = _false_span(spans, signer) or _first_fault(db, walk)
    unsealed = db.scalar(select(func.count()).select_from(UnsealedStatement))
    return LogReport(walk.tree.size, len(heads), walk.erased, walk.retired, unsealed or 0, fault)


def _first_fault(db: Session, walk: "_Walk") -> Fault | None:
    with closing(_rows(db)) as rows:
        for row in rows:
            if (fault := walk.step(row)) is not None:
                return fault
    return walk.end() or _outside(db) or _lost(db) or _false_voiding(db)


def _rows(db: Session) -> Generator[Any, None, None]:
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
            StoredStatement.registration,
            StoredStatement.actor_key,
            StoredStatement.verb_key,
            StoredStatement.activity_key,
            StoredStatement.refers,
        )
        .outerjoin(StoredStatement, StoredStatement.seq == LogLeaf.seq)
        .order_by(LogLeaf.position)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    with db.execute(query) as rows:
        yield from rows


class _Walk:
    """Goes from leaf to leaf, and compares with each head when its size is reached."""

    def __init__(
        self, heads: list[LogHead], signer: LogSigner, spans: Sequence[RetiredSpan]
    ) -> None:
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
        if row.position != position:
            return Fault("removed", position, None, f"the leaf at position {position} was removed")
        if row.seq is None and self._was_retired(row.leaf_seq):
            self.retired += 1
        elif (fault := _fault_of(row)) is not None:
            return fault
        else:
            self.erased += row.raw is None
        self._batch_start = self._batch_start or (position, row.statement_id)
        self.tree.append(row.leaf_hash)
        if self._next < len(self._heads) and self._heads[self._next].size == self.tree.size:
            return self._compare(self._heads[self._next])
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
        if (head.root_hash, head.signed_at) != (claim.root_hash, claim.signed_at):
            return Fault("head", head.size - 1, None, f"the head of size {head.size} was rewritten")
        self._next += 1
        self._batch_start = None
        return None

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


def _false_span(spans: Sequence[RetiredSpan], signer: LogSigner) -> Fault | None:
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


def _fault_of(row: Any) -> Fault | None:
    where = f"statement {row.statement_id} (position {row.position})"
    if row.seq is None:
        return Fault("removed", row.position, row.statement_id, f"{where} was removed")
    if row.id != row.statement_id:
        return Fault("misplaced", row.position, row.statement_id, f"{where} was exchanged")
    if row.raw is None and row.erased_at is not None:
        return None
    if row.raw is None or row.salt is None or leaf_of(row.salt, row.raw) != row.leaf_hash:
        return Fault("altered", row.position, row.statement_id, f"{where} was altered")
    try:
        found = found_in(row.raw.encode())
    except StatementInvalid as error:
        return Fault("altered", row.position, row.statement_id, f"{where} is invalid: {error}")
    if _columns_of(row) != _columns_said(found) or row.is_own and not says_own(row.raw):
        return Fault(
            "column",
            row.position,
            row.statement_id,
            f"{where} is intact, but the columns by which it is found were altered",
        )
    return None


def _columns_of(row: Any) -> tuple[Any, ...]:
    keys = (row.actor_key, row.verb_key, row.activity_key)
    return (row.id, row.registration, *keys, row.refers)


def _columns_said(found: Checked) -> tuple[Any, ...]:
    keys = (found.actor_key, found.verb_key, found.activity_key)
    return (found.id, found.registration, *keys, found.refers)


def _outside(db: Session) -> Fault | None:
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
