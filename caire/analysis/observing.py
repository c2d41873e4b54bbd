"""What one statement says of the items that it tells about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caire.assessment.analysis import rest_of
from caire.assessment.chosen import parts_taken
from caire.assessment.responses import from_trace
from caire.catalogue.course import Course
from caire.learning.progress.state import LearningState
from caire.lrs import vocabulary as v

MODES = ("formative", "diagnostic", "exam")
#: A mean of fewer other items says nothing of a person.
OTHERS_LEAST = 5
#: The greatest certainty that can be said.
SURE = 3

#: Course key, item, major version, mode.
Key = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Observation:
    """One answer to one item.

    `points` None: only its choices are told here, its points stand in the statement of the form.
    """

    key: Key
    points: float | None
    rest: float | None
    failed: bool = False
    parts: tuple[str, ...] = ()
    sure_and_wrong: bool = False


def observations(
    data: Mapping[str, Any], course: Course, state: LearningState
) -> Iterator[Observation]:
    """Of a first answer, or of an exam handed in; other statements say nothing of items."""
    kind, name = v.local_activity(str(data["object"].get("id", "")))
    said = v.extensions_of(data)
    if data["verb"]["id"] == v.ANSWERED and kind == "item":
        yield from _of_answer(data, name, said, course, state)
    elif kind == "exam" and isinstance(said.get("items"), dict) and "left_out" not in said:
        yield from _of_form(said["items"], course)


def _of_answer(
    data: Mapping[str, Any],
    item_id: str,
    said: Mapping[str, Any],
    course: Course,
    state: LearningState,
) -> Iterator[Observation]:
    item, mode = course.items.get(item_id), said.get("mode")
    version = str(said.get("item_version", ""))
    # Whoever answers again has read what was said of the first answer.
    is_first = mode == "exam" or said.get("try") == 1
    if item is None or item.head.version != version or mode not in MODES or not is_first:
        return
    result = data["result"]
    failed = not result["success"]
    response = from_trace(item, str(result["response"]))
    points = rest = None
    if mode != "exam":
        points = float(result["score"]["scaled"])
        others = {name: known.first_score for name, known in state.items.items()}
        if len(others.keys() - {item_id}) >= OTHERS_LEAST:
            rest = rest_of(others, item_id)
    yield Observation(
        (course.key, item_id, major_of(version), str(mode)),
        points,
        rest,
        failed,
        parts_taken(item, response) if failed else (),
        failed and said.get("confidence") == SURE,
    )


def _of_form(points: Mapping[str, float], course: Course) -> Iterator[Observation]:
    """An item left empty counts as failed: it was asked."""
    for item_id, scored in points.items():
        item = course.items.get(item_id)
        if item is not None:
            key = (course.key, item_id, major_of(item.head.version), "exam")
            yield Observation(key, float(scored), rest_of(points, item_id))


def major_of(version: str) -> int:
    """`2.1.0` -> 2."""
    return int(version.split(".")[0])
