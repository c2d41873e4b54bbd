"""Forget a person's statements; the log goes on to prove the others."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from caire.lrs.models import StoredStatement
from caire.lrs.validation import account_key


def erase_statements(db: Session, *, home: str, actor_name: str, now: datetime) -> int:
    """Empty every statement about the account `actor_name` of `home`; returns how many.

    What stays is an id, a verb and an instant. The leaf in the log stays too: a hash that nobody
    can try texts against, since its salt is gone. Ids are not given again.
    """
    key = account_key(home, actor_name)
    # Statements that take hers back have the platform for actor: found by their registration.
    hers = select(StoredStatement.registration).where(
        StoredStatement.actor_key == key, StoredStatement.registration.is_not(None)
    )
    ids = db.scalars(
        select(StoredStatement.id).where(
            StoredStatement.raw.is_not(None),
            or_(
                StoredStatement.actor_key == key,
                StoredStatement.is_own & StoredStatement.registration.in_(hers),
            ),
        )
    ).all()
    for start in range(0, len(ids), 500):
        db.execute(
            update(StoredStatement)
            .where(StoredStatement.id.in_(ids[start : start + 500]))
            .values(
                raw=None,
                salt=None,
                actor_key=None,
                registration=None,
                activity=None,
                erased_at=now,
            )
            .execution_options(synchronize_session=False)
        )
    return len(ids)
