"""What this slice announces."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProgressAdvanced:
    """What the traces add up to changed; `xapi_root` is the home of the platform's authority.

    `sequences_done`: everything at a distance is done, so the rest may now be earned.
    """

    enrolment_id: int
    xapi_root: str
    at: datetime
    sequences_done: bool
