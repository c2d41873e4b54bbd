"""What `make run` shows, to copy: filled once a run for all the tests that look at it."""

from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.demo import fill_demo
from tests.factories import XAPI_ROOT, load_courses
from tests.support.client import PASSWORD


def demonstration(db: Session) -> None:
    """A filling."""
    load_courses(db, now=utcnow())
    fill_demo(db, password=PASSWORD, xapi_root=XAPI_ROOT, now=utcnow())
