"""The traces of an enrolment are its record: none is dropped while the enrolment stands."""

from sqlalchemy import cast, exists, or_, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.learning.progress.counting import accepted_key_ids
from caire.lrs.errors import RetiringRefused
from caire.lrs.events import StatementsRetiring
from caire.lrs.models import StoredStatement
from caire.lrs.models.numbers import UuidText
from caire.lrs.numbering import stored_at


def refuse_retiring(db: Session, event: StatementsRetiring) -> None:
    """Raises: RetiringRefused: progress or a certificate is computed from one of them."""
    theirs = exists().where(
        StoredStatement.registration == cast(Enrolment.registration, UuidText),
        or_(StoredStatement.is_own, StoredStatement.key_id.in_(accepted_key_ids(db))),
        StoredStatement.seq >= event.first_seq,
        StoredStatement.seq < event.end_seq,
    )
    if db.scalar(select(Enrolment.id).where(theirs).limit(1)) is not None:
        month = stored_at(event.first_seq).strftime("%Y-%m")
        raise RetiringRefused(
            f"traces of {month} tell the progress of learners who are still enrolled: "
            "they stay as long as their enrolments"
        )
