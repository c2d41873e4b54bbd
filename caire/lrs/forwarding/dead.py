"""Dead letters: read, sent once more, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import transaction
from caire.lrs.forwarding.answering import Outcome
from caire.lrs.forwarding.choosing import Item
from caire.lrs.forwarding.leasing import Leased, keep_refused
from caire.lrs.forwarding.letters import letters_of, pieces
from caire.lrs.forwarding.posting import Post
from caire.lrs.forwarding.running import Delivery, Forwarding, leased_target, post_of
from caire.lrs.forwarding.sifting import sifted
from caire.lrs.forwarding.targets import target_named
from caire.lrs.models import DeadLetter, ForwardTarget, LogLeaf, StatementFile, StoredStatement

#: Dead letters read at once.
PAGE = 500


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A refused statement; `raw` is its text, None once it was erased.

    `status` is 0 when the target never answered to it.
    """

    target: str
    statement_id: str
    status: int
    reason: str
    refused_at: datetime
    raw: str | None


def dead_letters(db: Session, *, target: str | None = None, limit: int = PAGE) -> list[DeadRow]:
    """The first ones, in the order in which they were stored."""
    query = (
        select(
            ForwardTarget.name,
            DeadLetter.statement_id,
            DeadLetter.status,
            DeadLetter.reason,
            DeadLetter.refused_at,
            StoredStatement.raw,
        )
        .join(ForwardTarget, ForwardTarget.id == DeadLetter.target_id)
        .outerjoin(StoredStatement, StoredStatement.seq == DeadLetter.seq)
        .order_by(ForwardTarget.id, DeadLetter.seq)
        .limit(limit)
    )
    if target is not None:
        query = query.where(DeadLetter.target_id == target_named(db, target).id)
    return [DeadRow(*row) for row in db.execute(query)]


def drop_dead_letters(db: Session, *, target: str) -> int:
    """Give them up; returns how many. Raises: NoSuchTarget."""
    target_id = target_named(db, target).id
    gone = db.execute(
        delete(DeadLetter).where(DeadLetter.target_id == target_id).returning(DeadLetter.id)
    )
    return len(gone.all())


def forget_erased(db: Session) -> None:
    """What a target said of an erased statement may quote it: it goes too."""
    erased = exists().where(StoredStatement.seq == DeadLetter.seq, StoredStatement.raw.is_(None))
    db.execute(delete(DeadLetter).where(erased).execution_options(synchronize_session=False))


def replay(place: Forwarding, *, target: str) -> Delivery:
    """Send its dead letters once more, in the order of the log; those delivered are dead no more.

    Raises:
        NoSuchTarget, TargetBusy, TargetInvalid, CredentialsUnreadable.
    """
    with place.sessions() as db, transaction(db):
        forget_erased(db)
        target_id = target_named(db, target).id
    delivered = refused = 0
    position = -1
    with leased_target(place, target_id) as leased, post_of(place, leased) as post:
        while True:
            with place.sessions() as db:
                items = _items(db, target_id, position)
            if not items:
                return Delivery(delivered, refused)
            for piece in pieces(items):
                outcome = _again(place, leased, post, piece)
                delivered += outcome.delivered
                refused += len(outcome.refused)
                if outcome.failure is not None:
                    return Delivery(delivered, refused, outcome.failure.reason)
            position = items[-1].position


def _items(db: Session, target_id: int, after: int) -> list[Item]:
    has_files = exists().where(StatementFile.seq == DeadLetter.seq)
    query = (
        select(
            LogLeaf.position, LogLeaf.seq, DeadLetter.statement_id, StoredStatement.raw, has_files
        )
        .join(DeadLetter, DeadLetter.seq == LogLeaf.seq)
        .join(StoredStatement, StoredStatement.seq == LogLeaf.seq)
        .where(DeadLetter.target_id == target_id, LogLeaf.position > after)
        .where(StoredStatement.raw.is_not(None))
        .order_by(LogLeaf.position)
        .limit(PAGE)
    )
    return [
        Item(position, seq, id, len(raw or ""), files)
        for position, seq, id, raw, files in db.execute(query)
    ]


def _again(place: Forwarding, leased: Leased, post: Post, piece: Sequence[Item]) -> Outcome:
    with place.sessions() as db:
        letters = letters_of(db, piece)
    outcome = sifted(post, letters, waits=True)  # somebody asked for this, and waits too
    still = {one.letter.seq for one in outcome.refused}
    alive = [one.seq for one in letters[: outcome.decided] if one.seq not in still]
    with place.sessions() as db, transaction(db):
        keep_refused(db, leased.id, outcome.refused, now=utcnow())
        db.execute(
            delete(DeadLetter).where(DeadLetter.target_id == leased.id, DeadLetter.seq.in_(alive))
        )
    return outcome
