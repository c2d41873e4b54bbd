"""Sessions that nobody ended: abandoned by the platform (cmi5, 9.3.6)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.cmi5.models import Registration, UnitSession
from caire.cmi5.services.following import Following, following_of, say
from caire.cmi5.statements import abandoned
from caire.cohorts.queries import enrolment_by_id

AT_ONCE = 100


def abandon_open(db: Session, following: Following, *, now: datetime) -> None:
    """Before another launch: end every open session of the same registration."""
    rows = db.execute(
        select(UnitSession, Registration.name)
        .join(Registration, Registration.id == UnitSession.registration_id)
        .where(
            Registration.registration == following.row.registration,
            UnitSession.terminated_at.is_(None),
            UnitSession.abandoned_at.is_(None),
        )
        .order_by(UnitSession.launched_at)
    ).all()
    for session, name in rows:
        of = following
        if name != following.row.name:
            other = following_of(
                db, enrolment=following.enrolment, name=name, xapi_root=following.xapi_root
            )
            assert other is not None  # the session belongs to it
            of = other
        _abandon(db, of, session, now)


def abandon_expired(db: Session, *, xapi_root: str, now: datetime) -> int:
    """End open sessions whose time is over; returns how many, a hundred at most."""
    sessions = db.execute(
        select(UnitSession, Registration)
        .join(Registration, Registration.id == UnitSession.registration_id)
        .where(
            UnitSession.expires_at <= now,
            UnitSession.terminated_at.is_(None),
            UnitSession.abandoned_at.is_(None),
        )
        .limit(AT_ONCE)
        .with_for_update(of=UnitSession, skip_locked=True)
    ).all()
    for session, row in sessions:
        enrolment = enrolment_by_id(db, row.enrolment_id)
        found = enrolment and following_of(
            db, enrolment=enrolment, name=row.name, xapi_root=xapi_root
        )
        if found:
            _abandon(db, found, session, now)
        else:  # she has withdrawn: there is nobody left to speak of
            session.abandoned_at = now
    db.flush()
    return len(sessions)


def _abandon(db: Session, following: Following, session: UnitSession, now: datetime) -> None:
    session.abandoned_at = now
    lasted = (session.last_at or session.launched_at) - session.launched_at
    unit = following.unit(session.unit_name)
    by = following.speaker(session.id)
    say(db, following, [abandoned(by, unit, lasted=lasted, now=now)], now=now)
    db.flush()
