"""What a decision spares in a course. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from caire.catalogue.course import Course, Dispense, Screen
from caire.learning.progress.state import LearningState


@dataclass(frozen=True, slots=True)
class Spared:
    """`minutes` by the time model, of the screens that were not done already."""

    screens: tuple[Screen, ...]
    kept: tuple[Screen, ...]
    minutes: float


def spared(test: Dispense, cells: Collection[str], course: Course, state: LearningState) -> Spared:
    """The screens that these cells spare, and those of their sequences that stay to do."""
    chosen = [cell for cell in test.cells if cell.id in cells]
    sequences = {name for cell in chosen for name in cell.sequences}
    compulsory = {name for cell in chosen for name in cell.kept}
    inside = [
        s for sequence in course.sequences if sequence.id in sequences for s in sequence.screens
    ]
    screens = tuple(screen for screen in inside if screen.id not in compulsory)
    return Spared(
        screens,
        tuple(screen for screen in inside if screen.id in compulsory),
        round(sum(s.minutes for s in screens if s.id not in state.screens), 1),
    )


def opens_again(ended_at: datetime, months: int) -> datetime:
    """When a test may be taken again: the same day of the month, or the last one of it."""
    index = ended_at.month - 1 + months
    year, month = ended_at.year + index // 12, index % 12 + 1
    for day in (ended_at.day, 30, 29, 28):
        try:
            return ended_at.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise ValueError(f"no such month: {ended_at} + {months}")


def first_to_propose(declared: Mapping[str, bool], offered: Collection[str]) -> str | None:
    """The test of the highest level that was declared and is open; else the first one offered.

    Args:
        declared: test id -> what was answered to its question, from level 1 up.
        offered: ids of the tests that can be taken now.
    """
    open_tests = [name for name in declared if name in offered]
    said = [name for name in open_tests if declared[name]]
    return said[-1] if said else next(iter(open_tests), None)
