"""The review's clock: messages at their hour, schedules forgotten when not wanted any more."""

from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from caire.clock import utcnow
from caire.config import Config
from caire.db import transaction
from caire.jobs import Jobs, Schedule
from caire.learning.queries import paths_of
from caire.learning.review.queue import due_cards
from caire.learning.services.reminding import forget_schedules, people_to_remind, remind
from caire.learning.services.reviewing import all_cards

REMIND = "remind_reviews"
FORGET = "forget_reviews"


def wire_jobs(jobs: Jobs, config: Config, sessions: sessionmaker[Session]) -> None:
    """Declare the two jobs of the review."""

    def forget() -> None:
        with sessions() as db, transaction(db):
            forget_schedules(db, xapi_root=config.xapi_root, now=utcnow())

    jobs.add(REMIND, lambda: remind_all(sessions, now=utcnow()), Schedule(minute="7"))
    jobs.add(FORGET, forget, Schedule(minute="27", hour="3"))


def remind_all(sessions: sessionmaker[Session], *, now: datetime) -> int:
    """Queue every message that is due, each in a transaction; returns how many people it was."""
    with sessions() as db:
        due = people_to_remind(db, now=now)
    for person_id in due:
        with sessions() as db, transaction(db):
            cards = all_cards(paths_of(db, person_id), now=now)
            has_cards = bool(due_cards(cards, now=now, by_mastery=False))
            remind(db, person_id=person_id, has_cards=has_cards, now=now)
    return len(due)
