"""The frozen sheet as plain values: what is hashed, kept, and printed again identically."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.organisations.models import Organisation
from caire.workshops.chain import Record
from caire.workshops.models import Workshop
from caire.workshops.queries.roster import Participant, slot_of
from caire.workshops.services.notices import facts_of
from caire.workshops.slots import offset_text


def sheet_document(
    db: Session,
    workshop: Workshop,
    people: Sequence[Participant],
    chain: Sequence[Record],
    *,
    version: int,
    previous_hash: str,
    author: str,
    reason: str,
    made_at: datetime,
) -> dict[str, Any]:
    """Everything that an attendance sheet must say (DOMAIN 1.2); moments are ISO 8601 in UTC.

    Args:
        version, previous_hash: place in the versions of this sheet; "" for the first.
        author, reason, made_at: who made this version, why (a correction), when.
    """
    return {
        "version": version,
        "previous_hash": previous_hash,
        "author": author,
        "reason": reason,
        "made_at": _text(made_at),
        "organisation": _organisation(db, workshop.organisation_id),
        "workshop": _workshop(db, workshop),
        "chain": {"length": workshop.chain_length, "head": workshop.chain_head},
        "closing": _record(next((record for record in chain if record.kind == "closing"), None)),
        "participants": [_participant(person) for person in people],
    }


def _organisation(db: Session, organisation_id: int) -> dict[str, Any]:
    columns = ("name", "address", "postcode", "city", "nda", "siret")
    row = db.execute(
        select(*(getattr(Organisation, column) for column in columns)).where(
            Organisation.id == organisation_id
        )
    ).one()
    return dict(zip(columns, row, strict=True))


def _workshop(db: Session, workshop: Workshop) -> dict[str, Any]:
    facts, slot = facts_of(db, workshop), slot_of(workshop)
    course = course_version(db, workshop.course_version_id)
    return {
        "id": workshop.id,
        "title": workshop.title,
        "course": workshop.course_key,
        "course_title": course.title["fr"],
        "course_number": course.number,
        "level": workshop.level,
        "day": slot.day.isoformat(),
        "half_day": slot.half_day,
        "starts_at": _text(workshop.starts_at),
        "ends_at": _text(workshop.ends_at),
        "offset": offset_text(workshop.starts_at),
        "place": facts.place,
        "address": facts.address,
        "trainer": facts.trainer_name,
    }


def _participant(person: Participant) -> dict[str, Any]:
    standing, presence = person.standing, person.presence
    reasons = (standing.absence, standing.times, standing.arrival)
    return {
        "booking": person.booking_id,
        "name": person.name,
        "employer": person.employer,
        "walk_in": person.walk_in,
        "state": person.state,
        "arrived_at": _text(presence.arrived_at),
        "left_at": _text(presence.left_at),
        "minutes": presence.minutes,
        "presence": presence.share,
        "acts": list(person.acts),
        "identity_checked": person.identity_checked,
        "reason": next((record.reason for record in reasons if record and record.reason), ""),
        "arrival": _record(standing.arrival),
        "departure": _record(standing.departure),
    }


def _record(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "seq": record.seq,
        "method": record.method,
        "signed_as": record.typed_name,
        "signed_at": _text(record.signed_at),
        "hash": record.record_hash,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
