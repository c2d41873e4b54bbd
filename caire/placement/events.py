"""What this slice announces."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScreensWaived:
    """A placement test spares these screens of an enrolment."""

    enrolment_id: int
    screen_ids: tuple[str, ...]
    person_id: int
    xapi_root: str
    at: datetime
