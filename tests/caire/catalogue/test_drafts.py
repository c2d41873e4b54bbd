"""Sequences in writing: checked by every rule, met by nobody."""

from pathlib import Path

import pytest

from caire.catalogue.loading import read_content
from tests.support.content import BANK, LESSON, LEVEL, MODULE, ContentFolder

DRAFT = "aware/s2-suite/module.yaml"
DRAFT_LESSON = "aware/s2-suite/e1-tri.md"


def _write_draft(content: ContentFolder) -> None:
    """A second sequence like the first, with its own item, named as a draft."""
    folder = content.root / "aware"
    (folder / "s1-tri").rename(folder / "s2-suite")
    for name in (DRAFT, DRAFT_LESSON):
        text = (content.root / name).read_text(encoding="utf-8")
        content.add(name.replace("s2-suite", "s1-tri"), text)
        (content.root / name).write_text(text.replace("n1.s1", "n1.s2"), encoding="utf-8")
    for media in (folder / "s2-suite" / "media").iterdir():
        Path(folder / "s1-tri" / "media").mkdir(exist_ok=True)
        (folder / "s1-tri" / "media" / media.name).write_bytes(media.read_bytes())
    content.edit(DRAFT, "itm.n1.c1.0001", "itm.n1.c1.0003")
    content.edit(DRAFT_LESSON, "itm.n1.c1.0001", "itm.n1.c1.0003")
    bank = (content.root / BANK).read_text(encoding="utf-8")
    first, second = bank.index("- id: itm.n1.c1.0001"), bank.index("- id: itm.n1.c1.0002")
    shown, final = bank[first:second].replace("0001", "0003"), bank[second:].replace("0002", "0004")
    content.add(BANK, (shown + final).replace("n1.s1.e1", "n1.s2.e1"))
    content.edit(LEVEL, "sequences: [s1-tri]", "sequences: [s1-tri]\ndrafts: [s2-suite]")


@pytest.fixture
def drafted(content: ContentFolder) -> ContentFolder:
    _write_draft(content)
    return content


class TestPublish:
    def test_the_course_without_its_drafts(self, drafted: ContentFolder) -> None:
        assert [sequence.id for sequence in drafted.course().sequences] == ["n1.s1"]

    def test_no_item_that_only_a_draft_shows_or_teaches(self, drafted: ContentFolder) -> None:
        assert set(drafted.course().items) == {"itm.n1.c1.0001", "itm.n1.c1.0002"}

    def test_an_item_of_a_published_screen_without_what_it_reviews_in_a_draft(
        self, drafted: ContentFolder
    ) -> None:
        drafted.edit(BANK, "review: [n1.s1.e1]", "review: [n1.s1.e1, n1.s2.e1]")
        assert drafted.course().items["itm.n1.c1.0001"].head.review == ("n1.s1.e1",)

    def test_an_item_that_a_published_screen_shows_and_a_draft_teaches(
        self, drafted: ContentFolder
    ) -> None:
        drafted.edit(MODULE, "itm.n1.c1.0001", "itm.n1.c1.0003")
        assert "itm.n1.c1.0003" in drafted.course().items

    def test_the_course_while_a_draft_cannot_be_read(self, drafted: ContentFolder) -> None:
        (drafted.root / DRAFT_LESSON).unlink()
        content = read_content(drafted.root, {})
        assert [str(problem) for problem in content.problems if "s2-suite" in problem.path] == []
        assert "no lesson e1-tri.md" in " ".join(p.message for p in drafted.problems("Q01"))

    def test_all_of_it_once_it_is_no_draft(self, drafted: ContentFolder) -> None:
        drafted.edit(LEVEL, "[s1-tri]\ndrafts: [s2-suite]", "[s1-tri, s2-suite]")
        course = drafted.course()
        assert [sequence.id for sequence in course.sequences] == ["n1.s1", "n1.s2"]
        assert len(course.items) == 4


class TestCheck:
    def test_a_draft_breaks_no_reference(self, drafted: ContentFolder) -> None:
        assert [str(problem) for problem in drafted.problems("Q01")] == []

    def test_counts_what_is_published(self, drafted: ContentFolder) -> None:
        report = drafted.check()
        assert (report.levels["aware"].sequences, report.levels["aware"].items) == (1, 2)
        added = report.drafts["aware"]
        assert added.names == ("s2-suite",)
        assert (added.counts.sequences, added.counts.screens, added.counts.items) == (1, 3, 2)

    @pytest.mark.parametrize(
        ("rule", "file", "old", "new"),
        [
            ("Q01", DRAFT_LESSON, "(g:modele)", "(g:inconnu)"),
            ("Q01", DRAFT, "itm.n1.c1.0003", "itm.n1.c1.0009"),
            ("Q02", DRAFT, "\nminutes: 4", "\nminutes: 9"),
            ("Q23", DRAFT_LESSON, "Une adresse mal écrite", "Chaque employé·e qui écrit mal"),
            ("Q27", DRAFT_LESSON, "Une adresse mal écrite", "Selon une étude, 12 % des adresses"),
        ],
    )
    def test_a_draft_by_the_rules_of_the_others(
        self, drafted: ContentFolder, rule: str, file: str, old: str, new: str
    ) -> None:
        assert "s2-suite" not in " ".join(problem.path for problem in drafted.problems(rule))
        drafted.edit(file, old, new)
        errors = [p for p in drafted.problems(rule) if p.severity == "error"]
        assert "s2-suite" in " ".join(problem.path for problem in errors)

    def test_the_minutes_of_the_level_without_the_drafts(self, drafted: ContentFolder) -> None:
        drafted.edit(LEVEL, "target: 6, tolerance: 0.50", "target: 4, tolerance: 0.01")
        assert drafted.problems("Q03") == []
        drafted.edit(LEVEL, "target: 4", "target: 8")
        assert drafted.problems("Q03")[0].measured == "4"

    def test_a_published_lesson_that_needs_a_draft(self, drafted: ContentFolder) -> None:
        drafted.edit(LESSON, "facts: [F01]", "prerequisites: [n1.s2.e1]\nfacts: [F01]")
        assert "unknown screen n1.s2.e1" in drafted.problems("Q01")[0].message

    def test_warns_of_an_activity_that_a_draft_waits_for(self, drafted: ContentFolder) -> None:
        drafted.edit(DRAFT, "type: profile, title", "type: activity, activity: act.x, title")
        (problem,) = drafted.problems("Q01")
        assert problem.severity == "warning"
        assert "act.x" in problem.message
