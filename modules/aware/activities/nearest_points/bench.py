"""The learner's bench: the points kept, the sorter chosen, the exams passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caire.sdk import Speech, one
from modules.aware.activities.nearest_points.classifiers import METHODS, SIDE, Point
from modules.aware.activities.nearest_points.scenarios import scenario_of

FEWEST, MOST = 2, 24
EXAMS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Bench:
    """`probe` is the last place asked about; `exams` the last results (method, points, right)."""

    points: tuple[Point, ...]
    method: str
    probe: tuple[int, int] | None = None
    exams: tuple[tuple[str, int, int], ...] = ()

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {
            "points": [[p.x, p.y, p.label] for p in self.points],
            "method": self.method,
            "probe": list(self.probe) if self.probe else None,
            "exams": [list(exam) for exam in self.exams],
        }


def bench_of(workspace: Mapping[str, Any], seed: int) -> Bench:
    """What was kept, or the starter points with three neighbours."""
    if not workspace:
        return Bench(scenario_of(seed).starter, "knn3")
    probe = workspace["probe"]
    return Bench(
        tuple(Point(*values) for values in workspace["points"]),
        workspace["method"],
        (probe[0], probe[1]) if probe else None,
        tuple((method, count, right) for method, count, right in workspace["exams"]),
    )


def written(points: Sequence[Point]) -> str:
    """The points as one form field: `62.40.1;10.5.0`, in tenths."""
    return ";".join(f"{p.x}.{p.y}.{p.label}" for p in points)


def read_written(text: str, speech: Speech, language: str) -> tuple[Point, ...]:
    """Read `written` back.

    Raises:
        AnswerRefused: not such a field, a point outside the square, too few or too many points.
    """
    points = []
    for part in text.split(";"):
        values = part.split(".")
        if len(values) != 3 or not all(v.isascii() and v.isdigit() and len(v) < 4 for v in values):
            raise speech.refuse("unreadable_points", language)
        x, y, label = (int(value) for value in values)
        if x > SIDE or y > SIDE or label > 1:
            raise speech.refuse("unreadable_points", language)
        points.append(Point(x, y, label))
    return checked(points, speech, language)


def checked(points: Sequence[Point], speech: Speech, language: str) -> tuple[Point, ...]:
    """The points, if a sorter can be trained on so many."""
    if not FEWEST <= len(points) <= MOST:
        raise speech.refuse(
            "count_of_points", language, count=len(points), fewest=FEWEST, most=MOST
        )
    return tuple(points)


def read_table(form: Mapping[str, Any], speech: Speech, language: str) -> tuple[Point, ...]:
    """The rows of the text version: `x-0`, `y-0`, `c-0`… where `c` may be `remove` or empty.

    Raises:
        AnswerRefused: a coordinate or a class is wrong; the sentence names the row.
    """
    points = []
    for row in range(MOST + 1):
        choice = one(form, f"c-{row}")
        if choice in ("", "remove"):
            continue
        if choice not in ("0", "1"):
            raise speech.refuse("unreadable_points", language)
        x, y = (read_tenths(one(form, f"{axis}-{row}"), row + 1, speech, language) for axis in "xy")
        points.append(Point(x, y, int(choice)))
    return checked(points, speech, language)


def read_tenths(text: str, row: int, speech: Speech, language: str) -> int:
    """A number from 0 to 10, comma or point, as tenths. `row` 0 is the place to sort."""
    try:
        value = round(float(text.replace(",", ".")) * 10)
    except (ValueError, OverflowError):
        raise speech.refuse("wrong_number" if row else "wrong_place", language, row=row) from None
    if not 0 <= value <= SIDE:
        raise speech.refuse("wrong_number" if row else "wrong_place", language, row=row)
    return value


def read_method(text: str, speech: Speech, language: str) -> str:
    if text not in METHODS:
        raise speech.refuse("wrong_method", language)
    return text
