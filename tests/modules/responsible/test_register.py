"""`act.registre`: a register kept page by page, scored, refused, shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import register
from modules.responsible.activities.register.book import UNKNOWN, pages_of, uses
from modules.responsible.activities.register.rules import (
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
