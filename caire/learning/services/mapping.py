"""The learner's hand on her own map: out of sight, or forgotten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from caire.learning.models import MapChoice
from caire.learning.own_statements import map_erased
from caire.learning.queries import LearningPath
from caire.lrs.services import store_own


def hide_map(db: Session, *, person_id: int, hidden: bool, now: datetime) -> None:
    """Put the map out of sight, or show it again; nothing is forgotten."""
    choice = db.get(MapChoice, person_id, with_for_update=True)
    if choice is None:
        choice = MapChoice(person_id=person_id)
        db.add(choice)
    choice.hidden_at = now if hidden else None
    db.flush()


def erase_map(db: Session, *, paths: Sequence[LearningPath], xapi_root: str, now: datetime) -> None:
    """Forget what is estimated on every path. Answers and progress stay; it is traced.

    The trace makes it last: the map computed again from the traces is the erased one.
    """
    statements = [
        map_erased(xapi_root, path.enrolment, path.course, now=now)
        for path in paths
        if path.state.mastery
    ]
    if statements:
        store_own(db, statements=statements, authority_home=xapi_root)
