"""Statements that a target is still to get are not dropped before."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.models import DeadLetter, ForwardTarget, LogLeaf


def refuse_retiring(db: Session, event: StatementsRetiring) -> None:
    """Raises: RetiringRefused."""
    within = (LogLeaf.seq >= event.first_seq, LogLeaf.seq < event.end_seq)
    last = db.scalar(select(func.max(LogLeaf.position)).where(*within))
    if last is None:
        return
    behind = db.scalar(select(ForwardTarget.name).where(ForwardTarget.position <= last).limit(1))
    if behind is not None:
        raise RetiringRefused(
            f"the target {behind} has not got all of these traces yet: wait until "
            "`caire lrs forward list` says that nothing waits, or remove it"
        )
    dead = db.scalar(
        select(ForwardTarget.name)
        .join(DeadLetter, DeadLetter.target_id == ForwardTarget.id)
        .where(DeadLetter.seq >= event.first_seq, DeadLetter.seq < event.end_seq)
        .limit(1)
    )
    if dead is not None:
        raise RetiringRefused(
            f"the target {dead} refused some of these traces: "
            f"`caire lrs forward dead {dead}`, then --replay or --drop"
        )
