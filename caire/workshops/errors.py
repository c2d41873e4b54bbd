"""What this slice refuses, by name."""

from datetime import datetime

from caire.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchWorkshop(NotFound):
    """There is none, or it is not hers to see."""

    code = "no_such_workshop"


class NotYours(NotAllowed):
    """She may read this half-day, not change it."""

    code = "not_your_workshop"


class NoSuchParticipant(NotFound):
    code = "no_such_participant"


# Planning


class NoWorkshopForCourse(Invalid):
    """The course has no half-day yet."""

    code = "no_workshop_for_course"


class TimeDoesNotExist(Invalid):
    """Clocks jump over this time in spring."""

    code = "time_does_not_exist"


class SlotTooLong(Invalid):
    """A slot lasts at most five hours (R-EMG-2)."""

    code = "slot_too_long"


class SlotCrossesMidnight(Invalid):
    """A slot belongs to one civil day in Paris (R-EMG-1, R-EMG-2)."""

    code = "slot_crosses_midnight"


class SlotInPast(Invalid):
    code = "slot_in_past"


class NoSuchTrainer(Invalid):
    """The person does not run half-days for this organisation."""

    code = "no_such_trainer"


class CapacityAboveRoom(Invalid):
    """The room seats fewer people; `room_capacity` is how many."""

    code = "capacity_above_room"

    def __init__(self, room_capacity: int) -> None:
        super().__init__(f"the room seats {room_capacity}")
        self.room_capacity = room_capacity


class CapacityBelowBookings(Conflict):
    """More seats are taken than the new capacity; `booked` is how many."""

    code = "capacity_below_bookings"

    def __init__(self, booked: int) -> None:
        super().__init__(f"{booked} seats are taken")
        self.booked = booked


class Busy(Conflict):
    """Something or somebody is taken at this time, by the half-day that is named."""

    def __init__(self, title: str, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(f"taken by {title!r} from {starts_at:%Y-%m-%d %H:%M} UTC")
        self.title = title
        self.starts_at = starts_at
        self.ends_at = ends_at


class RoomBusy(Busy):
    code = "room_busy"


class TrainerBusy(Busy):
    code = "trainer_busy"


class AlreadyBegun(Conflict):
    """It has begun, or somebody has signed: time and place no longer change."""

    code = "workshop_begun"


class WorkshopIsCancelled(Conflict):
    code = "workshop_is_cancelled"


class SheetIsClosed(Conflict):
    """The attendance sheet is closed; it can only be corrected."""

    code = "sheet_is_closed"


# Booking


class WorkshopFull(Conflict):
    """Every seat is taken; `seats` is how many there were."""

    code = "workshop_full"

    def __init__(self, seats: int) -> None:
        super().__init__(f"all {seats} seats are taken")
        self.seats = seats


class BookingClosed(Conflict):
    """The half-day has begun: a seat is neither booked nor given back."""

    code = "booking_closed"


class AlreadyBooked(Busy):
    """She has a seat in another coming half-day of this course."""

    code = "already_booked"


class LearnerBusy(Busy):
    """She has a seat in another half-day at the same time."""

    code = "learner_busy"


class TrainerOfThis(NotAllowed):
    """Nobody is trainer and trainee of the same half-day."""

    code = "trainer_of_this"


class NotEnrolled(NotFound):
    """She does not follow this course, or this half-day is for people of another organisation."""

    code = "not_enrolled"


# Attendance


class OutsideWindow(Conflict):
    """Too early or too late to sign here; `opens_at` and `closes_at` say when it is possible."""

    code = "outside_window"

    def __init__(self, point: str, opens_at: datetime, closes_at: datetime) -> None:
        super().__init__(f"{point} is signed between {opens_at:%H:%M} and {closes_at:%H:%M} UTC")
        self.point = point
        self.opens_at = opens_at
        self.closes_at = closes_at


class LateReasonMissing(Invalid):
    """Outside the window the trainer says why, and so countersigns (R-EMG-3)."""

    code = "late_reason_missing"


class ReasonMissing(Invalid):
    code = "reason_missing"


class WrongRoomCode(Invalid):
    """Not the code that the room shows now, nor the one before."""

    code = "wrong_room_code"


class NameMismatch(Invalid):
    """The signature is not the name of the person; `expected` is that name."""

    code = "name_mismatch"

    def __init__(self, expected: str) -> None:
        super().__init__(f"sign as {expected}")
        self.expected = expected


class ConsentMissing(Invalid):
    """The text above the signature was not accepted, or another version was."""

    code = "consent_missing"


class ArrivalMissing(Conflict):
    """A departure is signed after an arrival."""

    code = "arrival_missing"


class AlreadySigned(Conflict):
    """There is a signature: a presence is not noted as absent or on paper over it (R-EMG-9)."""

    code = "already_signed"


class NothingSigned(Conflict):
    """There is no signature to correct or to take back."""

    code = "nothing_signed"


class SignedElsewhere(Busy):
    """She has signed another half-day at the same time."""

    code = "signed_elsewhere"


class TimesOutsideSlot(Invalid):
    """An arrival or departure before the start, after the end, or in the wrong order."""

    code = "times_outside_slot"

    def __init__(self, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(f"between {starts_at:%H:%M} and {ends_at:%H:%M} UTC")
        self.starts_at = starts_at
        self.ends_at = ends_at


class UnknownAct(Invalid):
    """Not an observable act of this half-day's run sheet."""

    code = "unknown_act"


class NotBegun(Conflict):
    """Nobody can have signed on paper before the half-day began."""

    code = "not_begun"

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(f"it begins at {starts_at:%Y-%m-%d %H:%M} UTC")
        self.starts_at = starts_at


class NobodyTicked(Invalid):
    """A printed sheet was entered without saying who signed it."""

    code = "nobody_ticked"


class TooEarlyToClose(Conflict):
    """The sheet is closed once departures can be signed; `opens_at` is when."""

    code = "too_early_to_close"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"the sheet closes from {opens_at:%H:%M} UTC")
        self.opens_at = opens_at


class SheetChanged(Conflict):
    """Somebody signed, or something was noted, since the sheet was read."""

    code = "sheet_changed"


class SheetNotClosed(Conflict):
    """There is nothing to correct yet: the sheet is open."""

    code = "sheet_not_closed"


class NothingToCorrect(Invalid):
    """The correction says what the sheet already says."""

    code = "nothing_to_correct"
