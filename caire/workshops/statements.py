"""Our own statements about half-days in person. Each id is derived from what happened."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import tincan

from caire.catalogue.course import Course
from caire.cohorts.queries import EnrolmentRow
from caire.lrs import building as b
from caire.lrs import vocabulary as v


def seat_booked(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    workshop_id: int,
    booking_id: int,
    now: datetime,
) -> tincan.Statement:
    """A seat was taken."""
    return b.statement(
        xapi_root,
        id=_id(enrolment, f"booking:{booking_id}:booked"),
        actor_name=enrolment.actor_name,
        verb=v.BOOKED,
        target=_target(xapi_root, workshop_id),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
    )


def seat_given_back(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    workshop_id: int,
    booking_id: int,
    now: datetime,
) -> tincan.Statement:
    """A seat was given back, or the half-day will not be held."""
    return b.statement(
        xapi_root,
        id=_id(enrolment, f"booking:{booking_id}:cancelled"),
        actor_name=enrolment.actor_name,
        verb=v.UNREGISTERED,
        target=_target(xapi_root, workshop_id),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=now,
    )


def attended_id(enrolment: EnrolmentRow, *, booking_id: int, version: int) -> str:
    return _id(enrolment, f"booking:{booking_id}:attended:{version}")


def attended(
    xapi_root: str,
    enrolment: EnrolmentRow,
    course: Course,
    *,
    workshop_id: int,
    booking_id: int,
    version: int,
    level: str,
    presence: float,
    minutes: int,
    acts: tuple[str, ...],
    identity_checked: bool,
    half_day: str,
    sheet_hash: str,
    at: datetime,
) -> tincan.Statement:
    """A person was there, as version `version` of the closed sheet says.

    Args:
        presence: share of the half-day, in (0, 1]; `minutes` is the same in minutes.
        half_day: its civil day in Paris, ISO 8601.
        at: when the half-day ended, not when the sheet was closed or corrected.
    """
    return b.statement(
        xapi_root,
        id=attended_id(enrolment, booking_id=booking_id, version=version),
        actor_name=enrolment.actor_name,
        verb=v.ATTENDED,
        target=_target(xapi_root, workshop_id),
        registration=enrolment.registration,
        course_key=course.key,
        content_version=course.version,
        now=at,
        result={"completion": True, "duration": timedelta(minutes=minutes)},
        extensions={
            "presence": presence,
            "acts": list(acts),
            "identity-checked": identity_checked,
            "level": level,
            "half-day": half_day,
            "sheet-hash": sheet_hash,
        },
    )


def attendance_voided(
    xapi_root: str,
    enrolment: EnrolmentRow,
    *,
    booking_id: int,
    version: int,
    statement_id: str,
    now: datetime,
) -> tincan.Statement:
    """Version `version` of the sheet takes back what an earlier one said of a person."""
    return b.voiding(
        xapi_root,
        id=_id(enrolment, f"booking:{booking_id}:voided:{version}"),
        actor={"objectType": "Agent", "account": {"homePage": xapi_root, "name": "caire"}},
        statement_id=statement_id,
        registration=enrolment.registration,
        now=now,
        reason="attendance_corrected",
    )


def _target(xapi_root: str, workshop_id: int) -> tincan.Activity:
    return b.activity(xapi_root, "workshop", str(workshop_id), v.TYPE_WORKSHOP)


def _id(enrolment: EnrolmentRow, happening: str) -> str:
    return str(uuid5(UUID(enrolment.registration), happening))
