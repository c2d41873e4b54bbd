"""Signed records of erasures: what tells a lawful one from a statement emptied by hand.

A record names the rows by a hash over them and the record before by its hash; the next head signs
how many there are. So none can be written without the key, and none be taken out.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import groupby

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from caire.lrs.errors import SigningKeyMissing
from caire.lrs.log.claims import ErasureClaim, Erasures
from caire.lrs.log.faults import Fault
from caire.lrs.log.signing import LogKey, LogSigner
from caire.lrs.models import ErasedAgent, ErasedStatement, LogErasure, LogHead, LogLeaf

READ_AT_ONCE = 500


class Reason(StrEnum):
    """Why statements are erased."""

    PERSON = "person"  # she asked for it (GDPR, article 17 (1) (a) to (c))
    LAW = "law"  # a law, a court or an authority orders it (17 (1) (e))
    UNLAWFUL = "unlawful"  # they should never have been recorded (17 (1) (d))


def lock_log(db: Session) -> None:
    """Be the only one who seals or erases, to the end of the transaction; readers go on."""
    # SQLite has one writer at a time.
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE log_head IN EXCLUSIVE MODE"))


def has_begun(db: Session) -> bool:
    """Whether something was done with its key, so that the log goes on only with that."""
    return any(
        db.scalar(select(column).limit(1)) is not None
        for column in (LogHead.size, LogErasure.number, ErasedAgent.mark)
    )


def refuse_other_key(db: Session, signer: LogSigner) -> None:
    """Raises: SigningKeyMissing: what was signed last was signed with another key."""
    head = db.scalar(select(LogHead.jws).order_by(LogHead.size.desc()).limit(1))
    erasure = db.scalar(select(LogErasure.jws).order_by(LogErasure.number.desc()).limit(1))
    if not (
        (head is None or signer.signed_with_it(head))
        and (erasure is None or signer.read_erasure(erasure) is not None)
    ):
        raise SigningKeyMissing(
            "the log was signed with another key: restore the file log-key.json it began with"
        )


def erasures_so_far(db: Session) -> Erasures:
    """The end of the chain of records."""
    last = db.execute(
        select(LogErasure.number, LogErasure.jws).order_by(LogErasure.number.desc()).limit(1)
    ).one_or_none()
    return Erasures(last.number, hash_of(last.jws)) if last else Erasures()


def record_erasure(
    db: Session, *, seqs: Sequence[int], reason: Reason, signer: LogSigner, now: datetime
) -> None:
    """Sign that these statements are emptied. The caller holds `lock_log`.

    Raises:
        SigningKeyMissing: the log was begun with another key.
    """
    refuse_other_key(db, signer)
    before = erasures_so_far(db)
    number = before.count + 1
    digest = _Digest()
    ordered = sorted(seqs)
    for start in range(0, len(ordered), READ_AT_ONCE):
        batch = ordered[start : start + READ_AT_ONCE]
        found = db.execute(select(LogLeaf.seq, LogLeaf.leaf_hash).where(LogLeaf.seq.in_(batch)))
        leaves = {row.seq: row.leaf_hash for row in found}
        rows = [{"number": number, "seq": seq, "leaf_hash": leaves.get(seq)} for seq in batch]
        digest.add((seq, leaves.get(seq)) for seq in batch)
        db.execute(insert(ErasedStatement), rows)
    claim = ErasureClaim(number, reason.value, now, digest.count, digest.value(), before.last)
    db.add(LogErasure(number=number, jws=signer.sign_erasure(claim)))
    db.flush()


def hash_of(signed: str) -> bytes:
    """By which the next record and the next head name a record."""
    return sha256(signed.encode()).digest()


def recorded_erasures(db: Session, key: LogKey) -> Iterator[tuple[str, ErasureClaim | None]]:
    """Each record with what it says, the oldest first; nothing when it is not signed so."""
    for signed in db.scalars(select(LogErasure.jws).order_by(LogErasure.number)):
        yield signed, key.read_erasure(signed)


def fault_in_erasures(db: Session, key: LogKey) -> Fault | None:
    """The first record that is not what was signed, or whose rows are not."""
    before = Erasures()
    with closing(_rows_by_number(db)) as groups, db.execute(_RECORDS) as records:
        for number, signed in records:
            claim = key.read_erasure(signed)
            if number != before.count + 1:
                return _fault(f"the record of erasure {before.count + 1} was removed")
            if claim is None or (claim.number, claim.before) != (number, before.last):
                return _fault(f"the record of erasure {number} is not signed by this log")
            found, digest = next(groups, (number, _Digest()))
            if (found, digest.count, digest.value()) != (number, claim.count, claim.rows):
                return _fault(f"which statements erasure {number} emptied was rewritten")
            before = Erasures(number, hash_of(signed))
        stray = next(groups, None)
    if stray is not None:
        return _fault(f"erasure {stray[0]} has statements, but no record: it was removed")
    return None


def fault_to_head(db: Session, said: Erasures | None) -> Fault | None:
    """Whether the records that a head speaks of are there. They are checked already."""
    if said is None or said == Erasures():
        return None
    signed = db.scalar(select(LogErasure.jws).where(LogErasure.number == said.count))
    if signed is None:
        return _fault(f"the record of erasure {said.count}, of which a head speaks, was removed")
    if hash_of(signed) != said.last:
        return _fault(f"the record of erasure {said.count} is another than a head speaks of")
    return None


_RECORDS = (
    select(LogErasure.number, LogErasure.jws)
    .order_by(LogErasure.number)
    .execution_options(yield_per=READ_AT_ONCE)
)


class _Digest:
    """SHA-256 over a line of text a statement, in order: its number, a space, its leaf or `-`."""

    def __init__(self) -> None:
        self._hash = sha256()
        self.count = 0

    def add(self, rows: Iterable[tuple[int, bytes | None]]) -> None:
        for seq, leaf in rows:
            self._hash.update(f"{seq} {leaf.hex() if leaf else '-'}\n".encode())
            self.count += 1

    def value(self) -> bytes:
        return self._hash.digest()


def _rows_by_number(db: Session) -> Generator[tuple[int, "_Digest"], None, None]:
    """The digest of the rows of each erasure that has some, a few in memory at a time."""
    query = (
        select(ErasedStatement.number, ErasedStatement.seq, ErasedStatement.leaf_hash)
        .order_by(ErasedStatement.number, ErasedStatement.seq)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    with db.execute(query) as rows:
        for number, group in groupby(rows, key=lambda row: row.number):
            digest = _Digest()
            digest.add((row.seq, row.leaf_hash) for row in group)
            yield number, digest


def _fault(message: str) -> Fault:
    return Fault("erasure", None, None, message)
