"""What this slice announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgressAdvanced:
    """A condition of the certificate may have changed: a sequence done, an exam, an attendance."""

    enrolment_id: int
