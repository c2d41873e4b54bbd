"""Where a learner stands with the final assessment: what the rules allow now (CURRICULUM F.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from caire.catalogue.course import Blueprint
from caire.learning.errors import NoSuchScreen
from caire.learning.progress.summary import sequences_left
from caire.learning.queries import (
    LearningPath,
    SittingRow,
    reopening_reason,
    sittings,
)
from caire.learning.remediation import steps_before_exam
from caire.learning.services.sittings import EXAM, OPEN_FOR

#: An abandoned attempt counts when at least this share of its items was opened (F.2.2).
COUNTS_WHEN_OPENED = 0.5
#: Once all attempts are used: a new enrolment, from so long after the last one (F.1).
RENEWED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ExamStanding:
    """Where a learner stands with the exam.

    `attempts` are all of them; `used` counts those that count since she last enrolled.

    `reopened`: why one attempt more was given; looked for once the others are used.
    """

    attempts: tuple[SittingRow, ...]
    under_way: SittingRow | None
    used: int
    allowed: int
    passed: bool
    sequences_left: tuple[str, ...]
    opens_at: datetime | None
    steps_left: int
    reopened: str | None = None

    @property
    def is_exhausted(self) -> bool:
        """No attempt is left of those that the rule gives and of one given since."""
        return not self.passed and self.used >= self.allowed

    @property
    def renews_at(self) -> datetime | None:
        """From when a new enrolment is possible; None while an attempt is left."""
        return _ended_at(self.attempts[-1]) + RENEWED_AFTER if self.is_exhausted else None

    @property
    def may_begin(self) -> bool:
        return not (
            self.passed
            or self.under_way
            or self.sequences_left
            or self.used >= self.allowed
            or self.opens_at
            or self.steps_left
        )


def blueprint_of(path: LearningPath) -> Blueprint:
    """Raises: NoSuchScreen when the course has no final assessment."""
    if path.course.blueprint is None:
        raise NoSuchScreen("exam")
    return path.course.blueprint


def standing(db: Session, *, path: LearningPath, now: datetime) -> ExamStanding:
    """What the rules allow now; reads only."""
    blueprint = blueprint_of(path)
    rows = tuple(sittings(db, enrolment_id=path.enrolment.id, kind=EXAM))
    since = path.enrolment.renewed_at
    counted = used_attempts(rows, since=since, now=now)
    steps = steps_before_exam(path)
    are_used = len(counted) >= blueprint.max_attempts
    reopened = reopening_reason(db, path.enrolment.id, since=since) if are_used else None
    return ExamStanding(
        attempts=rows,
        under_way=_under_way(rows, now),
        used=len(counted),
        allowed=blueprint.max_attempts + (reopened is not None),
        passed=path.state.passed_exam is not None,
        sequences_left=tuple(s.id for s in sequences_left(path.course, path.state)),
        opens_at=_opens_at(blueprint, counted, now),
        steps_left=steps,
        reopened=reopened,
    )


def used_attempts(
    rows: Sequence[SittingRow], *, since: datetime | None, now: datetime
) -> list[SittingRow]:
    """Those that count, of all the attempts of a learner.

    Args:
        since: when she enrolled again, which ends what was before.
    """
    recent = [r for r in rows if since is None or r.started_at >= since]
    under_way = _under_way(rows, now)
    return [r for r in recent if r != under_way and _counts(r)]


def _under_way(rows: Sequence[SittingRow], now: datetime) -> SittingRow | None:
    open_rows = [r for r in rows if not r.submitted_at and not r.abandoned_at]
    latest = open_rows[-1] if open_rows else None
    return None if latest is None or now - latest.started_at > OPEN_FOR else latest


def _counts(row: SittingRow) -> bool:
    if row.submitted_at is not None:
        return True
    return row.opened >= COUNTS_WHEN_OPENED * len(row.item_ids)


def _opens_at(blueprint: Blueprint, counted: list[SittingRow], now: datetime) -> datetime | None:
    if not counted or len(counted) >= blueprint.max_attempts:
        return None
    hours = blueprint.wait_hours[min(len(counted), len(blueprint.wait_hours)) - 1]
    opens = _ended_at(counted[-1]) + timedelta(hours=hours)
    return opens if opens > now else None


def _ended_at(row: SittingRow) -> datetime:
    return row.submitted_at or row.started_at + OPEN_FOR
