"""What is known of one person here, for her export and for what outlives her account."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.workshops.models import Attendance, Booking, Signature, Workshop


def half_days_of(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Her bookings and signatures, as JSON values; nothing about anybody else."""
    signatures: dict[int, list[dict[str, Any]]] = {}
    for record in db.scalars(
        select(Signature)
        .where(Signature.person_id == person_id, Signature.role == "learner")
        .order_by(Signature.id)
    ):
        signatures.setdefault(record.workshop_id, []).append(
            {
                "kind": record.kind,
                "method": record.method,
                "name": record.typed_name or record.displayed_name,
                "at": record.signed_at.isoformat(),
                "reason": record.reason,
                "user_agent": record.user_agent,
            }
        )
    rows = db.execute(
        select(Workshop, Booking, Attendance.presence, Attendance.acts)
        .join(Booking, Booking.workshop_id == Workshop.id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(Booking.person_id == person_id)
        .order_by(Booking.id)
    )
    return [
        {
            "title": workshop.title,
            "starts_at": workshop.starts_at.isoformat(),
            "ends_at": workshop.ends_at.isoformat(),
            "booked_at": booking.booked_at.isoformat(),
            "cancelled_at": booking.cancelled_at.isoformat() if booking.cancelled_at else None,
            "presence": presence,
            "acts": acts or [],
            "signatures": signatures.pop(workshop.id, []),
        }
        for workshop, booking, presence, acts in rows
    ]


def attendance_kept(db: Session, person_id: int) -> int:
    """How many half-days whose proof of attendance outlives the account (DOMAIN 3.4)."""
    query = select(func.count(Signature.workshop_id.distinct())).where(
        Signature.person_id == person_id
    )
    return db.scalar(query) or 0
