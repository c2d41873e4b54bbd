"""When a unit, a block and a course are done."""

import pytest

from caire.cmi5.reading.course_structure import read_course
from caire.cmi5.satisfaction import (
    Reached,
    course_is_satisfied,
    satisfied_blocks,
    satisfied_units,
    unit_is_satisfied,
)
from tests.caire.cmi5.factories import au, block, course_xml

NOTHING = Reached()
COMPLETED, PASSED = Reached(completed=True), Reached(passed=True)
BOTH = Reached(completed=True, passed=True)


class TestAUnit:
    @pytest.mark.parametrize(
        ("move_on", "enough", "too_little"),
        [
            ("NotApplicable", [NOTHING], []),
            ("Passed", [PASSED, BOTH], [NOTHING, COMPLETED]),
            ("Completed", [COMPLETED, BOTH], [NOTHING, PASSED]),
            ("CompletedAndPassed", [BOTH], [NOTHING, COMPLETED, PASSED]),
            ("CompletedOrPassed", [COMPLETED, PASSED, BOTH], [NOTHING]),
        ],
    )
    def test_is_done_by_its_criterion_or_by_a_waiver(self, move_on, enough, too_little):
        assert all(unit_is_satisfied(move_on, reached) for reached in enough)
        assert not any(unit_is_satisfied(move_on, reached) for reached in too_little)
        assert unit_is_satisfied(move_on, Reached(waived=True))


class TestBlocksAndCourse:
    def test_are_done_with_the_last_unit_below_them(self):
        inner = block("u:inner", au("u:2", moveOn="Passed"))
        course = read_course(
            course_xml(block("u:outer", au("u:1", moveOn="Completed"), inner), au("u:3")),
            members=None,
        )

        begun = satisfied_units(course, {"u:2": PASSED})
        ended = satisfied_units(course, {"u:1": COMPLETED, "u:2": PASSED})

        assert begun == {"u:2", "u:3"}
        assert [b.id for b in satisfied_blocks(course, begun)] == ["u:inner"]
        assert not course_is_satisfied(course, begun)
        assert [b.id for b in satisfied_blocks(course, ended)] == ["u:inner", "u:outer"]
        assert course_is_satisfied(course, ended)
