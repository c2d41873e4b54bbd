"""What answers and activities tell of each competency: the observations of CURRICULUM F.3.

An activity counts for the best of its first two runs: a better second run takes the place of the
first, and what was observed since is counted again after it.
"""

from collections.abc import Sequence

from caire.assessment.items import Item, item_type
from caire.assessment.mastery import START, Observation, observe
from caire.catalogue.course import Course
from caire.learning.progress.state import LearningState, MasteryState

ACTIVITY = "activity"


def observe_answer(state: LearningState, item: Item, score: float) -> None:
    """One answer more to a question; `score` in [0, 1]."""
    known = _known(state, item.head.competency_group)
    _add(known, item.head.id, item_type(item), _of_item(item), score)


def observe_activity(
    state: LearningState,
    competencies: Sequence[str],
    activity_id: str,
    score: float,
    course: Course,
) -> None:
    """A run that is the best so far; `score` in [0, 1]. Each of its competencies is observed."""
    for competency in competencies:
        known = _known(state, competency)
        place = next((i for i, seen in enumerate(known.seen) if seen[0] == activity_id), None)
        if place is None:
            _add(known, activity_id, ACTIVITY, Observation.of_activity(), score)
        else:
            known.seen[place] = (activity_id, score)
            known.level = _level(known.seen, course)


def _known(state: LearningState, competency: str) -> MasteryState:
    return state.mastery.setdefault(competency, MasteryState(level=START, types=[]))


def _add(
    known: MasteryState, source: str, kind: str, observation: Observation, score: float
) -> None:
    known.level = observe(known.level, observation, score)
    known.seen.append((source, score))
    if kind not in known.types:
        known.types.append(kind)


def _level(seen: Sequence[tuple[str, float]], course: Course) -> float:
    level = START
    for source, score in seen:
        item = course.items.get(source)
        observation = _of_item(item) if item is not None else Observation.of_activity()
        level = observe(level, observation, score)
    return level


def _of_item(item: Item) -> Observation:
    return Observation.of_item(item_type(item), len(getattr(item, "options", ())), item.head)
