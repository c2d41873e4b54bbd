"""Screens that are read or chosen: lessons, the sector profile, productions."""

from datetime import datetime

from sqlalchemy.orm import Session

from caire.cohorts.services import choose_profile
from caire.learning.errors import NoSuchScreen, WrongScreen
from caire.learning.queries import LearningPath
from caire.learning.statements import screen_read
from caire.lrs.services import store_own

PROFILES = ("etudes", "bureau", "soin", "industrie", "commerce", "service-public")


def mark_read(
    db: Session, *, path: LearningPath, screen_id: str, again: bool, xapi_root: str, now: datetime
) -> None:
    """A lesson was read to its end.

    The first reading counts once, however often it is sent; with `again`, a later reading is
    traced too, once a minute at most (the plan after a failed exam asks for it).

    Raises:
        NoSuchScreen, WrongScreen.
    """
    screen = path.course.screen(screen_id)
    if screen is None:
        raise NoSuchScreen(screen_id)
    if screen.type not in {"lesson", "production"}:
        raise WrongScreen(f"{screen_id} is not read: it is a {screen.type}")
    reading = 1
    if again and screen_id in path.state.screens:
        reading = int(now.timestamp()) // 60
    statement = screen_read(
        xapi_root, path.enrolment, path.course, screen_id=screen_id, reading=reading, now=now
    )
    store_own(db, statements=[statement], authority_home=xapi_root)


def choose_sector(
    db: Session, *, path: LearningPath, screen_id: str, profile: str, xapi_root: str, now: datetime
) -> None:
    """Choose the sector of the examples; it can be changed at any time.

    Raises:
        NoSuchScreen, WrongScreen: not a profile screen, or no such profile.
    """
    screen = path.course.screen(screen_id)
    if screen is None:
        raise NoSuchScreen(screen_id)
    if screen.type != "profile" or profile not in PROFILES:
        raise WrongScreen(f"{profile!r} cannot be chosen on {screen_id}")
    choose_profile(db, enrolment_id=path.enrolment.id, profile=profile)
    statement = screen_read(
        xapi_root,
        path.enrolment,
        path.course,
        screen_id=screen_id,
        reading=1,
        now=now,
        profile=profile,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
