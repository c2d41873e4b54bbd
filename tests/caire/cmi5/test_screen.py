"""A screen of ours that opens a course of another maker."""

from pathlib import Path

import pytest

from tests.caire.cmi5.factories import COURSE_ID
from tests.support.content import MODULE, ContentFolder


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    return ContentFolder.copied_to(tmp_path / "content")


def with_screen(content: ContentFolder, keys: str) -> ContentFolder:
    line = f"  - {{id: n1.s1.e4, title: Ailleurs, minutes: 3, {keys}}}\n"
    content.edit(MODULE, "completion:", line + "completion:")
    return content


class TestAScreen:
    def test_names_the_course(self, content):
        course = with_screen(content, f"type: cmi5, package: '{COURSE_ID}'").course()
        screen = course.screen("n1.s1.e4")
        assert screen is not None
        assert screen.package == COURSE_ID

    @pytest.mark.parametrize(
        ("keys", "said"),
        [
            ("type: cmi5", "a cmi5 screen names no package"),
            ("type: profile, package: 'u:1'", "a profile screen has no use for 'package'"),
            ("type: cmi5, package: 'u:1', file: a.md", "a cmi5 screen has no use for 'file'"),
        ],
    )
    def test_that_names_none_or_too_much_is_refused(self, content, keys, said):
        found = [problem.message for problem in with_screen(content, keys).problems("Q01")]
        assert said in found
