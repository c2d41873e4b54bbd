"""What this slice announces."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProgressAdvanced:
    """What the traces add up to changed; `xapi_root` is the home of the platform's authority."""

    enrolment_id: int
    xapi_root: str
    at: datetime
