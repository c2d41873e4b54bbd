"""What the clock does for the store: seal the log, prepare the months to come, forward.

What is not sealed yet is not yet provable.
"""

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from structlog import get_logger

from caire.clock import utcnow
from caire.config import Config
from caire.db import transaction
from caire.jobs import Jobs, Schedule
from caire.lrs.forwarding.dead import forget_erased
from caire.lrs.forwarding.running import Forwarding, forward_due
from caire.lrs.log import publish_heads, seal, signer_of
from caire.lrs.partitions import ensure_months, months_ahead
from caire.lrs.services.remembering import forget_old_marks

SEAL = "seal_traces"
PREPARE = "prepare_months_of_traces"
FORWARD = "forward_traces"
#: Other jobs wait meanwhile where there is one worker; what is left goes a minute later.
FORWARDING_S = 30.0

log = get_logger(__name__)


def wire_jobs(app: Flask, jobs: Jobs, config: Config, sessions: sessionmaker[Session]) -> None:
    """Declare them: sealing every ten minutes, the months every night, forwarding every minute."""

    def seal_traces() -> None:
        with sessions() as db, transaction(db):
            seal(db, signer=signer_of(db, config.data_dir), now=utcnow())
        if config.lrs.heads_file:
            with sessions() as db:
                publish_heads(db, Path(config.lrs.heads_file))

    def prepare_months() -> None:
        with sessions() as db, transaction(db):
            ensure_months(db.connection(), months_ahead(utcnow()))
            forget_old_marks(db, now=utcnow())

    def forward_traces() -> None:
        with sessions() as db, transaction(db):
            forget_erased(db)
        done = forward_due(Forwarding(sessions, config), budget_s=FORWARDING_S)
        for name, one in done.items():
            if one.error is not None:
                log.warning("forwarding waits", target=name, error=one.error)

    jobs.add(SEAL, seal_traces, Schedule(minute="*/10"))
    jobs.add(PREPARE, prepare_months, Schedule(minute="20", hour="2"))
    jobs.add(FORWARD, forward_traces, Schedule())
