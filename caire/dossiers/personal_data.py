"""A person's rights over her dossiers, and over what she wrote as a marker."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caire.cohorts.models import Enrolment
from caire.dossiers.models import Agreement, Dossier, Marking
from caire.dossiers.queries import agreement_on, dossiers_of, markings_of
from caire.people.events import AccountErased


def dossiers_held(db: Session, person_id: int) -> dict[str, Any]:
    """Each version that she deposited, its markings once decided, what she wrote as a marker."""
    enrolments = db.scalars(select(Enrolment.id).where(Enrolment.person_id == person_id))
    marked = db.scalars(select(Marking).where(Marking.marker_id == person_id).order_by(Marking.id))
    return {
        "deposited": [one for id in enrolments.all() for one in _deposited(db, id)],
        "marked": [
            {
                "dossier": one.dossier_id,
                "marking": one.rank,
                "marks": one.marks,
                "comments": one.comments,
                "marked_at": one.marked_at.isoformat(),
            }
            for one in marked
        ],
        "proposed": [
            {"dossier": one.dossier_id, "marking": one.kept_rank, "reason": one.reason}
            for one in db.scalars(
                select(Agreement)
                .where(Agreement.proposed_by == person_id)
                .order_by(Agreement.dossier_id)
            )
        ],
    }


def _deposited(db: Session, enrolment_id: int) -> list[dict[str, Any]]:
    found = []
    for row in dossiers_of(db, enrolment_id):
        agreement = agreement_on(db, row.id)
        found.append(
            {
                "course": row.course_key,
                "version": row.number,
                "texts": row.texts,
                "status": row.status,
                "deposited_at": row.deposited_at.isoformat(),
                "decided_at": row.decided_at.isoformat() if row.decided_at else None,
                "markings": [
                    {"marking": one.rank, "marks": one.marks, "comments": one.comments}
                    for one in markings_of(db, row.id)
                    if row.is_decided
                ],
                "agreement": agreement.reason if agreement and row.is_decided else None,
            }
        )
    return found


def on_account_erased(db: Session, event: AccountErased) -> None:
    """Forget her dossiers and what was said of them; traces keep points under a dead name."""
    hers = select(Dossier.id).where(
        Dossier.enrolment_id.in_(select(Enrolment.id).where(Enrolment.person_id == event.person_id))
    )
    for kind in (Agreement, Marking):
        db.execute(delete(kind).where(kind.dossier_id.in_(hers)))
    db.execute(delete(Dossier).where(Dossier.id.in_(hers)))
