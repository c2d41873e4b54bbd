"""A voiding statement takes another back: which may, and what it does.

Source: xAPI 1.0.3, part two, 2.3.2.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caire.lrs.errors import VoidingNotAllowed, VoidingRefused
from caire.lrs.hashing import verb_key
from caire.lrs.models import StatementId, StoredStatement
from caire.lrs.services.completing import Incoming
from caire.lrs.services.placing import Placed
from caire.lrs.services.referring import Referring
from caire.lrs.vocabulary import VOIDED

_VOIDING = verb_key(VOIDED)


def refuse_voiding(db: Session, ordered: Sequence[Incoming], *, only_own_key: bool) -> None:
    """Refuse to take back what takes back, and what another program stored.

    Raises:
        VoidingRefused, VoidingNotAllowed.
    """
    by_target: dict[str, set[int | None]] = {}  # the keys of those who take it back
    for one in ordered:
        if one.checked.voids:
            by_target.setdefault(one.checked.voids, set()).add(one.key_id)
    if not by_target:
        return
    for one in ordered:  # requests that share a transaction may be about each other
        if one.id in by_target and one.checked.verb == VOIDED:
            raise VoidingRefused(f"{one.id} is itself a voiding statement")
        if only_own_key and by_target.get(one.id, set()) - {one.key_id}:
            raise VoidingNotAllowed(f"{one.id} was not stored with this key")
    columns = (StoredStatement.id, StoredStatement.verb_key, StoredStatement.key_id)
    for target in db.execute(_by_id(list(by_target), *columns)):
        if target.verb_key == _VOIDING:
            raise VoidingRefused(f"{target.id} is itself a voiding statement")
        if only_own_key and by_target[target.id] - {target.key_id}:
            raise VoidingNotAllowed(f"{target.id} was not stored with this key")


def apply_voiding(
    db: Session, new: Sequence[Placed], waiting: Sequence[Referring], *, only_same_key: bool
) -> None:
    """Mark what is taken back, also when its voiding statement arrived first."""
    for one in new:
        if one.incoming.checked.voids:
            _mark_voided(db, one.incoming.checked.voids, by=one.incoming.id)
    arrived = {one.incoming.id: one.incoming.key_id for one in new}
    for row in waiting:
        if row.verb_key == _VOIDING and (not only_same_key or row.key_id == arrived[row.refers]):
            _mark_voided(db, row.refers, by=row.id)


def _by_id(ids: Sequence[str], *columns: Any) -> Any:
    return (
        select(*columns)
        .join(StatementId, StatementId.seq == StoredStatement.seq)
        .where(StatementId.id.in_(ids))
    )


def _mark_voided(db: Session, statement_id: str, *, by: str) -> None:
    seq = db.scalar(select(StatementId.seq).where(StatementId.id == statement_id))
    if seq is None:
        return
    db.execute(
        update(StoredStatement)
        .where(StoredStatement.seq == seq, StoredStatement.voided_by.is_(None))
        .values(voided_by=by)
        .execution_options(synchronize_session=False)
    )
