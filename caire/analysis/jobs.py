"""What the clock does for authors: answers are counted every hour."""

from sqlalchemy.orm import Session, sessionmaker

from caire.analysis.services.gathering import BATCH, gather
from caire.clock import utcnow
from caire.db import transaction
from caire.jobs import Jobs, Schedule

GATHER = "count_answers"


def count_answers(sessions: sessionmaker[Session]) -> int:
    """Count all that was answered since; returns how many statements were read."""
    total, read = 0, BATCH
    while read == BATCH:
        with sessions() as db, transaction(db):
            read = gather(db, now=utcnow())
        total += read
    return total


def wire_jobs(jobs: Jobs, sessions: sessionmaker[Session]) -> None:
    jobs.add(GATHER, lambda: count_answers(sessions), Schedule(minute="26"))
