"""What keys do, written down rarely: how much in a minute, and when for the last time."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, update
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.lrs.metering import Amount
from caire.lrs.models.keys import LrsKey, LrsUsage

NOTED_EVERY = timedelta(minutes=1)
KEPT_MIN = 60


def add_usage(db: Session, *, caller: str, minute: int, amount: Amount) -> Amount:
    """Add to what a caller did in this minute; the sum with what other processes told.

    One statement: the row's lock makes two processes count one after the other.
    """
    begins = LrsUsage.minute != minute
    row = db.execute(
        insert_for(db, LrsUsage)
        .values(
            caller=caller, minute=minute, requests=amount.requests, statements=amount.statements
        )
        .on_conflict_do_update(
            index_elements=[LrsUsage.caller],
            set_={
                "minute": minute,
                "requests": case((begins, 0), else_=LrsUsage.requests) + amount.requests,
                "statements": case((begins, 0), else_=LrsUsage.statements) + amount.statements,
            },
        )
        .returning(LrsUsage.requests, LrsUsage.statements)
    ).one()
    total = Amount(row.requests, row.statements)
    if total == amount:  # the first word of a minute: time to forget lent keys that are gone
        db.execute(delete(LrsUsage).where(LrsUsage.minute < minute - KEPT_MIN))
    return total


def note_use(db: Session, *, key_id: int, now: datetime) -> None:
    """Say that a key was used, at most once a minute whoever asks."""
    db.execute(
        update(LrsKey)
        .where(
            LrsKey.id == key_id,
            or_(LrsKey.last_used_at.is_(None), LrsKey.last_used_at <= now - NOTED_EVERY),
        )
        .values(last_used_at=now)
    )
