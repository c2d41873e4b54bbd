"""Take a statement of ours back: nothing is deleted, a voiding statement says so."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from caire.lrs.building import voiding
from caire.lrs.errors import NoSuchStatement
from caire.lrs.queries import records_by_id
from caire.lrs.records import StatementRecord
from caire.lrs.services.storing import store_own


def void(
    db: Session,
    *,
    statement_id: str,
    authority_home: str,
    now: datetime,
    reason: str | None = None,
) -> StatementRecord:
    """Void one of our own statements; doing it again returns the first voiding statement.

    From then on the statement is in no query of what holds. To correct it, void it and store
    another one under another id.

    Args:
        reason: a short code or sentence without personal data, kept in the trace.

    Raises:
        NoSuchStatement: none of ours has this id.
        VoidingRefused: it is itself a voiding statement.
    """
    found = records_by_id(db, [statement_id]).get(statement_id)
    if found is None or not found.is_own:
        raise NoSuchStatement(f"no statement of the platform has the id {statement_id}")
    statement = voiding(
        authority_home,
        id=str(uuid5(UUID(statement_id), "voided")),
        actor=found.data["authority"],
        statement_id=statement_id,
        registration=found.registration,
        now=now,
        reason=reason,
    )
    (record,) = store_own(db, statements=[statement], authority_home=authority_home)
    return record
