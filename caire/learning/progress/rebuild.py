"""Compute every summary again from the statements alone."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.cohorts.queries import EnrolmentRow, enrolment_rows
from caire.learning.models import Progress
from caire.learning.progress.replay import state_from_statements
from caire.learning.progress.store import fill_row

COLUMNS = tuple(column.name for column in Progress.__table__.columns)


@dataclass(frozen=True, slots=True)
class Difference:
    """A summary that its statements do not give; `columns` are those that differ."""

    enrolment_id: int
    columns: tuple[str, ...]


def check(db: Session) -> list[Difference]:
    """Compare each summary with what its statements give; changes nothing."""
    found = []
    for enrolment, kept, expected in _pairs(db):
        differing = tuple(
            name
            for name in COLUMNS
            if (getattr(kept, name) if kept else None) != getattr(expected, name)
        )
        if differing:
            found.append(Difference(enrolment.id, differing))
    return found


def rebuild(db: Session) -> int:
    """Write every summary anew; returns how many there are."""
    count = 0
    for _enrolment, kept, expected in _pairs(db):
        if kept is None:
            db.add(expected)
        else:
            for name in COLUMNS:
                setattr(kept, name, getattr(expected, name))
        count += 1
    db.flush()
    return count


def _pairs(db: Session) -> list[tuple[EnrolmentRow, Progress | None, Progress]]:
    pairs = []
    for row in db.execute(enrolment_rows()).all():
        enrolment = EnrolmentRow(*row)
        state, last_seq = state_from_statements(db, enrolment)
        expected = Progress(enrolment_id=enrolment.id)
        fill_row(expected, state, last_seq, course_version(db, enrolment.course_version_id))
        kept = db.scalar(select(Progress).where(Progress.enrolment_id == enrolment.id))
        pairs.append((enrolment, kept, expected))
    return pairs
