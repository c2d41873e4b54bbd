"""What `make run` shows, to copy: filled once a run for all the tests that look at it."""

from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.demo import fill_demo
from tests.factories import XAPI_ROOT, load_courses
from tests.support.client import PASSWORD
from tests.support.clock import at_real_time


def demonstration(db: Session) -> None:
    """A filling, which says what happens today: at the real time, as all who look at it."""
    with at_real_time():
        load_courses(db, now=utcnow())
        fill_demo(db, password=PASSWORD, xapi_root=XAPI_ROOT, now=utcnow())
