"""A person's rights over her placement tests: a copy, and erasure."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.lrs.queries import statements_of_registration
from caire.people.events import AccountErased
from caire.placement.models import PlacementAnswer, PlacementSitting
from caire.placement.queries import sitting_of


def placements_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Every sitting with its answers, what was decided, by which rule, and its traces."""
    rows = db.scalars(
        select(PlacementSitting)
        .where(PlacementSitting.person_id == person_id)
        .order_by(PlacementSitting.id)
    )
    return [_sitting(db, row) for row in rows]


def _sitting(db: Session, row: PlacementSitting) -> dict[str, Any]:
    sitting = sitting_of(db, row)
    decision = sitting.decision
    answers = db.scalars(
        select(PlacementAnswer)
        .where(PlacementAnswer.sitting_id == row.id)
        .order_by(PlacementAnswer.rank)
    )
    return {
        "test": row.test_id,
        "rule_version": sitting.test.head.version,
        "number": row.number,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "stopped_by": row.stop,
        "minutes": round(row.minutes, 1),
        "themes": dict(decision.cells) if decision else None,
        "passed": decision.passed if decision else None,
        "waiver_in_force": row.waiver is not None,
        "answers": [
            {
                "item": one.item_id,
                "response": one.response,
                "right": one.right,
                "answered_at": one.answered_at.isoformat(),
            }
            for one in answers
        ],
        "traces": [
            record.data
            for record in statements_of_registration(db, row.registration)
            if "/placement/" in record.raw
        ],
    }


def on_account_erased(db: Session, event: AccountErased) -> None:
    """Forget what she answered; traces stay under a name that leads nowhere."""
    hers = select(PlacementSitting.id).where(PlacementSitting.person_id == event.person_id)
    db.execute(delete(PlacementAnswer).where(PlacementAnswer.sitting_id.in_(hers)))
    db.execute(delete(PlacementSitting).where(PlacementSitting.person_id == event.person_id))
