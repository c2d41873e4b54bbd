"""The quality bar, one rule at a time: what it finds, with what was measured."""

from datetime import date

import pytest

from caire.catalogue.counting import Counts
from tests.support.content import BANK, LESSON, LEVEL, MODULE, ContentFolder

SHEET = "aware/workshop/run-sheet.yaml"
FACTS = "facts.yaml"
EXPECTED_OF_SO_SMALL_A_BANK = {"Q05", "Q06", "Q07"}


class TestAccept:
    def test_the_small_course_but_for_the_size_of_its_bank(self, content: ContentFolder) -> None:
        report = content.check()
        assert {p.rule for p in report.errors} == EXPECTED_OF_SO_SMALL_A_BANK
        assert {p.rule for p in report.warnings} == {"Q32", "Q35"}
        assert report.levels["aware"] == Counts(
            minutes=4.0, sequences=1, screens=3, activities=0, items=2
        )
        assert not report.drafts


class TestFind:
    @pytest.mark.parametrize(
        ("rule", "file", "old", "new"),
        [
            ("Q02", LESSON, "minutes: 1.2", "minutes: 3.0"),
            ("Q02", MODULE, "minutes: 1.4", "minutes: 2.4"),
            ("Q02", MODULE, "\nminutes: 4", "\nminutes: 9"),
            ("Q02", SHEET, "minutes: 40", "minutes: 50"),
            ("Q03", LEVEL, "target: 6", "target: 60"),
            ("Q04", LESSON, "words: 89", "words: 120"),
            ("Q06", LEVEL, "types: {single: 1}", "types: {order: 1}"),
            ("Q09", LESSON, "trompe le calcul.", "trompe le calcul. Awa reçoit une boîte sans "
             "étiquette dans la réserve."),
            ("Q10", BANK, "bloom: apply", "bloom: remember"),
            ("Q12", BANK, "Croit que le nom de la personne suffit", "Croit cela"),
            ("Q13", BANK, "Il lit le sujet, puis il le place.", "Il lit le sujet, il réfléchit un "
             "peu, puis il le place là où il doit aller."),
            ("Q15", BANK, "Il attend le soir pour tout placer.", "Aucune des réponses ne va."),
            ("Q16", BANK, "Que fait-elle d'abord ?", "Que ne fait-elle pas d'abord ?"),
            ("Q17", BANK, "Il attend le soir pour tout placer.", "Il attend toujours le soir."),
            ("Q18", BANK, "Il lit le sujet, puis il le place.", "Il lit le premier, et le place."),
            ("Q20", LESSON, "Une adresse mal écrite trompe le calcul.", "L'industrialisation "
             "systématique des dispositifs administratifs internationaux nécessite généralement "
             "la constitution préalable de documentations particulièrement volumineuses, "
             "régulièrement actualisées, intégralement référencées, méthodiquement sauvegardées, "
             "rigoureusement hiérarchisées, collectivement validées, périodiquement réévaluées, "
             "institutionnellement garanties."),
            ("Q21", LESSON, "Une adresse mal écrite trompe le calcul.", " ".join(["mot"] * 36)),
            ("Q23", LESSON, "Une adresse mal écrite", "Chaque employé·e qui écrit mal"),
            ("Q23", LESSON, "Une adresse mal écrite", "Une adresse que les utilisateurs écrivent"),
            ("Q24", LESSON, 'alt: "Trois lettres entrent', 'alt: "Image de lettres. Trois lettres'),
            ("Q24", LESSON, 'caption: "Le tri de trois lettres."', 'caption: ""'),
            ("Q26", LESSON, "## Un calcul réglé", "#### Un calcul réglé"),
            ("Q26", LESSON, "Une adresse mal écrite", "[Ici](https://example.org), une adresse"),
            ("Q27", LESSON, "Une adresse mal écrite", "Selon une étude, 12 % des adresses"),
            ("Q27", BANK, "Non : attendre ne range rien.", "Non : 80 % des gens attendent."),
            ("Q28", FACTS, "status: read", "status: to_check"),
            ("Q30", LESSON, "Une adresse mal écrite", "Avec ChatGPT, une adresse"),
            ("Q33", LEVEL, "licence: CC-BY-SA-4.0", "licence: CC-BY-NC-4.0"),
            ("Q33", "aware/s1-tri/media/tri.licence.yaml", "CC-BY-SA-4.0", "Tous droits réservés"),
            ("Q37", LESSON, "Il se trompe parfois !", "Il se trompe parfois!"),
            ("Q38", BANK, "Que fait-elle d'abord ?", "Que fait-elle ? Deux réponses attendues."),
            ("Q38", f"i18n/en/{BANK}", "How does he sort the first one?",
             "What does he do? Two choices are expected."),
        ],
    )  # fmt: skip
    def test_the_breach_and_its_line(
        self, content: ContentFolder, rule: str, file: str, old: str, new: str
    ) -> None:
        before = {(p.message, p.line) for p in content.problems(rule)}
        content.edit(file, old, new)
        found = [p for p in content.problems(rule) if (p.message, p.line) not in before]
        assert found
        assert all(p.mend and p.line >= 1 for p in found)

    def test_a_word_of_the_glossary_that_is_not_linked_where_it_is_first_met(
        self, content: ContentFolder
    ) -> None:
        content.edit(LESSON, "[modèle](g:modele)", "modèle")
        assert content.problems("Q22") == []  # its definition stands in the same lesson
        content.edit(LESSON, '::: definition term="modèle" glossary="g.modele"', "::: warning")
        (problem,) = content.problems("Q22")
        assert "g:modele" in problem.mend
        assert problem.line == content.line(LESSON, "Un modèle lit")

    def test_near_duplicates_that_do_not_name_each_other(self, content: ContentFolder) -> None:
        bank = (content.root / BANK).read_text(encoding="utf-8")
        twin = bank[bank.index("- id: itm.n1.c1.0002") :].replace("0002", "0003")
        content.add(BANK, twin)
        (problem,) = content.problems("Q19")
        assert "itm.n1.c1.0003" in problem.message
        assert problem.measured == "1.00"
        content.edit(BANK, "enemies: []", "enemies: [itm.n1.c1.0003]")
        assert content.problems("Q19") == []

    def test_a_key_that_is_the_longest_too_often(self, content: ContentFolder) -> None:
        content.edit(
            BANK, "Il lit le sujet, puis il le place.", "Il lit le sujet, puis il le place là."
        )
        content.edit(
            BANK, "Elle cherche la date sur la notice.", "Elle cherche bien la date sur la notice."
        )
        (problem,) = content.problems("Q13")
        assert "itm.n1.c1.0001, itm.n1.c1.0002" in problem.message
        assert problem.measured == "100%"

    def test_facts_that_time_has_passed(self, content: ContentFolder) -> None:
        soon, late = date(2028, 1, 1), date(2028, 2, 1)
        assert [p.severity for p in content.problems("Q28", soon)] == ["warning"]
        assert "error" in {p.severity for p in content.problems("Q28", late)}

    def test_a_figure_that_could_run_something(self, content: ContentFolder) -> None:
        content.edit("aware/s1-tri/media/tri.svg", "<rect", "<script>x()</script><rect")
        assert "<script" in content.problems("Q24")[0].message

    def test_a_figure_that_is_too_heavy(self, content: ContentFolder) -> None:
        content.add("aware/s1-tri/media/tri.svg", f"<!-- {'x' * 61_000} -->")
        assert "61 kB" in content.problems("Q34")[0].message

    def test_a_figure_without_a_licence_beside_it(self, content: ContentFolder) -> None:
        (content.root / "aware/s1-tri/media/tri.licence.yaml").unlink()
        assert "tri.licence.yaml" in content.problems("Q33")[0].mend

    def test_a_half_day_without_a_break(self, content: ContentFolder) -> None:
        content.edit(SHEET, "title: Pause", "title: Suite")
        assert "no break" in content.problems("Q02")[0].message
