"""What differs between two versions of a course, as its files were edited."""

from pathlib import Path

import pytest

from caire.analysis.changes import changes_between
from tests.support.content import BANK, LESSON, MODULE, ContentFolder

VERSION = "- id: itm.n1.c1.0001\n  state: {version: 1.0.0"
RULE = "rules/certification.n1.yaml"


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    return ContentFolder.copied_to(tmp_path / "content")


class TestTell:
    @pytest.mark.parametrize(
        ("kind", "edits"),
        [
            ("silent", [("Il lit le sujet,", "Il relit le sujet,")]),
            ("reworded", [("Il lit le sujet,", "Il relit le sujet,"),
                          (VERSION, VERSION.replace("1.0.0", "1.1.0"))]),
            ("key", [("{id: a, key: false, text: \"Il regarde", "{id: a, key: true, text: \"Il "
                      "regarde")]),
            ("major", [(VERSION, VERSION.replace("1.0.0", "2.0.0"))]),
            ("withdrawn", [(VERSION + ", status: published",
                            VERSION + ", status: quarantined")]),
        ],
    )  # fmt: skip
    def test_what_became_of_an_item(
        self, content: ContentFolder, kind: str, edits: list[tuple[str, str]]
    ) -> None:
        before = content.course()
        for old, new in edits:
            content.edit(BANK, old, new)
        (change,) = changes_between(before, content.course()).items
        assert (change.item_id, change.kind) == ("itm.n1.c1.0001", kind)

    def test_items_that_come_and_go(self, content: ContentFolder) -> None:
        before = content.course()
        content.edit(BANK, "itm.n1.c1.0002", "itm.n1.c1.0003")
        changes = changes_between(before, content.course())
        assert [(c.item_id, c.kind) for c in changes.items] == [
            ("itm.n1.c1.0002", "withdrawn"),
            ("itm.n1.c1.0003", "added"),
        ]
        assert changes.touched == {"itm.n1.c1.0002"}

    def test_screens_and_the_rule(self, content: ContentFolder) -> None:
        before = content.course()
        content.edit(LESSON, "Une adresse mal écrite", "Une adresse illisible")
        content.edit(MODULE, "n1.s1.e3", "n1.s1.e4")
        content.edit(RULE, "min_share: 0.70", "min_share: 0.75")
        changes = changes_between(before, content.course())
        assert changes.screens_changed == ("n1.s1.e1",)
        assert (changes.screens_removed, changes.screens_added) == (("n1.s1.e3",), ("n1.s1.e4",))
        assert changes.rule_changed

    def test_nothing_where_nothing_changed(self, content: ContentFolder) -> None:
        changes = changes_between(content.course(), content.course())
        assert (changes.items, changes.screens_changed, changes.rule_changed) == ((), (), False)
