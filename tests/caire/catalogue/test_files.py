"""What a writer reads when a file is wrong: file, line, rule, mend."""

from pathlib import Path

import pytest

from caire.catalogue.files.document import parse_document
from caire.catalogue.problems import Problem
from tests.support.content import BANK, LESSON, LEVEL, MODULE, ContentFolder


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(p) for p in problems]
    return problems[0]


class TestRefuse:
    def test_an_unknown_key_with_the_nearest_one(self, content: ContentFolder) -> None:
        content.edit(LEVEL, "audience_title:", "audience_titel:")
        missing, unknown = sorted(content.problems("Q01"), key=lambda p: p.line)[:2]
        assert unknown.path.endswith(LEVEL)
        assert unknown.line == content.line(LEVEL, "audience_titel")
        assert "unknown key 'audience_titel'" in unknown.message
        assert "audience_title" in unknown.mend
        assert "'audience_title' is missing" in missing.message

    def test_a_wrong_kind_of_value(self, content: ContentFolder) -> None:
        content.edit(MODULE, "minutes: 4", "minutes: quatre")
        problem = only(content.problems("Q01"))
        assert problem.line == content.line(MODULE, "minutes: quatre")
        assert "a number" in problem.message

    def test_broken_yaml(self, content: ContentFolder) -> None:
        content.edit(LEVEL, 'summary: "Un', 'summary: [ "Un')
        problem = only(content.problems("Q01"))
        assert "not valid YAML" in problem.message
        assert problem.path.endswith(LEVEL)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("a: 1\na: 2", "written twice"),
            ("a: &x 1\nb: *x", "aliases"),
            ("a: !!binary aGk=", "tag"),
            ("a: !python/object:os.system x", "tag"),
            ("[1]: 2", "a key must be a plain word"),
        ],
    )
    def test_what_yaml_allows_and_the_format_does_not(self, text: str, told: str) -> None:
        document, problems = parse_document(text, Path("x.yaml"))
        assert document.value is None
        assert told in problems[0].message

    def test_a_file_that_is_not_utf8(self, content: ContentFolder) -> None:
        (content.root / LEVEL).write_bytes("schéma: é".encode("latin-1"))
        assert "UTF-8" in only(content.problems("Q01")).message

    def test_a_lesson_without_front_matter(self, content: ContentFolder) -> None:
        (content.root / LESSON).write_text("## Bonjour\n", encoding="utf-8")
        assert any("no front matter" in p.message for p in content.problems("Q01"))

    def test_an_unknown_type_of_question(self, content: ContentFolder) -> None:
        content.edit(BANK, "  profile: {type: single,", "  profile: {type: singel,")
        told = content.problems("Q01")[0]
        assert "unknown type 'singel'" in told.message
        assert told.line == content.line(BANK, "singel")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        told = only(ContentFolder(tmp_path / "nothing").problems("Q01"))
        assert "no such folder" in told.message
        assert "[content] path" in told.mend


class TestKeep:
    def test_every_problem_of_a_file_at_once(self, content: ContentFolder) -> None:
        content.edit(LEVEL, "content_version:", "one: 1\ntwo: 2\ncontent_version:")
        told = [p.message for p in content.problems("Q01")]
        assert [m for m in told if "'one'" in m]
        assert [m for m in told if "'two'" in m]

    def test_numbers_that_yaml_1_1_would_read_as_times(self) -> None:
        document, _problems = parse_document("at: 17:40\nyes_word: 'oui'", Path("x.yaml"))
        assert document.value == {"at": "17:40", "yes_word": "oui"}
