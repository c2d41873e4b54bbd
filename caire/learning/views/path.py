"""What every page of a learner starts from."""

from flask import abort, url_for

from caire.catalogue.course import Screen
from caire.learning.progress.summary import neighbours, sequence_of
from caire.learning.queries import LearningPath, path_and_contacts, path_of
from caire.learning.support import SupportContacts
from caire.web.database import current_db
from caire.web.guards import current_account, take_held_form
from caire.web.platform import current_config


def current_path(course_key: str) -> LearningPath:
    """The signed-in person's path through this course; 404 when she does not follow it."""
    path = path_of(current_db(), person_id=current_account().id, course_key=course_key)
    if path is None:
        abort(404)
    return path


def current_path_and_contacts(course_key: str) -> tuple[LearningPath, SupportContacts]:
    """The same, with who helps her there."""
    found = path_and_contacts(
        current_db(),
        person_id=current_account().id,
        course_key=course_key,
        config=current_config(),
    )
    if found is None:
        abort(404)
    return found


def held_answer(item_id: str) -> dict[str, list[str]]:
    """What was answered to this question while the session had expired: shown, not yet kept."""
    fields = take_held_form()
    return fields if fields.get("item") == [item_id] else {}


def frame(path: LearningPath, shown: Screen) -> dict[str, object]:
    """What surrounds every screen: where it stands, what comes before and after."""
    before, after = neighbours(path.course, shown.id)
    sequence = sequence_of(path.course, shown.id)
    position = [s.id for s in sequence.screens].index(shown.id) + 1
    return {
        "path": path,
        "screen": shown,
        "sequence": sequence,
        "position": position,
        "before": before,
        "after": after,
        "done": shown.id in path.state.screens,
        "waived": shown.id in path.state.waived,
    }


def after_screen(path: LearningPath, screen_id: str) -> str:
    """The address of the next screen, or of the plan after the last one."""
    _, after = neighbours(path.course, screen_id)
    if after is None:
        return url_for("learning.plan", course_key=path.course.key)
    return url_for("learning.screen", course_key=path.course.key, screen_id=after.id)
