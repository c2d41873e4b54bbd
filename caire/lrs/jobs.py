"""What the clock does for the store: seal the log, prepare the months to come.

What is not sealed yet is not yet provable.
"""

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from caire.clock import utcnow
from caire.config import Config
from caire.db import transaction
from caire.jobs import Jobs, Schedule
from caire.lrs.log import seal, signer_of
from caire.lrs.partitions import ensure_months, months_ahead

SEAL = "seal_traces"
PREPARE = "prepare_months_of_traces"


def wire_jobs(app: Flask, jobs: Jobs, config: Config, sessions: sessionmaker[Session]) -> None:
    """Declare them: sealing every ten minutes, the months to come every night."""

    def seal_traces() -> None:
        with sessions() as db, transaction(db):
            seal(db, signer=signer_of(db, config.data_dir), now=utcnow())

    def prepare_months() -> None:
        with sessions() as db, transaction(db):
            ensure_months(db.connection(), months_ahead(utcnow()))

    jobs.add(SEAL, seal_traces, Schedule(minute="*/10"))
    jobs.add(PREPARE, prepare_months, Schedule(minute="20", hour="2"))
