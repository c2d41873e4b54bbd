"""Adding to a half-day's attendance chain: the only place that writes it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from caire.people.models import Person
from caire.people.names import plain
from caire.workshops import errors as e
from caire.workshops.chain import RECORD_FIELDS, fingerprint, record_fingerprint
from caire.workshops.models import REASON_MAX, USER_AGENT_MAX, Booking, Signature, Workshop
from caire.workshops.presence import Standing, standings
from caire.workshops.queries.roster import chain_of
from caire.workshops.services.notices import facts_of
from caire.workshops.slots import offset_text

#: The version of the sentence above every signature; it changes when the sentence does.
CONSENT_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person wrote and accepted to sign, and from where (R-EMG-6).

    `ip_hash` is a keyed hash of the truncated address: it compares, it does not locate.
    """

    typed_name: str
    consent_version: str
    ip_hash: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a record says besides who and where; see `models.Signature`."""

    kind: str
    method: str
    reason: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    replaces_seq: int | None = None


def standing_of(db: Session, workshop_id: int, booking_id: int) -> Standing:
    return standings(chain_of(db, workshop_id)).get(booking_id, Standing())


def slot_hash(db: Session, workshop: Workshop) -> str:
    """The hash of what is shown to whoever signs: title, times and offset, place, trainer."""
    facts = facts_of(db, workshop)
    return fingerprint(
        {
            "workshop": workshop.id,
            "title": workshop.title,
            "starts_at": workshop.starts_at,
            "ends_at": workshop.ends_at,
            "offset": offset_text(workshop.starts_at),
            "place": facts.place,
            "address": facts.address,
            "trainer": facts.trainer_name,
        }
    )


def add_record(
    db: Session,
    *,
    workshop: Workshop,
    note: Note,
    booking: Booking | None,
    author_id: int,
    now: datetime,
    given: Given | None = None,
) -> Signature:
    """Append a record. `workshop` is locked by the caller, so the chain grows in one line.

    Args:
        booking: whose participation it is; None for the trainer's own record.
        author_id: whose account made it.
    """
    subject = db.get_one(Person, booking.person_id if booking else author_id)
    author = db.get_one(Person, author_id)
    record = Signature(
        workshop_id=workshop.id,
        seq=workshop.chain_length + 1,
        kind=note.kind,
        method=note.method,
        role="learner" if booking else "trainer",
        booking_id=booking.id if booking else None,
        person_id=subject.id,
        displayed_name=subject.display_name,
        typed_name=_one_line(given.typed_name) if given else "",
        signed_at=now,
        arrived_at=note.arrived_at,
        left_at=note.left_at,
        reason=note.reason,
        replaces_seq=note.replaces_seq,
        author_id=author_id,
        author_name=author.display_name,
        consent_version=given.consent_version if given else "",
        ip_hash=given.ip_hash if given else "",
        user_agent=given.user_agent[:USER_AGENT_MAX] if given else "",
        slot_hash=slot_hash(db, workshop),
        previous_hash=workshop.chain_head,
    )
    record.record_hash = record_fingerprint(
        {name: getattr(record, name) for name in RECORD_FIELDS if name not in {"id", "record_hash"}}
    )
    db.add(record)
    workshop.chain_length += 1
    workshop.chain_head = record.record_hash
    db.flush()
    return record


def checked_reason(reason: str) -> str:
    """Raises: ReasonMissing."""
    text = " ".join(reason.split())[:REASON_MAX]
    if not text:
        raise e.ReasonMissing("say why")
    return text


def check_given(given: Given, expected_name: str) -> None:
    """The consent, then the name: accents, capitals, hyphens and order do not matter.

    Raises:
        ConsentMissing, NameMismatch
    """
    if given.consent_version != CONSENT_VERSION:
        raise e.ConsentMissing(f"accept version {CONSENT_VERSION}")
    if _words(given.typed_name) != _words(expected_name):
        raise e.NameMismatch(expected_name)


def _words(name: str) -> list[str]:
    letters = "".join(sign if sign.isalpha() else " " for sign in plain(name))
    return sorted(letters.split())


def _one_line(text: str) -> str:
    return " ".join(text.split())
