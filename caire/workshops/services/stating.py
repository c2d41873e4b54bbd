"""What a closed sheet says to each participant's learning path."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import tincan
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id
from caire.lrs.services import store_own
from caire.workshops.models import AttendanceSheet, Booking, Workshop
from caire.workshops.queries.roster import Participant, slot_of
from caire.workshops.services.noting import attendance_of
from caire.workshops.statements import attendance_voided, attended


def state_attendance(
    db: Session,
    workshop: Workshop,
    people: Sequence[Participant],
    sheet: AttendanceSheet,
    *,
    xapi_root: str,
    now: datetime,
) -> None:
    """Keep each person's share; take back the statement that is replaced, store the new one."""
    statements: list[Any] = []
    for person in people:
        attendance = attendance_of(db, db.get_one(Booking, person.booking_id))
        attendance.presence = person.presence.share
        enrolment = enrolment_by_id(db, person.enrolment_id)
        if enrolment is None:  # withdrawn: the sheet keeps her, no path counts her
            continue
        if attendance.statement_id is not None:
            statements.append(
                attendance_voided(
                    xapi_root,
                    enrolment,
                    booking_id=person.booking_id,
                    version=sheet.version,
                    statement_id=attendance.statement_id,
                    now=now,
                )
            )
            attendance.statement_id = None
        if person.presence.share > 0:
            statement = _attended(
                db, workshop, person, enrolment, sheet, xapi_root=xapi_root, now=now
            )
            statements.append(statement)
            attendance.statement_id = str(statement.id)
    db.flush()
    if statements:
        store_own(db, statements=statements, authority_home=xapi_root)


def _attended(
    db: Session,
    workshop: Workshop,
    person: Participant,
    enrolment: EnrolmentRow,
    sheet: AttendanceSheet,
    *,
    xapi_root: str,
    now: datetime,
) -> tincan.Statement:
    return attended(
        xapi_root,
        enrolment,
        course_version(db, enrolment.course_version_id),
        workshop_id=workshop.id,
        booking_id=person.booking_id,
        version=sheet.version,
        level=workshop.level,
        presence=person.presence.share,
        minutes=person.presence.minutes,
        acts=person.acts,
        identity_checked=person.identity_checked,
        half_day=slot_of(workshop).day.isoformat(),
        sheet_hash=sheet.document_hash,
        at=min(now, workshop.ends_at),
    )
