"""What a person's records add up to: signed or not, from when to when, how much of the slot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from caire.config import WorkshopsConfig
from caire.workshops.chain import Record
from caire.workshops.slots import Slot
from caire.workshops.windows import arrivals_on_time_until, departures_open_at, window_of

#: Kinds that do not belong to a participant.
_OF_TRAINER = {"closing", "annulment"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The records of one participant that hold: those that no later one replaces."""

    arrival: Record | None = None
    departure: Record | None = None
    absence: Record | None = None
    times: Record | None = None

    @property
    def is_signed(self) -> bool:
        return self.arrival is not None or self.departure is not None

    @property
    def is_on_paper(self) -> bool:
        return self.arrival is not None and self.arrival.method == "paper"


@dataclass(frozen=True, slots=True)
class Presence:
    """When the person counts as present, and `share` of the slot, in [0, 1]."""

    arrived_at: datetime | None
    left_at: datetime | None
    share: float

    @property
    def minutes(self) -> int:
        if self.arrived_at is None or self.left_at is None:
            return 0
        return max(0, round((self.left_at - self.arrived_at).total_seconds() / 60))


def standings(records: Iterable[Record]) -> dict[int, Standing]:
    """Booking id -> what holds of its records.

    Args:
        records: a half-day's whole chain, by `seq`.
    """
    chain = list(records)
    replaced = {record.replaces_seq for record in chain if record.replaces_seq is not None}
    kept: dict[int, dict[str, Record]] = {}
    for record in chain:
        if record.booking_id is None or record.seq in replaced or record.kind in _OF_TRAINER:
            continue
        kept.setdefault(record.booking_id, {})[record.kind] = record
    return {booking_id: Standing(**by_kind) for booking_id, by_kind in kept.items()}


def presence_of(standing: Standing, slot: Slot, rules: WorkshopsConfig) -> Presence:
    """How long a person was there, as signed, noted or corrected.

    Whoever has signed no arrival was not there. Whoever has signed no departure, and for whom no
    time was noted, has not validated the slot: her share is 0 until that is corrected.
    """
    if standing.arrival is None:
        return Presence(None, None, 0.0)
    arrived_at = _within(_arrived_at(standing, slot, rules), slot)
    left_at = _left_at(standing, slot, rules)
    if left_at is None:
        return Presence(arrived_at, None, 0.0)
    left_at = _within(left_at, slot)
    share = max(0.0, (left_at - arrived_at) / slot.duration)
    return Presence(arrived_at, left_at, round(share, 4))


def _arrived_at(standing: Standing, slot: Slot, rules: WorkshopsConfig) -> datetime:
    arrival = standing.arrival
    assert arrival is not None
    if standing.times is not None and standing.times.arrived_at is not None:
        return standing.times.arrived_at
    if arrival.arrived_at is not None:
        return arrival.arrived_at
    on_time = arrival.signed_at <= arrivals_on_time_until(slot, rules)
    return slot.starts_at if on_time else arrival.signed_at


def _left_at(standing: Standing, slot: Slot, rules: WorkshopsConfig) -> datetime | None:
    if standing.times is not None and standing.times.left_at is not None:
        return standing.times.left_at
    departure = standing.departure
    if departure is None:
        return None
    if departure.left_at is not None:
        return departure.left_at
    stayed = departure.signed_at >= departures_open_at(slot, rules)
    return slot.ends_at if stayed else departure.signed_at


def _within(moment: datetime, slot: Slot) -> datetime:
    return min(max(moment, slot.starts_at), slot.ends_at)


def next_point(standing: Standing, slot: Slot, rules: WorkshopsConfig, now: datetime) -> str | None:
    """What a learner can sign by herself now: `arrival`, `departure`, or None."""
    if standing.arrival is None:
        return "arrival" if window_of("arrival", slot, rules).holds(now) else None
    if standing.departure is None and window_of("departure", slot, rules).holds(now):
        return "departure"
    return None
