"""The review of one day: begun once, answered card by card, the same on every device."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from caire.catalogue.course import Screen
from caire.clock import in_paris
from caire.learning.errors import NoSuchScreen, UnreadableAnswer
from caire.learning.models import ReviewPlan, ReviewSession
from caire.learning.own_statements import card_recalled
from caire.learning.progress.summary import sequence_of
from caire.learning.queries import LearningPath, review_session
from caire.learning.review.cards import Card, cards_of, remembered_text
from caire.learning.review.queue import session_of
from caire.learning.services.answering import CONFIDENCES
from caire.learning.services.reminding import kept_plan
from caire.lrs.services import store_own

#: What a learner says of a lesson's card: forgotten, or remembered with one of three certainties.
FORGOTTEN = "0"
SAID = (FORGOTTEN, *(str(n) for n in CONFIDENCES))


def all_cards(paths: Sequence[LearningPath], *, now: datetime) -> list[Card]:
    """Every card of what she follows."""
    today = in_paris(now).date().isoformat()
    return [card for path in paths for card in cards_of(path.course, path.state, today=today)]


def begin_review(
    db: Session,
    *,
    person_id: int,
    paths: Sequence[LearningPath],
    by_mastery: bool,
    now: datetime,
) -> ReviewSession | None:
    """Today's cards: drawn now, or those drawn earlier today; None when nothing is due.

    To begin is to want the review: a schedule about to be forgotten is kept.
    """
    plan = kept_plan(db, person_id=person_id)
    day = in_paris(now).date()
    session = review_session(db, person_id=person_id, day=day)
    if session is not None:
        return session
    cards = session_of(all_cards(paths, now=now), now=now, by_mastery=by_mastery)
    if not cards:
        return None
    _visited(plan, now)
    session = ReviewSession(
        person_id=person_id,
        day=day,
        cards=[[card.course_key, card.id] for card in cards],
        started_at=now,
    )
    db.add(session)
    db.flush()
    return session


def _visited(plan: ReviewPlan, now: datetime) -> None:
    plan.unvisited = 0
    if plan.stopped_at is not None:
        plan.stopped_at, plan.stopped_by, plan.every_days = None, None, 0
    plan.begun_at = plan.begun_at or now


def recall_card(
    db: Session,
    *,
    path: LearningPath,
    screen_id: str,
    said: str,
    xapi_root: str,
    now: datetime,
) -> None:
    """She looked at a lesson's card and says whether she had it in mind; once a day.

    Raises:
        NoSuchScreen: the lesson has no card.
        UnreadableAnswer: nothing was said, or nothing that can be read.
    """
    screen = lesson_with_card(path, screen_id)
    if said not in SAID:
        raise UnreadableAnswer("empty", "said")
    statement = card_recalled(
        xapi_root,
        path.enrolment,
        path.course,
        screen_id=screen_id,
        competencies=screen.competencies,
        version=sequence_of(path.course, screen_id).version,
        recalled=said != FORGOTTEN,
        confidence=int(said) if said != FORGOTTEN else None,
        day=in_paris(now).date().isoformat(),
        now=now,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)


def lesson_with_card(path: LearningPath, screen_id: str) -> Screen:
    """The lesson whose « À retenir » is the card.

    Raises:
        NoSuchScreen: there is none.
    """
    screen = path.course.screen(screen_id)
    if screen is None or remembered_text(screen) is None:
        raise NoSuchScreen(screen_id)
    return screen
