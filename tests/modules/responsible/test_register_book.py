"""The pages of `act.registre`: what they hold, the rules that read them, the files they make."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.responsible.activities import register
from modules.responsible.activities.register.book import UNKNOWN, fields, pages_of, uses
from modules.responsible.activities.register.export import csv_of, ods_of
from modules.responsible.activities.register.presentation import register as table
from modules.responsible.activities.register.rules import (
    ANSWERS,
    counted,
    impact,
    impact_of,
    needs_rights,
    remarks,
    rules,
)

ACTIVITY = register.load()
PAGES = ("mission-1", "mission-2")
CELL = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)


class TestTellUses:
    def test_one_page_whole_then_four_boxes_on_each_of_seven(self) -> None:
        asked = [len(uses()[u].asked) for mission in PAGES for u in pages_of(mission)]
        assert asked == [11, *[4] * 7]

    def test_every_box_is_asked_at_least_twice(self) -> None:
        asked = [name for use in uses().values() for name in use.asked]
        assert all(asked.count(field.id) >= 2 for field in fields())

    def test_each_box_has_its_reference_among_its_choices_in_both_languages(self) -> None:
        for use in uses().values():
            for box in use.boxes.values():
                assert box.choice(box.right).text["fr"]
                assert len({c.id for c in box.choices}) == len(box.choices)
                assert all(c.text["fr"] and c.text["en"] for c in box.choices)

    def test_what_nobody_knows_is_the_reference_of_a_few_boxes(self) -> None:
        unknown = {
            (use.id, name)
            for use in uses().values()
            for name in use.asked
            if use.boxes[name].right == UNKNOWN
        }
        assert unknown == {
            ("applications", "information"),
            ("chatbot", "owner"),
            ("waste", "information"),
        }


class TestReadPages:
    def test_a_reference_page_never_contradicts_itself(self) -> None:
        assert [remarks(use.reference()) for use in uses().values()] == [[]] * 8

    @pytest.mark.parametrize(
        ("use_id", "box", "said"),
        [
            ("posters", {"basis": "task"}, "pas de base légale à chercher"),
            ("posters", {"review": "quarter"}, "un an suffit"),
            ("applications", {"basis": "needless"}, "aucune base légale"),
            ("applications", {"people": "nobody"}, "qui est concerné"),
            ("applications", {"control": "vague"}, "quel pouvoir"),
            ("applications", {"owner": "everyone"}, "personne ici"),
            ("applications", {"review": "year"}, "trois mois"),
            ("emotions", {"review": "half"}, "il s’arrête"),
            ("emotions", {"level": "high"}, "date de revue"),
            ("chatbot", {"information": "needless"}, "se contredisent"),
            ("meals", {"owner": "supplier"}, "répond"),
        ],
    )
    def test_two_boxes_that_disagree_are_told(
        self, use_id: str, box: dict[str, str], said: str
    ) -> None:
        found = remarks({**uses()[use_id].reference(), **box})
        assert len(found) == 1
        assert said in found[0]["fr"]

    def test_every_check_reads_words_that_boxes_have(self) -> None:
        words = {f.id: {UNKNOWN, *(c.id for c in f.choices)} for f in fields()}
        for use in uses().values():
            for name, box in use.boxes.items():
                words[name] |= {c.tag for c in box.choices}
        for rule in rules().checks:
            assert all(set(read) <= words[name] for name, read in rule.when.items()), rule.say


class TestCallForAnalyses:
    def test_each_use_has_its_answer(self) -> None:
        answers = {use.id: impact_of(use).answer for use in uses().values()}
        assert answers == {
            "applications": "do",
            "posters": "no",
            "chatbot": "no",
            "aid": "do",
            "emotions": "stop",
            "meals": "no",
            "waste": "do",
            "books": "discuss",
        }

    @pytest.mark.parametrize(
        ("criteria", "answer"), [(0, "no"), (1, "discuss"), (2, "do"), (8, "do")]
    )
    def test_two_criteria_are_generally_enough(self, criteria: int, answer: str) -> None:
        assert counted(criteria).answer == answer

    @given(
        st.sampled_from(["banned", "high", "transparency", "free"]),
        st.sampled_from(["nothing", "ordinary", "sensitive"]),
        st.booleans(),
        st.integers(0, 7),
    )
    def test_one_more_criterion_never_calls_for_less(
        self, level: str, data: str, listed: bool, criteria: int
    ) -> None:
        page = {"level": level, "data": data}
        found = [impact(page, listed=listed, criteria=n).answer for n in (criteria, criteria + 1)]
        assert ANSWERS.index(found[1]) <= ANSWERS.index(found[0])

    def test_fundamental_rights_concern_high_risk_that_a_public_body_deploys(self) -> None:
        assert [use.id for use in uses().values() if needs_rights(use)] == ["applications", "aid"]


class TestTakeAway:
    def test_a_line_for_each_use_with_its_boxes_and_its_analyses(self) -> None:
        lines = table("fr", ACTIVITY.speech)
        assert [len(line) for line in lines] == [14] * 9
        assert lines[4][0] == "Demandes d’aide"
        assert lines[4][-2:] == ["À faire", "À préparer pour le 2 décembre 2027"]

    @given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=4))
    def test_both_files_give_back_every_cell(self, rows: list[list[str]]) -> None:
        read = csv.reader(
            StringIO(csv_of(rows, ";").decode("utf-8-sig"), newline=""), delimiter=";"
        )
        assert [row or [""] for row in read] == rows
        with ZipFile(BytesIO(ods_of(rows, 'A "sheet" & more'))) as archive:
            first = archive.infolist()[0]
            assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
            content = ET.fromstring(archive.read("content.xml"))
        tables = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
        found = [
            ["".join(cell.itertext()) for cell in row] for row in content.iter(f"{tables}table-row")
        ]
        assert found == rows
