"""A half-day as a calendar file (RFC 5545), to be added or to be removed."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from caire.messaging.message import Attachment


def calendar_entry(
    *,
    uid: str,
    title: str,
    place: str,
    url: str,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    revision: int = 0,
    cancelled: bool = False,
) -> Attachment:
    """One event. A cancelled one takes the earlier one, of the same `uid`, off the calendar.

    `revision` grows with each change of time or place: an entry replaces those of a lower one.
    Moments are written in UTC: every calendar shows them on its owner's clock.
    """
    method = "CANCEL" if cancelled else "PUBLISH"
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", title)
    event.add("location", place)
    event.add("url", url)
    event.add("sequence", revision + 1 if cancelled else revision)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//CAIRE//half-days//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return Attachment("caire.ics", calendar.to_ical().decode(), method)
