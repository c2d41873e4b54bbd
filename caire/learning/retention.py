"""The traces of an enrolment are its record: none is dropped while the enrolment stands."""

from sqlalchemy import cast, exists, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.models import StoredStatement
from caire.lrs.models.numbers import UuidText
from caire.lrs.numbering import stored_at


def refuse_retiring(db: Session, event: StatementsRetiring) -> None:
    """Raises: RetiringRefused: progress or a certificate is computed from one of them."""
    theirs = exists().where(
        StoredStatement.registration == cast(Enrolment.registration, UuidText),
        StoredStatement.is_own,
        StoredStatement.seq >= event.first_seq,
        StoredStatement.seq < event.end_seq,
    )
    if db.scalar(select(Enrolment.id).where(theirs).limit(1)) is not None:
        month = stored_at(event.first_seq).strftime("%Y-%m")
        raise RetiringRefused(
            f"traces of {month} tell the progress of learners who are still enrolled: "
            "they stay as long as their enrolments"
        )
