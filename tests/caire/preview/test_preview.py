"""The authors' preview: pages as learners see them, messages at the line, nothing of the site."""

import socket
import threading
from pathlib import Path

from click.testing import CliRunner

from caire.cli import main
from caire.preview.places import Span, spans_of_screen
from caire.preview.rehearsing import rehearse
from caire.preview.stage import Stage, show, watch
from caire.preview.watching import fingerprint
from tests.support.browser import port_of
from tests.support.client import PageClient
from tests.support.content import BANK, LESSON, LEVEL, MODULE, TODAY, ContentFolder

SCREEN = "/learn/aware/n1.s1.e1"
QUESTIONS = "/learn/aware/n1.s1.e2"
WRITTEN = "Une adresse mal écrite trompe le calcul."


class TestShow:
    def test_a_lesson_as_learners_see_it_without_an_account(self, reader: PageClient) -> None:
        page = reader.get(SCREEN)
        assert page.status == 200
        assert WRITTEN in page.text
        assert "J’ai lu, continuer" in page.text

    def test_drafts_of_a_course_that_is_not_open(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        level = (content.root / LEVEL).read_text(encoding="utf-8")
        blueprint = level[level.index("blueprint:") :]
        content.edit(LEVEL, blueprint, "")
        content.edit(LEVEL, "sequences: [s1-tri]", "sequences: []\ndrafts: [s1-tri]")
        content.add(LEVEL, "status: announced\noutline: []\n")
        rule = "  - exam_passed: {plan: plan.n1, min_share: 0.70}\n"
        content.edit("rules/certification.n1.yaml", rule, "")
        shown = show(stage)
        assert [str(p) for p in shown.rehearsal.errors if p.rule == "Q01"] == []
        assert WRITTEN in reader.get(SCREEN).text
        assert "brouillon" in reader.get("/authoring/").text

    def test_what_a_learner_reads_after_her_answer(self, reader: PageClient) -> None:
        fields = {"item": "itm.n1.c1.0001", "try": "1", "choice": "a", "confidence": "2"}
        answered = reader.submit(f"{QUESTIONS}/answer", page=QUESTIONS, **fields)
        assert answered.status == 303, answered.text
        text = reader.follow(answered).text
        assert "Pas encore" in text
        assert "Non : le nom ne dit pas le sujet." in text

    def test_the_state_after_a_change(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        reader.get(SCREEN)
        content.edit(LESSON, WRITTEN, "Une adresse illisible trompe le calcul.")
        assert show(stage).number == 2
        assert "Une adresse illisible" in reader.get(SCREEN).text


class TestKeepTheLastGoodPage:
    def test_while_the_content_is_broken_and_say_where(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        content.edit(MODULE, "file: e1-tri.md", "file: rien.md")
        assert show(stage).held == {"aware"}
        page = reader.get(SCREEN)
        assert WRITTEN in page.text
        assert "la page montre son dernier état juste" in page.text
        assert f"{MODULE}:12" in page.text
        assert "no lesson rien.md" in page.text

    def test_until_it_is_mended(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        content.edit(LESSON, "---\nid:", "---\nid: [")
        assert show(stage).held == {"aware"}
        content.edit(LESSON, "---\nid: [", "---\nid:")
        content.edit(LESSON, WRITTEN, "Mendé.")
        assert not show(stage).held
        assert "Mendé." in reader.get(SCREEN).text


class TestTellMessages:
    def test_at_the_line_with_the_rule_the_text_and_the_mend(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        content.edit(LESSON, WRITTEN, "Chaque employé·e se trompe.")
        show(stage)
        line = content.line(LESSON, "employé·e")
        for address in (SCREEN, "/authoring/messages", "/authoring/messages?rule=Q23"):
            text = reader.get(address).text
            assert f"{LESSON}:{line}" in text
            assert "Q23" in text
            assert "Chaque employé·e se trompe." in text
            assert "write both words" in text

    def test_of_an_item_beside_its_question_and_of_no_other(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        content.edit(BANK, "Il attend le soir pour tout placer.", "Aucune des réponses ne va.")
        show(stage)
        assert "Q15" in reader.get(QUESTIONS).text
        assert "Q15" in reader.get("/authoring/aware/items/itm.n1.c1.0001").text
        assert "Q15" not in reader.get("/authoring/aware/items/itm.n1.c1.0002").text

    def test_of_the_lines_of_a_screen_only(self, content: ContentFolder) -> None:
        rehearsal = rehearse(content.root, {}, today=TODAY)
        spans = spans_of_screen(rehearsal.courses["aware"], "n1.s1.e2")
        module = next(span for span in spans if span.path.endswith(MODULE))
        assert (module.first, module.last) == (13, 13)
        assert Span(module.path, 13, 13) == module


class TestPreviewAnItem:
    def test_with_every_answer_feedback_and_diagnosis(
        self, content: ContentFolder, reader: PageClient
    ) -> None:
        text = reader.get("/authoring/aware/items/itm.n1.c1.0001").text
        item = (
            rehearse(content.root, {}, today=TODAY)
            .courses["aware"]
            .compiled.course.items["itm.n1.c1.0001"]
        )
        for option in item.options:
            for words in (option.text["fr"], option.feedback["fr"], option.diagnosis):
                assert " ".join(words.split()) in text
        assert f"{BANK}:{content.line(BANK, 'itm.n1.c1.0001')}" in text

    def test_that_there_is_not(self, reader: PageClient) -> None:
        assert reader.get("/authoring/aware/items/itm.n1.c9.9999").status == 404
        assert reader.get("/authoring/nowhere/items").status == 404


class TestCount:
    def test_minutes_of_each_sequence_beside_the_target(self, reader: PageClient) -> None:
        text = reader.get("/authoring/").text
        assert "4 min sur 6 min visées" in text
        assert "annoncées : 4, somme des écrans : 4,1" in text

    def test_statements_by_pool_and_cells_of_the_plan(self, reader: PageClient) -> None:
        text = reader.get("/authoring/aware/coverage").text
        assert "caire.c1.1.a" in text
        assert "Il manque 2" in text

    def test_items_by_pool_and_area(self, reader: PageClient) -> None:
        assert "2 questions" in reader.get("/authoring/aware/items").text
        some = reader.get("/authoring/aware/items?pool=certification&area=c1").text
        assert "1 question" in some
        assert "itm.n1.c1.0002" in some


class TestNotice:
    def test_a_saved_an_added_and_a_removed_file(self, tmp_path: Path) -> None:
        seen = {fingerprint([tmp_path])}
        (tmp_path / "a.md").write_text("un", encoding="utf-8")
        seen.add(fingerprint([tmp_path]))
        (tmp_path / "a.md").write_text("deux", encoding="utf-8")
        seen.add(fingerprint([tmp_path]))
        (tmp_path / "a.md").rename(tmp_path / "b.md")
        seen.add(fingerprint([tmp_path]))
        assert len(seen) == 4

    def test_nothing_of_what_editors_leave(self, tmp_path: Path) -> None:
        before = fingerprint([tmp_path])
        for name in (".a.md.swp", "a.md~"):
            (tmp_path / name).write_text("", encoding="utf-8")
        assert fingerprint([tmp_path]) == before

    def test_a_change_and_wake_the_pages_that_wait(
        self, content: ContentFolder, stage: Stage, reader: PageClient
    ) -> None:
        stop = threading.Event()
        watcher = threading.Thread(target=watch, args=(stage, stop))
        watcher.start()
        try:
            content.edit(LESSON, WRITTEN, "Autre chose.")
            assert stage.bell.wait_after(1, timeout_s=120) >= 2
        finally:
            stop.set()
            watcher.join()
        stream = reader.http.get("/authoring/events?after=1", buffered=False)
        assert next(stream.response) in ("data: 2\n\n", b"data: 2\n\n")
        stream.close()


class TestServe:
    def test_leaves_no_file_behind_and_touches_no_database(self, stage: Stage) -> None:
        url = stage.app.extensions["caire"].config.database.url
        assert "caire-preview-" in url

    def test_refuses_a_port_that_is_taken(
        self, content: ContentFolder, taken: socket.socket
    ) -> None:
        port = port_of(taken)
        result = CliRunner().invoke(
            main, ["content", "serve", str(content.root), "--port", str(port)]
        )
        assert result.exit_code == 1
        assert f"port {port} is taken: choose another with --port" in result.stderr
