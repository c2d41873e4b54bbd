"""What a file of content may say of productions, and of the place of the exam."""

from pathlib import Path

import pytest

from tests.support.content import ContentFolder
from tests.support.productions import (
    CORRECTION,
    ENGLISH_WORDS,
    EXAM,
    PLEDGES,
    REVIEW,
    WORDS,
    with_productions,
)


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    return with_productions(tmp_path)


def messages(content: ContentFolder, rule: str = "Q01") -> str:
    return " / ".join(problem.message for problem in content.problems(rule))


class TestProduction:
    def test_asks_for_its_fields_in_both_languages(self, content: ContentFolder) -> None:
        screen = content.course().screen(PLEDGES)

        assert screen is not None
        assert [field.id for field in screen.fields] == ["un", "deux"]
        assert screen.fields[0].label == {"fr": "Engagement", "en": "Commitment"}
        assert (screen.fields[0].max_length, screen.about) == (60, "workshop")

    def test_without_a_field_is_an_error(self, content: ContentFolder) -> None:
        text = (content.root / WORDS).read_text(encoding="utf-8")
        start, end = text.index("fields:"), text.index("about:")
        content.edit(WORDS, text[start:end], "")

        assert "this production asks to write nothing" in messages(content)

    def test_refuses_the_same_field_twice(self, content: ContentFolder) -> None:
        content.edit(WORDS, "id: deux", "id: un")

        assert "id un is used twice" in messages(content)

    def test_is_a_production_in_both_files(self, content: ContentFolder) -> None:
        content.edit(WORDS, "type: production", "type: lesson")

        said = messages(content)
        assert "type lesson here, production in module.yaml" in said
        assert "a lesson has no use for 'fields'" in said

    def test_counts_the_minutes_that_its_writing_takes(self, content: ContentFolder) -> None:
        content.edit(WORDS, "about: workshop", "writing: 15\nabout: workshop")
        assert "minutes differ from the time model" in messages(content, "Q02")

        # 6 words read, the screen, 15 minutes of writing; nothing more for the two fields.
        content.edit(WORDS, "minutes: 0.9", "minutes: 15.3")
        content.edit(REVIEW, "minutes: 0.9", "minutes: 15.3")
        content.edit(REVIEW, "minutes: 5\n", "minutes: 19\n")
        assert not content.problems("Q02")

    def test_a_translation_asks_for_the_same_things(self, content: ContentFolder) -> None:
        content.edit(ENGLISH_WORDS, "id: deux", "id: two")

        assert "'fields' or 'about' differ" in messages(content, "Q35")

    def test_counts_time_to_write_and_to_read_a_correction(self, content: ContentFolder) -> None:
        assert messages(content, "Q02") == ""
        content.edit(REVIEW, "minutes: 2.4", "minutes: 0.9")
        content.edit("aware/s2-bilan/e2.md", "minutes: 2.4", "minutes: 0.9")

        wrong = content.problems("Q02")

        assert [(problem.measured, problem.threshold) for problem in wrong][0] == (
            "0.9",
            "2.4 ± 0.1",
        )


class TestPlaceOfTheExam:
    def test_is_known_to_the_course(self, content: ContentFolder) -> None:
        placed = content.course().exam_screen()

        assert placed is not None
        assert placed.id == EXAM

    def test_takes_the_minutes_of_its_plan(self, content: ContentFolder) -> None:
        content.edit(REVIEW, "minutes: 1.3", "minutes: 9")
        content.edit(REVIEW, "minutes: 5\n", "minutes: 12\n")

        assert [problem.threshold for problem in content.problems("Q02")] == ["1.3 ± 0.1"]

    def test_is_one_place(self, content: ContentFolder) -> None:
        second = "  - {id: n1.s2.e4, type: exam, title: Encore, minutes: 1.3}\ncompletion:"
        content.edit(REVIEW, "completion:", second)

        assert "placed twice" in messages(content)

    def test_is_no_condition_of_itself(self, content: ContentFolder) -> None:
        content.edit("rules/certification.n1.yaml", "ids: [n1.s1]", "ids: [n1.s1, n1.s2]")

        assert "the exam waits for n1.s2, which holds it" in messages(content)

    def test_needs_a_plan(self, content: ContentFolder) -> None:
        text = (content.root / "aware/level.yaml").read_text(encoding="utf-8")
        content.edit("aware/level.yaml", text[text.index("blueprint:") :], "")

        assert "no final assessment to place" in messages(content)

    def test_a_production_may_be_about_it(self, content: ContentFolder) -> None:
        screen = content.course().screen(CORRECTION)

        assert screen is not None
        assert screen.about == "exam"


class TestFloorsOfTheRule:
    def test_ask_no_more_than_is_drawn(self, content: ContentFolder) -> None:
        floor = "floors: [{competency: caire.c1.1, min_correct_items: 2}]"
        content.edit("rules/certification.n1.yaml", "min_share: 0.70", f"min_share: 0.70, {floor}")

        assert "2 right answers asked in caire.c1.1, 1 drawn" in messages(content)
