"""When a unit, a block and a course are done. Pure. Source: cmi5, 9.3.9 and 13.1.4 (moveOn)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from caire.cmi5.structure import Block, CourseStructure, MoveOn, units_of


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known of a unit in one registration."""

    completed: bool = False
    passed: bool = False
    waived: bool = False


NOTHING = Reached()


def unit_is_satisfied(move_on: MoveOn, reached: Reached) -> bool:
    """A waived unit is one whose criterion is met."""
    met = {
        "NotApplicable": True,
        "Passed": reached.passed,
        "Completed": reached.completed,
        "CompletedAndPassed": reached.completed and reached.passed,
        "CompletedOrPassed": reached.completed or reached.passed,
    }
    return reached.waived or met[move_on]


def satisfied_units(course: CourseStructure, reached: Mapping[str, Reached]) -> frozenset[str]:
    return frozenset(
        unit.id
        for unit in course.units()
        if unit_is_satisfied(unit.move_on, reached.get(unit.id, NOTHING))
    )


def satisfied_blocks(course: CourseStructure, done: Collection[str]) -> tuple[Block, ...]:
    """Blocks of which every unit is done, the inner ones first; `done` holds ids of units."""
    met = [b for b in course.blocks() if all(unit.id in done for unit in units_of(b))]
    return tuple(reversed(met))


def course_is_satisfied(course: CourseStructure, done: Collection[str]) -> bool:
    return all(unit.id in done for unit in course.units())
