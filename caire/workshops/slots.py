"""A half-day's place in time: one civil day in Paris, kept in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from caire.clock import PARIS, in_paris
from caire.workshops.errors import SlotCrossesMidnight, SlotTooLong, TimeDoesNotExist

LONGEST = timedelta(hours=5)
AFTERNOON = time(13)


@dataclass(frozen=True, slots=True)
class Slot:
    """From `starts_at` to `ends_at`, aware, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        """The civil day in Paris."""
        return in_paris(self.starts_at).date()

    @property
    def half_day(self) -> str:
        """`AM` or `PM`: a slot that begins before 13:00 in Paris is a morning."""
        return "AM" if in_paris(self.starts_at).time() < AFTERNOON else "PM"

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return round(self.duration.total_seconds() / 60)


def slot_on(day: date, start: time, *, minutes: int) -> Slot:
    """The slot that begins at `start` on a wall clock in Paris and really lasts `minutes`.

    In autumn one hour comes twice; the first is meant.

    Raises:
        TimeDoesNotExist: the hour that is skipped in spring.
        SlotTooLong: more than five hours.
        SlotCrossesMidnight: it would end on another day in Paris.
    """
    if timedelta(minutes=minutes) > LONGEST:
        raise SlotTooLong(f"{minutes} minutes")
    wall = datetime.combine(day, start)
    starts_at = wall.replace(tzinfo=PARIS).astimezone(UTC)
    if in_paris(starts_at).replace(tzinfo=None) != wall:
        raise TimeDoesNotExist(f"{wall} does not exist in Paris")
    slot = Slot(starts_at, starts_at + timedelta(minutes=minutes))
    if in_paris(slot.ends_at).date() != day:
        raise SlotCrossesMidnight(f"{minutes} minutes from {wall}")
    return slot


def moment_on(day: date, at: time) -> datetime:
    """The instant of a wall clock time in Paris, for times that people note."""
    return datetime.combine(day, at, tzinfo=PARIS).astimezone(UTC)


def offset_text(moment: datetime) -> str:
    """The offset of Paris at this instant, `+01:00` or `+02:00`: sheets show it (R-EMG-1)."""
    return in_paris(moment).strftime("%z")[:3] + ":" + in_paris(moment).strftime("%z")[3:]
