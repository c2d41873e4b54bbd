"""Every gate of the quality bar is on: which there are, and those that no other test shows."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import caire.catalogue
from caire.catalogue.checks import weight
from caire.catalogue.checks.gates import GATES
from caire.catalogue.checks.links import Link, answers, links, try_links
from caire.catalogue.loading import read_content
from caire.catalogue.problems import Problem
from caire.catalogue.registry import installed_modules
from tests.support.content import BANK, LESSON, ContentFolder

CODE = Path(caire.catalogue.__file__).parent


class TestListGates:
    def test_all_thirty_eight_in_order(self) -> None:
        assert [gate.rule for gate in GATES] == [f"Q{n:02}" for n in range(1, 39)]

    def test_each_is_reported_by_a_check_and_no_check_reports_another(self) -> None:
        sources = (path for path in CODE.rglob("*.py") if path.name != "gates.py")
        texts = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        reported = set(re.findall(r'"(Q\d\d)"', texts))
        assert reported == {gate.rule for gate in GATES}


class TestFindTooSmallABank:
    def test_a_competency_below_its_minimum_then_the_whole(self, content: ContentFolder) -> None:
        problems = content.problems("Q05")
        assert [p.threshold for p in problems] == [">= 90", ">= 6"]
        assert all(p.path.endswith("level.yaml") and p.mend for p in problems)

    def test_nothing_of_drafts_and_of_what_is_not_published(self, content: ContentFolder) -> None:
        before = content.problems("Q05")[0].measured
        content.edit(BANK, "pool: certification", "pool: revision")
        assert (before, content.problems("Q05")[0].measured) == ("1", "0")


class TestFindAnAcronym:
    def test_without_its_words_at_its_first_use(self, content: ContentFolder) -> None:
        content.edit(LESSON, "Une adresse mal écrite", "La CNIL lit. La CNIL relit. Une adresse")
        (found,) = [p for p in content.problems("Q22") if "CNIL" in p.message]
        assert found.line == content.line(LESSON, "La CNIL lit")

    @pytest.mark.parametrize(
        "words",
        [
            "La Commission nationale de l’informatique et des libertés (CNIL) lit.",
            "La CNIL (Commission nationale de l’informatique et des libertés) lit.",
            "Le PDF suffit.",
        ],
    )
    def test_but_not_one_that_is_explained_or_of_everyday(
        self, content: ContentFolder, words: str
    ) -> None:
        content.edit(LESSON, "Une adresse mal écrite", f"{words} Une adresse mal écrite")
        assert not [p for p in content.problems("Q22") if "not explained" in p.message]


class TestFindWhatPlays:
    def test_without_captions_nor_transcript(self, content: ContentFolder) -> None:
        content.add("aware/s1-tri/media/voix.mp3", "sound")
        messages = {p.message for p in content.problems("Q25")}
        assert messages == {"voix.mp3 has no captions", "voix.mp3 has no transcript"}
        content.add("aware/s1-tri/media/voix.vtt", "WEBVTT\n")
        content.add("aware/s1-tri/media/voix.md", "Ce qui est dit.\n")
        assert content.problems("Q25") == []

    def test_alone(self, content: ContentFolder, tmp_path: Path) -> None:
        templates = tmp_path / "templates"
        templates.mkdir()
        (templates / "a.html").write_text("<p>\n<video autoplay></video>", encoding="utf-8")
        module = replace(installed_modules()["aware"], activities=(), templates=templates)
        report = content.check({"aware": module})
        assert [(p.line, p.message) for p in report.errors if p.rule == "Q25"] == [
            (2, "something plays alone")
        ]


class TestFindAHeavyScreen:
    def test_by_the_sum_of_its_figures(
        self, content: ContentFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(weight, "SCREEN_BYTES", 100)
        (found,) = content.problems("Q34")
        assert found.path.endswith(LESSON)
        assert found.measured == "0 kB"


class TestFindARecordedOutput:
    def test_that_does_not_say_which_model_gave_it(
        self, content: ContentFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "manifest.yaml").write_text("id: act.essai\n", encoding="utf-8")
        data = tmp_path / "data.yaml"
        data.write_text("- id: a\n  recorded_output: {model: M, text: Oui}\n", encoding="utf-8")
        monkeypatch.setattr(weight, "folder_of", lambda _activity: tmp_path)
        module = installed_modules()["aware"]
        module = replace(module, activities=module.activities[:1])
        (found,) = [p for p in content.check({"aware": module}).errors if p.rule == "Q36"]
        assert found.line == 2
        assert "version, date, settings, rights" in found.message
        data.write_text(
            "- recorded_output: {model: M, version: '1', date: 2026-11-01, settings: T 0, "
            "rights: checked, text: Oui}\n",
            encoding="utf-8",
        )
        assert not [p for p in content.check({"aware": module}).errors if p.rule == "Q36"]


NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SOURCE = "https://example.org/a"
LINK = Link(SOURCE, Problem("facts.yaml", 3, "Q29", "does not answer", "find it", "warning"))


class TestTryLinks:
    def test_reports_what_failed_twice_a_day_apart(self, tmp_path: Path) -> None:
        def tried(hours: int, *, there: bool) -> int:
            now = NOW + timedelta(hours=hours)
            found = try_links((LINK,), tmp_path / "l.json", now=now, answers=lambda _a: there)
            return len(found)

        assert [tried(0, there=False), tried(23, there=False), tried(24, there=False)] == [0, 0, 1]
        assert [tried(30, there=True), tried(60, there=False), tried(70, there=False)] == [0, 0, 0]

    def test_begins_anew_when_its_memory_is_cut_short(self, tmp_path: Path) -> None:
        memory = tmp_path / "l.json"
        memory.write_text('{"https', encoding="utf-8")
        assert try_links((LINK,), memory, now=NOW, answers=lambda _a: False) == ()
        assert SOURCE in memory.read_text(encoding="utf-8")

    def test_of_every_source_once_and_at_its_line(self, content: ContentFolder) -> None:
        found = links(read_content(content.root, {}))
        assert [link.address for link in found] == ["https://www.example.org/tri?a=1&b=2"]
        assert found[0].problem.line == content.line("facts.yaml", "source:")

    def test_no_other_scheme_and_no_place_where_nobody_is(self) -> None:
        assert not answers("file:///etc/hosts")
        assert not answers("http://127.0.0.1:9/")
