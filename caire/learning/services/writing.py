"""Productions: what a learner writes in her own words, kept for her, erased when she wants."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from caire.catalogue.course import Screen
from caire.cohorts.services import lock_enrolment
from caire.learning.errors import NoSuchScreen, WritingTooLong, WrongScreen
from caire.learning.models import Writing
from caire.learning.queries import LearningPath
from caire.learning.statements import production_deposited, screen_read
from caire.lrs.services import store_own


def production_of(path: LearningPath, screen_id: str) -> Screen:
    """Raises: NoSuchScreen, WrongScreen: not a production, or nothing to write about yet."""
    screen = path.course.screen(screen_id)
    if screen is None:
        raise NoSuchScreen(screen_id)
    if screen.type != "production":
        raise WrongScreen(f"nothing is written on {screen_id}: it is a {screen.type}")
    if waits_for_exam(path, screen):
        raise WrongScreen(f"{screen_id} is about an attempt, and none is handed in")
    return screen


def waits_for_exam(path: LearningPath, screen: Screen) -> bool:
    """Whether the screen is about the final assessment, before any attempt is handed in."""
    return screen.about == "exam" and not path.state.exams


def keep_writing(
    db: Session,
    *,
    path: LearningPath,
    screen_id: str,
    texts: Mapping[str, str],
    xapi_root: str,
    now: datetime,
) -> None:
    """Keep her texts in place of the earlier ones; the screen is done, written or not.

    The traces say that the screen was done and, where the certificate asks for it, that something
    was written: nothing of what it was.

    Raises:
        NoSuchScreen, WrongScreen: see `production_of`.
        WritingTooLong: nothing is kept.
    """
    screen = production_of(path, screen_id)
    written = _cleaned(screen, texts)
    lock_enrolment(db, path.enrolment.id)
    erase_writing(db, path=path, screen_id=screen_id)
    if written:
        db.add(
            Writing(
                enrolment_id=path.enrolment.id, screen_id=screen_id, texts=written, saved_at=now
            )
        )
    about = (xapi_root, path.enrolment, path.course)
    statements = [screen_read(*about, screen_id=screen_id, reading=1, now=now)]
    if written and path.course.rule and screen_id in path.course.rule.productions:
        statements.append(production_deposited(*about, screen_id=screen_id, now=now))
    store_own(db, statements=statements, authority_home=xapi_root)


def _cleaned(screen: Screen, texts: Mapping[str, str]) -> dict[str, str]:
    written: dict[str, str] = {}
    for field in screen.fields:
        # Browsers send line ends as two characters, and count them as one.
        text = texts.get(field.id, "").replace("\r\n", "\n").strip()
        if len(text) > field.max_length:
            raise WritingTooLong(field.id, len(text), field.max_length)
        if text:
            written[field.id] = text
    return written


def erase_writing(db: Session, *, path: LearningPath, screen_id: str) -> None:
    """Forget what she wrote on this screen; it stays done."""
    db.execute(
        delete(Writing).where(
            Writing.enrolment_id == path.enrolment.id, Writing.screen_id == screen_id
        )
    )
    db.flush()
