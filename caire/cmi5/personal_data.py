"""A person's rights over what she did in units: a copy, and erasure."""

from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.cmi5.models import PackagedCourse, Registration, UnitSession, UnitState
from caire.cmi5.tokens import KEY_PREFIX
from caire.cohorts.models import Enrolment
from caire.lrs.models import StoredStatement
from caire.people.events import AccountErased


def units_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Each course of another maker that she began, with its units and her sessions."""
    rows = db.execute(
        select(Registration, PackagedCourse.course_id)
        .join(PackagedCourse, PackagedCourse.id == Registration.course_id)
        .join(Enrolment, Enrolment.id == Registration.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Registration.id)
    ).all()
    return [
        {
            "course": course_id,
            "begun_at": row.begun_at.isoformat(),
            "satisfied_at": row.satisfied_at.isoformat() if row.satisfied_at else None,
            "units": [_state(state) for state in _of(db, UnitState, row.id)],
            "sessions": [_session(session) for session in _of(db, UnitSession, row.id)],
            "traces": _traces(db, row.registration, row.name),
        }
        for row, course_id in rows
    ]


def on_account_erased(db: Session, event: AccountErased) -> None:
    """Forget registrations, and with them states, notes and sessions, whose accesses end."""
    enrolments = select(Enrolment.id).where(Enrolment.person_id == event.person_id)
    registrations = select(Registration.id).where(Registration.enrolment_id.in_(enrolments))
    for kind in (UnitState, UnitSession):
        db.execute(delete(kind).where(kind.registration_id.in_(registrations)))
    db.execute(delete(Registration).where(Registration.enrolment_id.in_(enrolments)))


def _of(db: Session, kind: Any, registration_id: int) -> list[Any]:
    return list(db.scalars(select(kind).where(kind.registration_id == registration_id)))


def _traces(db: Session, registration: str, name: str) -> list[dict[str, Any]]:
    """What the course's units sent, as it is stored; what we said is among the course's traces."""
    sessions = db.scalars(
        select(UnitSession.id)
        .join(Registration, Registration.id == UnitSession.registration_id)
        .where(Registration.registration == registration, Registration.name == name)
    )
    ours = {KEY_PREFIX + session_id for session_id in sessions}
    found = db.scalars(
        select(StoredStatement.raw)
        .where(
            StoredStatement.registration == registration,
            StoredStatement.is_own.is_(False),
            StoredStatement.raw.is_not(None),
        )
        .order_by(StoredStatement.seq)
    )
    traces = (msgspec.json.decode(raw) for raw in found if raw is not None)
    return [t for t in traces if t["authority"].get("account", {}).get("name") in ours]


def _state(state: UnitState) -> dict[str, Any]:
    moments = ("completed_at", "passed_at", "failed_at", "waived_at")
    return {
        "unit": state.unit_id,
        **{name: at.isoformat() for name in moments if (at := getattr(state, name)) is not None},
        "waived_reason": state.waived_reason,
        "waived_note": state.waived_note,
        "score": state.score,
        "progress": state.progress,
    }


def _session(session: UnitSession) -> dict[str, Any]:
    return {
        "unit": session.unit_id,
        "launched_at": session.launched_at.isoformat(),
        "terminated_at": session.terminated_at.isoformat() if session.terminated_at else None,
        "abandoned_at": session.abandoned_at.isoformat() if session.abandoned_at else None,
    }
