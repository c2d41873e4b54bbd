"""What `content check` finds in a placement test."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec
import pytest

from caire.catalogue.checks.placement import placement, placement_banks
from caire.catalogue.files.schema import Located
from caire.catalogue.loading import CompiledCourse, read_content

CONTENT = Path(__file__).parents[3] / "content"


@cache
def courses() -> tuple[CompiledCourse, ...]:
    return read_content(CONTENT, {}, with_drafts=True).courses


def with_test(key: str, **changes: object) -> list[CompiledCourse]:
    """The real courses, where the test of one of them says something else."""
    found = []
    for course in courses():
        if course.compiled.course.key == key:
            (test,) = course.files.placements
            source = test.source
            value = msgspec.structs.replace(source.value, **changes)
            changed = replace(test, source=Located(value, source.document, source.address))
            course = replace(course, files=replace(course.files, placements=(changed,)))
        found.append(course)
    return found


def cells(**changes: object) -> list[object]:
    """The cells of the level 1 test, of which the fourth says something else."""
    course = next(c for c in courses() if c.compiled.course.key == "aware")
    written = list(course.files.placements[0].source.value.cells)
    written[3] = msgspec.structs.replace(written[3], **changes)
    return written


class TestRealTests:
    def test_have_nothing_to_mend(self) -> None:
        assert [*placement(courses()), *placement_banks(courses())] == []


class TestPlacement:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"sequences": ["n1.s99"], "kept": []}, "unknown sequence n1.s99"),
            ({"kept": ["n1.s6.e3"]}, "n1.s6.e3 is in no sequence of the cell"),
            ({"sequences": ["n1.s4"], "kept": []}, "n1.s4 stands in two cells"),
        ],
    )
    def test_refuses_to_spare_what_is_not_there_or_twice(
        self, changes: dict[str, object], told: str
    ) -> None:
        found = list(placement(with_test("aware", cells=cells(**changes))))

        assert [(p.rule, p.message) for p in found] == [("Q01", told)]
        assert found[0].path.endswith("placement/dispense.n1.yaml")

    def test_refuses_an_unknown_bank(self) -> None:
        (problem,) = placement(with_test("informed", bank="nowhere"))

        assert problem.message == "unknown course nowhere"

    def test_refuses_stops_that_leave_a_path_without_an_end(self) -> None:
        course = next(c for c in courses() if c.compiled.course.key == "informed")
        stop = msgspec.structs.replace(course.files.placements[0].source.value.stop, no_at=4)

        (problem,) = placement(with_test("informed", stop=stop))

        assert "yes_at + no_at must be 13" in problem.mend

    def test_asks_for_three_items_a_question(self) -> None:
        order = ["caire.c9.1"] * 12

        (problem,) = placement_banks(with_test("informed", order=order))

        assert (problem.rule, problem.measured, problem.threshold) == ("Q08", "3", ">= 36")
