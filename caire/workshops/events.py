"""Facts that half-days announce. They carry ids: listeners read what they need."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkshopBooked:
    """A learner took a seat herself."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """A learner gave her seat back."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class WorkshopChanged:
    """Its time or place changed; those who booked are to be told."""

    workshop_id: int


@dataclass(frozen=True, slots=True)
class WorkshopCancelled:
    """It will not be held; those who booked are to be told why."""

    workshop_id: int


@dataclass(frozen=True, slots=True)
class AttendanceClosed:
    """The sheet is closed, or a new version of it corrects the one before."""

    workshop_id: int
