"""A database where somebody has learned: the real courses, and Léa at the door of the exam."""

from datetime import UTC, datetime
from random import Random

from sqlalchemy.orm import Session

from caire.demo.journeys import Learner, learn
from caire.people.queries import known_account, person_by_email
from tests.factories import COURSE, XAPI_ROOT, load_courses, make_learner, make_person

#: Long before any test runs: pages live at the real time, and nothing is done in their future.
PLAYED = datetime(2026, 10, 5, 8, tzinfo=UTC)
LEA = "lea@example.org"
SECRET = "a secret of tests"


def played_courses(db: Session) -> None:
    """A filling: every sequence of level 1 is done by Léa, all answers right."""
    load_courses(db, now=PLAYED)
    account = make_person(db, email=LEA, now=PLAYED)
    learn(db, make_learner(db, account, now=PLAYED))


def lea(db: Session, *, skill: float = 1.0) -> Learner:
    """Léa, whose clock goes on after her last screen."""
    person = person_by_email(db, LEA)
    assert person is not None
    learner = Learner(
        person_id=known_account(db, person.id).id,
        course_key=COURSE,
        skill=skill,
        chance=Random(1),
        clock=PLAYED,
        xapi_root=XAPI_ROOT,
        secret=SECRET,
    )
    last_at = learner.path(db).state.last_at
    assert last_at is not None
    learner.clock = datetime.fromisoformat(last_at)
    return learner


def newcomer(db: Session, *, skill: float = 1.0) -> Learner:
    """Somebody who enrolled and has done nothing yet."""
    account = make_person(db, given_name="Karim", family_name="Haddad", now=PLAYED)
    return make_learner(db, account, skill=skill, now=PLAYED)
