"""What is known of one person here, for her export and for what outlives her account."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.workshops.models import Attendance, Booking, Signature, Workshop


def half_days_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Her bookings, signatures and attendance; nothing about anybody else."""
    signatures = _signatures(db, person_id, "learner")
    rows = db.execute(
        select(Workshop, Booking, Attendance)
        .join(Booking, Booking.workshop_id == Workshop.id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(Booking.person_id == person_id)
        .order_by(Booking.id)
    )
    return [
        {
            **_slot(workshop),
            "booked_at": booking.booked_at.isoformat(),
            "cancelled_at": booking.cancelled_at.isoformat() if booking.cancelled_at else None,
            "added_on_the_day": booking.walk_in,
            "presence": attendance.presence if attendance else None,
            "acts": attendance.acts if attendance else [],
            "identity_checked_at": (
                attendance.identity_checked_at.isoformat()
                if attendance and attendance.identity_checked_at
                else None
            ),
            "trace": attendance.statement_id if attendance else None,
            "signatures": signatures.pop(workshop.id, []),
        }
        for workshop, booking, attendance in rows
    ]


def half_days_led_by(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Those she leads or led, and her signatures on their sheets; not who came."""
    signatures = _signatures(db, person_id, "trainer")
    workshops = db.scalars(
        select(Workshop)
        .where((Workshop.trainer_id == person_id) | Workshop.id.in_(list(signatures)))
        .order_by(Workshop.id)
    )
    return [{**_slot(w), "signatures": signatures.get(w.id, [])} for w in workshops]


def attendance_kept(db: Session, person_id: int) -> int:
    """How many half-days whose proof of attendance outlives the account (DOMAIN 3.4)."""
    query = select(func.count(Signature.workshop_id.distinct())).where(
        Signature.person_id == person_id
    )
    return db.scalar(query) or 0


def _slot(workshop: Workshop) -> dict[str, Any]:
    return {
        "title": workshop.title,
        "starts_at": workshop.starts_at.isoformat(),
        "ends_at": workshop.ends_at.isoformat(),
        "status": workshop.status,
    }


def _signatures(db: Session, person_id: int, role: str) -> dict[int, list[dict[str, Any]]]:
    """Records of attendance that bear her name, by half-day."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for record in db.scalars(
        select(Signature)
        .where(Signature.person_id == person_id, Signature.role == role)
        .order_by(Signature.id)
    ):
        found[record.workshop_id].append(
            {
                "kind": record.kind,
                "method": record.method,
                "name": record.typed_name or record.displayed_name,
                "at": record.signed_at.isoformat(),
                "arrived_at": record.arrived_at.isoformat() if record.arrived_at else None,
                "left_at": record.left_at.isoformat() if record.left_at else None,
                "reason": record.reason,
                "consent_version": record.consent_version,
                "user_agent": record.user_agent,
                "network_fingerprint": record.ip_hash,
                "record_hash": record.record_hash,
            }
        )
    return found
