"""The traces of an entry test show why a level was opened: none is dropped while it may serve."""

from sqlalchemy import cast, exists, select
from sqlalchemy.orm import Session

from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.models import StoredStatement
from caire.lrs.models.numbers import UuidText
from caire.lrs.numbering import stored_at
from caire.placement.models import PlacementSitting


def refuse_retiring(db: Session, event: StatementsRetiring) -> None:
    """Raises: RetiringRefused: a placement test that still counts is told by one of them."""
    theirs = exists().where(
        StoredStatement.registration == cast(PlacementSitting.registration, UuidText),
        StoredStatement.is_own,
        StoredStatement.seq >= event.first_seq,
        StoredStatement.seq < event.end_seq,
    )
    if db.scalar(select(PlacementSitting.id).where(theirs).limit(1)) is not None:
        month = stored_at(event.first_seq).strftime("%Y-%m")
        raise RetiringRefused(
            f"traces of {month} tell placement tests that opened a level or spared sequences: "
            "they stay as long as the accounts of those who took them"
        )
