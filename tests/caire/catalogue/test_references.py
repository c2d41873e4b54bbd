"""Nothing is named that is not there, nothing is there that cannot be used."""

import pytest

from tests.support.content import BANK, ENGLISH_LESSON, LESSON, LEVEL, MODULE, ContentFolder

RULE = "rules/certification.n1.yaml"
SHEET = "aware/workshop/run-sheet.yaml"


class TestAccept:
    def test_the_small_course_has_no_broken_reference(self, content: ContentFolder) -> None:
        assert content.problems("Q01") == []


class TestRefuse:
    @pytest.mark.parametrize(
        ("file", "old", "new", "told"),
        [
            (LESSON, "(g:modele)", "(g:inconnu)", "unknown glossary term 'inconnu'"),
            (LESSON, 'glossary="g.modele"', 'glossary="g.rien"', "unknown glossary term 'g.rien'"),
            (LESSON, "automatique. [S1]", "automatique. [S2]", "unknown source S2"),
            (LESSON, "facts: [F01]", "facts: [F99]", "unknown fact F99"),
            (LESSON, "caire.c1.1.a]", "caire.c1.1.b]", "unknown competency caire.c1.1.b"),
            (LESSON, 'src="media/tri.svg"', 'src="media/x.svg"', "no file 'media/x.svg'"),
            (LESSON, 'screen="n1.s1.e2"', 'screen="n1.s1.e3"', "announces itm.n1.c1.0001"),
            (LESSON, "id: n1.s1.e1", "id: n1.s1.e9", "the screen is n1.s1.e1"),
            (LESSON, "- soin: Awa", "- sport: Awa", "no example for soin"),
            (LESSON, "- (x)", "- ( )", "without exactly one right option"),
            (LESSON, "::: warning", "::: danger", "unknown block 'danger'"),
            (LESSON, 'length="1 phrase" ', "", "key 'length' is missing"),
            (LESSON, "::: reveal", "::: model", "block 'model' is misplaced"),
            (LESSON, "Il se trompe parfois !", "Il <b>rate</b>.", "HTML tag <b>"),
            (MODULE, "itm.n1.c1.0001", "itm.n1.c1.0009", "unknown item itm.n1.c1.0009"),
            (MODULE, "file: e1-tri.md", "file: e1-trie.md", "no lesson e1-trie.md"),
            (MODULE, "type: profile, title: Mon contexte", "type: profile", "has no title"),
            (MODULE, "id: n1.s1.e3", "id: n1.s1.e2", "id n1.s1.e2 is used twice"),
            (MODULE, "type: profile, title", "type: activity, activity: act.x, title", "act.x"),
            (MODULE, "level: 1", "level: 2", "level 2 in a course of level 1"),
            (MODULE, "type: profile", "type: test", "a test screen names no items"),
            (BANK, "review: [n1.s1.e1]", "review: [n1.s9.e1]", "unknown screen n1.s9.e1"),
            (BANK, "facts: [F01]", "facts: [F02]", "unknown fact F02"),
            (BANK, "id: itm.n1.c1.0002", "id: itm.n1.c1.0001", "id itm.n1.c1.0001 is used twice"),
            (BANK, "id: itm.n1.c1.0002", "id: itm.n1.c2.0002", "measures caire.c1.1.a"),
            (BANK, "status: published, pool: formative", "status: draft, pool: formative", "draft"),
            (LEVEL, "competency: caire.c1.1", "competency: caire.c2.1", "no sequence teaches"),
            (LEVEL, "wait_hours: [0, 24]", "wait_hours: [0]", "3 attempts, 1 waits"),
            (RULE, "ids: [n1.s1]", "ids: [n1.s2]", "unknown sequence n1.s2"),
            (RULE, "plan: plan.n1", "plan: plan.n2", "unknown blueprint plan.n2"),
            (RULE, "acts: [took_a_role", "acts: [danced", "no act 'danced'"),
            (RULE, "  - identity_checked: {}", "  - {identity_checked: {}, attended: {level: "
             "aware, min_presence: 0.5}}", "exactly one key"),
            (SHEET, "observed_act: took_a_role", "observed_act: danced", "unknown act 'danced'"),
        ],
    )  # fmt: skip
    def test_a_reference_that_leads_nowhere(
        self, content: ContentFolder, file: str, old: str, new: str, told: str
    ) -> None:
        content.edit(file, old, new)
        found = content.problems("Q01")
        matching = [p for p in found if told in str(p)]
        assert matching, [str(p) for p in found]
        assert matching[0].severity == "error"
        assert matching[0].mend

    def test_an_item_of_the_final_assessment_on_a_screen(self, content: ContentFolder) -> None:
        content.edit(MODULE, "itm.n1.c1.0001", "itm.n1.c1.0002")
        assert "pool 'certification'" in content.problems("Q09")[0].message

    def test_a_blueprint_that_cannot_be_drawn(self, content: ContentFolder) -> None:
        content.edit(LEVEL, "types: {single: 1}", "types: {single: 2}")
        assert [p for p in content.problems("Q06") if "1 exist" in p.message]

    def test_a_translation_of_something_that_is_not_there(self, content: ContentFolder) -> None:
        content.add("i18n/en/aware/bank/c1.yaml", '  "itm.n1.c1.0001.options.d.text": "Nothing"\n')
        (problem,) = [p for p in content.problems("Q35") if p.severity == "error"]
        assert "itm.n1.c1.0001.options.d.text" in problem.message
        assert "itm.n1.c1.0001.options." in problem.mend

    def test_a_translated_lesson_that_names_no_source_version(self, content: ContentFolder) -> None:
        content.edit(ENGLISH_LESSON, "source_version: 1.0.0\n", "")
        (problem,) = [p for p in content.problems("Q35") if p.severity == "error"]
        assert "source_version" in problem.message

    def test_the_line_is_the_one_to_mend(self, content: ContentFolder) -> None:
        content.edit(LESSON, "automatique. [S1]", "automatique. [S7]")
        problem = next(p for p in content.problems("Q01") if "S7" in p.message)
        assert problem.line == content.line(LESSON, "[S7]")


class TestWarn:
    def test_of_a_lesson_that_no_screen_shows(self, content: ContentFolder) -> None:
        content.add("aware/s1-tri/e9-oubliee.md", "---\n---\n")
        (problem,) = content.problems("Q01")
        assert problem.severity == "warning"

    def test_of_a_translation_that_is_behind(self, content: ContentFolder) -> None:
        content.edit(LESSON, "\nversion: 1.0.0", "\nversion: 1.1.0")
        told = [p for p in content.problems("Q35") if "1.1.0" in p.message]
        assert told[0].severity == "warning"

    def test_not_of_a_patch_that_changes_no_meaning(self, content: ContentFolder) -> None:
        content.edit(LESSON, "\nversion: 1.0.0", "\nversion: 1.0.9")
        assert not [p for p in content.problems("Q35") if "1.0.9" in p.message]
