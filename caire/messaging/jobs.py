"""When the outbox is emptied: after each commit that fills it, and by the clock."""

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from caire.clock import utcnow
from caire.config import Config
from caire.db import transaction
from caire.jobs import Jobs, Schedule
from caire.messaging.delivery import deliver_due
from caire.messaging.rendering import renderer
from caire.messaging.services import MAIL_WAITING, forget_old_mails

DELIVER = "deliver_mail"
FORGET = "forget_old_mails"
#: Where a session finds what wakes the delivery.
_WAKE = "caire.wake_delivery"


def wire_jobs(app: Flask, jobs: Jobs, config: Config, sessions: sessionmaker[Session]) -> None:
    """Declare the jobs, and wake the delivery once a transaction that queued mail is committed."""
    render = renderer(app, config)

    def forget() -> None:
        with sessions() as db, transaction(db):
            forget_old_mails(db, now=utcnow())

    jobs.add(DELIVER, lambda: deliver_due(sessions, config, render, utcnow), Schedule())
    jobs.add(FORGET, forget, Schedule(minute="17", hour="3"))
    sessions.configure(info={_WAKE: lambda: jobs.wake(DELIVER)})


@event.listens_for(Session, "after_commit")
def _wake_delivery(db: Session) -> None:
    """For all applications: a listener of one alone would keep it in memory for ever."""
    if _WAKE in db.info and not db.in_nested_transaction() and db.info.pop(MAIL_WAITING, False):
        db.info[_WAKE]()
