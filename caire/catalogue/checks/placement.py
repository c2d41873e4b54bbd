"""Q01, Q08: a placement test can be taken, and a second sitting can ask other questions."""

from collections import Counter
from collections.abc import Iterator, Sequence

from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.placement import DispenseFile, EntryFile, PlacementFile
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem
from caire.catalogue.registry import LEVELS

#: Items of the bank for each one that a test asks.
ITEMS_PER_PLACE = 3
#: Little is right by luck in these (CURRICULUM F.4.1).
TYPES = ("true_false", "multiple")
UNKNOWN = "add it, or correct the id"


def placement(courses: Sequence[CompiledCourse]) -> Iterator[Problem]:
    """Q01: what keeps placement tests from asking, or from sparing, what they say."""
    known = {course.compiled.course.key for course in courses} | set(LEVELS)
    for course in courses:
        yield from _types(course)
        for test in course.files.placements:
            value = test.source.value
            if value.bank not in known:
                mend = f"write one of {', '.join(sorted(known))}"
                yield test.source.problem(("bank",), "Q01", f"unknown course {value.bank}", mend)
            if isinstance(value, DispenseFile):
                yield from _cells(test.source, value, course)
            else:
                yield from _stops(test.source, value)


def placement_banks(courses: Sequence[CompiledCourse]) -> Iterator[Problem]:
    """Q08: enough items for a second sitting that asks others."""
    by_key = {course.compiled.course.key: course for course in courses}
    for course in courses:
        for test in course.files.placements:
            bank = by_key.get(test.source.value.bank)
            if bank is not None:
                yield from _enough(test.source, bank)


def _types(course: CompiledCourse) -> Iterator[Problem]:
    for entry in course.files.items:
        value = entry.source.value
        if value.state.pool == "placement" and value.profile.type not in TYPES:
            message = f"a placement item of the type {value.profile.type}"
            mend = f"write a {' or a '.join(TYPES)}, or change the pool"
            yield entry.source.problem(("profile", "type"), "Q08", message, mend)


def _cells(
    test: Located[PlacementFile], value: DispenseFile, course: CompiledCourse
) -> Iterator[Problem]:
    """Nothing is spared twice, nor anything that is not there."""
    modules = (s.module.source.value for s in (*course.files.sequences, *course.files.drafts))
    screens = {module.id: [screen.id for screen in module.screens] for module in modules}
    seen: set[str] = set()
    for index, cell in enumerate(value.cells):
        for name in (cell.id, *cell.sequences):
            if name in seen:
                keys: tuple[str | int, ...] = ("cells", index)
                yield test.problem(keys, "Q01", f"{name} stands in two cells", "keep one")
            seen.add(name)
        for rank, name in enumerate(cell.sequences):
            if name not in screens:
                keys = ("cells", index, "sequences", rank)
                yield test.problem(keys, "Q01", f"unknown sequence {name}", UNKNOWN)
        inside = {screen for name in cell.sequences for screen in screens.get(name, ())}
        for rank, name in enumerate(cell.kept):
            if name not in inside:
                keys = ("cells", index, "kept", rank)
                message = f"{name} is in no sequence of the cell"
                yield test.problem(keys, "Q01", message, UNKNOWN)


def _stops(test: Located[PlacementFile], value: EntryFile) -> Iterator[Problem]:
    """However the answers fall, the last question decides."""
    if value.stop.yes_at + value.stop.no_at != len(value.order) + 1:
        message = (
            f"{len(value.order)} questions, stops at {value.stop.yes_at} and {value.stop.no_at}"
        )
        mend = f"yes_at + no_at must be {len(value.order) + 1}, so that every path ends"
        yield test.problem(("stop",), "Q01", message, mend)
    asked = Counter(value.order)
    for index, floor in enumerate(value.stop.floors):
        if asked[floor.competency] < floor.min_correct_items:
            message = f"{asked[floor.competency]} questions on {floor.competency}"
            mend = "ask more of them, or lower the floor"
            yield test.problem(("stop", "floors", index), "Q01", message, mend)


def _enough(test: Located[PlacementFile], bank: CompiledCourse) -> Iterator[Problem]:
    value = test.value
    if isinstance(value, DispenseFile):
        key, asked = "cells", [c for cell in value.cells for c in cell.competencies]
    else:
        key, asked = "order", value.order
    there = Counter(
        entry.source.value.profile.competency.rpartition(".")[0]
        for entry in bank.files.items
        if entry.source.value.state.pool == "placement"
        and entry.source.value.state.status == "published"
    )
    for competency, places in Counter(asked).items():
        if there[competency] < ITEMS_PER_PLACE * places:
            yield test.problem(
                (key,),
                "Q08",
                f"too few placement items on {competency} in '{test.value.bank}'",
                f"write {ITEMS_PER_PLACE} for each question asked, pool: placement",
                measured=str(there[competency]),
                threshold=f">= {ITEMS_PER_PLACE * places}",
            )
