"""When the log is sealed: by the clock. What is not sealed yet is not yet provable."""

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from caire.clock import utcnow
from caire.config import Config
from caire.db import transaction
from caire.jobs import Jobs, Schedule
from caire.lrs.log import seal, signer_of

SEAL = "seal_traces"


def wire_jobs(app: Flask, jobs: Jobs, config: Config, sessions: sessionmaker[Session]) -> None:
    """Declare the job that seals new statements, every ten minutes."""

    def seal_traces() -> None:
        with sessions() as db, transaction(db):
            seal(db, signer=signer_of(db, config.data_dir), now=utcnow())

    jobs.add(SEAL, seal_traces, Schedule(minute="*/10"))
