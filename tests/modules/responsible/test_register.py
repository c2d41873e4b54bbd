"""`act.registre`: pages of a register, rules that read them, analyses that are due."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
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
from modules.responsible.activities.register.scoring import (
    analyses_score,
    box_score,
    count_score,
    pages_score,
)
from tests.modules.runs import Played

ACTIVITY = register.load()
PAGES = ("mission-1", "mission-2")
COUNTED = {use.id: use.counted for use in uses().values() if use.counted is not None}
CRITERIA = st.sets(st.sampled_from(sorted(rules().criteria)))
CELL = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)


def played(done: int = 0, *, seed: int = 1, language: str = "fr") -> Played:
    """A run whose prediction is made, and so many missions done as the reference does."""
    run = Played(ACTIVITY, seed, language=language)
    run.answer("prediction", analyses="3")
    for mission in PAGES[:done]:
        for use_id in pages_of(mission):
            run.explore(action="note", **boxes(use_id))
        run.answer(mission)
    return run


def boxes(use_id: str) -> dict[str, str]:
    use = uses()[use_id]
    return {f"{use_id}_{name}": use.boxes[name].right for name in use.asked}


def counting(run: Played) -> Played:
    for use_id, criteria in COUNTED.items():
        run.explore(action="count", use=use_id, **{f"tick_{c}": "1" for c in criteria})
    return run


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


class TestScore:
    def test_an_honest_blank_is_worth_a_quarter_and_an_invention_nothing(self) -> None:
        use = uses()["applications"]
        assert box_score(use, "owner", "person") == 1.0
        assert box_score(use, "owner", UNKNOWN) == 0.25
        assert box_score(use, "owner", "everyone") == 0.0
        assert box_score(use, "information", UNKNOWN) == 1.0
        assert box_score(use, "owner", None) == 0.0

    @given(st.data())
    def test_pages_stay_in_bounds_and_a_box_mended_never_lowers_them(
        self, data: st.DataObject
    ) -> None:
        use = uses()[data.draw(st.sampled_from(list(uses())))]
        given_ = {
            name: data.draw(st.sampled_from([c.id for c in use.boxes[name].choices]))
            for name in use.asked
        }
        name = data.draw(st.sampled_from(use.asked))
        before = pages_score([(use, given_)])
        after = pages_score([(use, {**given_, name: use.boxes[name].right})])
        assert 0.0 <= before <= after <= 1.0

    @given(CRITERIA, st.sampled_from(sorted(COUNTED)))
    def test_a_count_scores_all_only_with_the_right_criteria(
        self, ticked: set[str], use_id: str
    ) -> None:
        score = count_score(uses()[use_id], ticked)
        assert 0.0 <= score <= 1.0
        assert (score == 1.0) == (ticked == set(COUNTED[use_id] or ()))

    def test_counts_weigh_seven_tenths(self) -> None:
        right = {use_id: criteria or () for use_id, criteria in COUNTED.items()}
        assert analyses_score(right, ["applications", "aid"]) == 1.0
        assert analyses_score({}, ["applications", "aid"]) == pytest.approx(0.3)
        assert analyses_score(right, ["posters"]) == pytest.approx(0.7)


class TestKeepARegister:
    def test_all_as_the_reference_scores_all(self) -> None:
        run = counting(played(2))
        outcome = run.answer("mission-3", rights_applications="1", rights_aid="1")
        assert [run.done[m].score for m in (*PAGES, "mission-3")] == [1.0, 1.0, 1.0]
        assert outcome.success

    def test_box_by_box_or_all_at_once_comes_to_the_same(self) -> None:
        run = played()
        for name, chosen in boxes("applications").items():
            run.explore(action="note", **{name: chosen})
        assert run.answer("mission-1").response == played(1).done["mission-1"].response

    def test_a_box_taken_back_comes_first_and_counts_for_nothing(self) -> None:
        run = played()
        run.explore(action="note", **boxes("applications"))
        run.explore(action="take", use="applications", box="level")
        assert run.view()["desk"]["page"]["now"]["id"] == "level"
        assert not run.answer("mission-1").done
        assert run.answer("mission-1", settle="1").score == pytest.approx(10 / 11)

    def test_a_full_page_is_read_by_the_controller(self) -> None:
        run = played()
        found = run.explore(
            action="note", **(boxes("applications") | {"applications_basis": "needless"})
        )
        assert "une remarque" in found.message
        assert len(run.view()["desk"]["page"]["remarks"]) == 1

    def test_the_next_message_waits_until_it_is_turned_to(self) -> None:
        run = played(1)
        run.explore(action="note", **boxes("posters"))
        desk = run.view()["desk"]
        assert (desk["page"]["id"], desk["page"]["full"], desk["next"]) == (
            "posters",
            True,
            "chatbot",
        )
        run.explore(action="turn", use="chatbot")
        assert run.view()["desk"]["page"]["now"]["id"] == "data"

    def test_traces_hold_ids_and_numbers(self) -> None:
        run = played()
        found = run.explore(action="note", applications_level="high")
        assert found.trace == {
            "action": "note",
            "noted": {"applications": {"level": "high"}},
            "left": 10,
        }
        found = played(2).explore(action="count", use="books", tick_score="1")
        assert found.trace == {
            "action": "count",
            "use": "books",
            "ticked": ("score",),
            "answer": "discuss",
        }

    def test_words_of_a_box_come_in_an_order_of_the_run_and_the_unknown_last(self) -> None:
        def offered(seed: int) -> list[str]:
            choices = played(seed=seed).view()["desk"]["page"]["now"]["choices"]
            return [value for value, _ in choices]

        orders = [offered(seed) for seed in range(8)]
        assert len({tuple(order) for order in orders}) > 1
        assert {order[-1] for order in orders} == {UNKNOWN}

    @pytest.mark.parametrize(("guess", "near"), [("1", False), ("2", True), ("5", False)])
    def test_a_guess_counts_to_one(self, guess: str, near: bool) -> None:
        assert Played(ACTIVITY).answer("prediction", analyses=guess).success is near


class TestRefuse:
    @pytest.mark.parametrize("typed", ["", "-1", "9", "trois"])
    def test_a_number_that_cannot_be_read(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 8"):
            Played(ACTIVITY).answer("prediction", analyses=typed)

    @pytest.mark.parametrize(
        ("fields_", "said"),
        [
            ({"action": "note"}, "au moins une case"),
            ({"action": "note", "applications_level": "modéré"}, "au moins une case"),
            ({"action": "note", "posters_level": "free"}, "au moins une case"),
            ({"action": "take", "use": "applications", "box": "level"}, "déjà remplie"),
            ({"action": "take", "use": "posters", "box": "level"}, "messages de cette mission"),
            ({"action": "turn", "use": "emails"}, "messages de cette mission"),
            ({"action": "count", "use": "aid"}, "mission 3"),
            ({"action": "burn"}, "n’existe pas"),
        ],
    )
    def test_a_manipulation_that_cannot_be_read(self, fields_: dict[str, str], said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            played().explore(**fields_)

    def test_a_page_handed_in_and_a_use_already_settled(self) -> None:
        with pytest.raises(AnswerRefused, match="rendues"):
            played(2).explore(action="note", **boxes("posters"))
        with pytest.raises(AnswerRefused, match="quatre usages"):
            played(2).explore(action="count", use="posters")

    def test_counts_missing_unless_settled_and_no_use_ticked(self) -> None:
        run = played(2)
        outcome = run.answer("mission-3", rights_aid="1")
        assert not outcome.done
        assert "4 usages à compter" in outcome.feedback
        with pytest.raises(AnswerRefused, match="au moins un usage"):
            run.answer("mission-3", settle="1")


class TestShow:
    def test_a_reference_only_once_its_pages_are_handed_in(self) -> None:
        assert played().view()["answers"] == {}
        view = played(1).view()
        assert list(view["answers"]) == ["mission-1"]
        assert "counts" not in view
        assert all(row["right"] and row["why"] for row in view["answers"]["mission-1"][0]["rows"])

    def test_counts_and_the_register_only_once_submitted(self) -> None:
        run = counting(played(2))
        assert "files" not in run.view()
        assert all("criteria" not in use for use in run.view()["counts"])
        run.answer("mission-3", rights_aid="1")
        assert all(use["right"] for use in run.view()["counts"])
        assert [file["kind"] for file in run.view()["files"]] == ["ODS", "CSV"]

    def test_an_english_desk_reads_in_english(self) -> None:
        assert played(language="en").view()["desk"]["page"]["now"]["ask"] == "What is this use for?"


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
