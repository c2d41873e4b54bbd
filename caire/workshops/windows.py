"""When arrivals and departures can be signed (R-EMG-3, CURRICULUM E.0)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from caire.config import WorkshopsConfig
from caire.workshops.slots import Slot

POINTS = ("arrival", "departure")


@dataclass(frozen=True, slots=True)
class Window:
    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        return self.opens_at <= now <= self.closes_at


def signing_window(slot: Slot, rules: WorkshopsConfig) -> Window:
    """From some minutes before the start to some minutes after the end."""
    return Window(
        slot.starts_at - timedelta(minutes=rules.signing_opens_min_before),
        slot.ends_at + timedelta(minutes=rules.signing_closes_min_after),
    )


def departures_open_at(slot: Slot, rules: WorkshopsConfig) -> datetime:
    """From here a departure is that of somebody who stayed to the end."""
    return slot.ends_at - timedelta(minutes=rules.departure_opens_min_before_end)


def arrivals_on_time_until(slot: Slot, rules: WorkshopsConfig) -> datetime:
    """Up to here an arrival counts from the start; later from the signature."""
    return slot.starts_at + timedelta(minutes=rules.arrival_on_time_min)


def window_of(point: str, slot: Slot, rules: WorkshopsConfig) -> Window:
    """When a learner signs this point by herself. `point`: arrival or departure."""
    whole = signing_window(slot, rules)
    if point == "arrival":
        return Window(whole.opens_at, departures_open_at(slot, rules))
    return Window(departures_open_at(slot, rules), whole.closes_at)
