"""The messages of slices above: they call these with the facts, in their own transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from caire.assessment.texts import LocalText
from caire.messaging.models import Mail
from caire.messaging.services import queue_mail_to


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """What a mail and a calendar entry say about a half-day. `path` starts with `/`.

    `place` is the room and the site; the moments are aware.
    """

    workshop_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    address: str
    access_notes: str
    trainer_name: str
    path: str


def queue_enrolled(
    db: Session,
    *,
    person_id: int,
    course_title: LocalText,
    organisation_name: str,
    path: str,
    now: datetime,
) -> Mail | None:
    """Tell a person that she may begin a course; `organisation_name` may be empty."""
    context = {
        "course_title": dict(course_title),
        "organisation_name": organisation_name,
        "path": path,
    }
    return queue_mail_to(db, person_id=person_id, template="enrolled", context=context, now=now)


def queue_workshop_booked(
    db: Session, *, person_id: int, workshop: WorkshopFacts, now: datetime
) -> Mail | None:
    """Confirm a booking, with an entry for the person's calendar."""
    return queue_mail_to(
        db, person_id=person_id, template="workshop_booked", context=_facts(workshop), now=now
    )


def queue_workshop_moved(
    db: Session, *, person_id: int, workshop: WorkshopFacts, revision: int, now: datetime
) -> Mail | None:
    """Give the new time, place or trainer; `revision` makes calendars replace the entry."""
    context = {**_facts(workshop), "revision": revision}
    return queue_mail_to(
        db, person_id=person_id, template="workshop_moved", context=context, now=now
    )


def queue_workshop_cancelled(
    db: Session, *, person_id: int, workshop: WorkshopFacts, reason: str, now: datetime
) -> Mail | None:
    """Tell that the half-day will not take place for this person; removes the calendar entry.

    `reason` is that of the organisers; empty when the person gave up her own seat.
    """
    context = {**_facts(workshop), "reason": reason}
    return queue_mail_to(
        db, person_id=person_id, template="workshop_cancelled", context=context, now=now
    )


def queue_certificate_issued(
    db: Session,
    *,
    person_id: int,
    level_title: LocalText,
    code: str,
    path: str,
    verify_path: str,
    now: datetime,
) -> Mail | None:
    """Congratulate; `path` leads to the person's own page, `verify_path` to the public one."""
    context = {
        "level_title": dict(level_title),
        "code": code,
        "path": path,
        "verify_path": verify_path,
    }
    return queue_mail_to(
        db, person_id=person_id, template="certificate_issued", context=context, now=now
    )


def queue_certificate_revoked(
    db: Session,
    *,
    person_id: int,
    level_title: LocalText,
    code: str,
    reason: str,
    now: datetime,
) -> Mail | None:
    """Tell that a certificate is no longer valid, and why."""
    context = {"level_title": dict(level_title), "code": code, "reason": reason}
    return queue_mail_to(
        db, person_id=person_id, template="certificate_revoked", context=context, now=now
    )


def queue_exam_reopened(
    db: Session, *, person_id: int, course_title: LocalText, path: str, now: datetime
) -> Mail | None:
    """Tell that one attempt more is given; why stands on the page alone."""
    context = {"course_title": dict(course_title), "path": path}
    return queue_mail_to(
        db, person_id=person_id, template="exam_reopened", context=context, now=now
    )


def queue_dossier_marked(
    db: Session,
    *,
    person_id: int,
    course_title: LocalText,
    marked_again: bool,
    path: str,
    now: datetime,
) -> Mail | None:
    """Tell that a result is given, not which one: a mailbox may have other readers.

    `marked_again`: it follows the second marking that the learner asked for.
    """
    context = {"course_title": dict(course_title), "marked_again": marked_again, "path": path}
    return queue_mail_to(
        db, person_id=person_id, template="dossier_marked", context=context, now=now
    )


def queue_review_due(db: Session, *, person_id: int, path: str, now: datetime) -> Mail | None:
    """Call to the review that she asked for; nothing is said of what she knows."""
    return queue_mail_to(
        db, person_id=person_id, template="review_due", context={"path": path}, now=now
    )


def queue_review_stopped(db: Session, *, person_id: int, path: str, now: datetime) -> Mail | None:
    """Tell that the messages end, since they were of no use to her."""
    return queue_mail_to(
        db, person_id=person_id, template="review_stopped", context={"path": path}, now=now
    )


def _facts(workshop: WorkshopFacts) -> dict[str, Any]:
    return {
        "workshop_id": workshop.workshop_id,
        "title": workshop.title,
        "starts_at": workshop.starts_at.isoformat(),
        "ends_at": workshop.ends_at.isoformat(),
        "place": workshop.place,
        "address": workshop.address,
        "access_notes": workshop.access_notes,
        "trainer_name": workshop.trainer_name,
        "path": workshop.path,
    }
