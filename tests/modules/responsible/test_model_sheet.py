"""`act.fiche-modele`: three sheets read sentence by sentence, then a decision for a need."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import model_sheet
from modules.responsible.activities.model_sheet.scoring import (
    DECISIONS,
    Finding,
    audit_score,
    decision_score,
    due,
    gaps,
    point_score,
)
from modules.responsible.activities.model_sheet.sheets import (
    BLOCKS,
    SHEETS,
    STATES,
    Sheet,
    decisive,
    points,
    sheet,
)
from tests.modules.runs import Played

ACTIVITY = model_sheet.load()
PLUME, ESTRAN, ZENITHOR = (sheet(name) for name in SHEETS.values())
KEPT = st.sampled_from([PLUME, ESTRAN, ZENITHOR])
RANK = st.one_of(st.none(), st.integers(1, 18))
FINDING = st.one_of(st.none(), st.builds(Finding, st.sampled_from(STATES), RANK))
FINDINGS = st.fixed_dictionaries({p.id: st.sampled_from(STATES) for p in points()})


def played(audited: int = 0, **options: Any) -> Played:
    """A run whose prediction is made, and so many sheets audited as the reference does."""
    run = Played(ACTIVITY, **options)
    run.answer("prediction", precise="6")
    for mission in list(SHEETS)[:audited]:
        run.explore(action="judge", **expected(SHEETS[mission]))
        run.answer(mission)
    return run


def expected(name: str) -> dict[str, str]:
    fields = {}
    for asked in sheet(name).asked:
        fields[f"state_{asked}"] = sheet(name).state(asked)
        proof = sheet(name).proof(asked)
        if proof:
            fields[f"proof_{asked}"] = str(proof.rank)
    return fields


DECIDED = {
    "decision_plume": "adopt",
    "decision_estran": "conditions",
    "want_estran_groups": "1",
    "want_estran_retention": "1",
    "want_estran_versions": "1",
    "decision_zenithor": "refuse",
}


class TestReadTheSheets:
    def test_eighteen_points_in_six_blocks(self) -> None:
        assert len({point.id for point in points()}) == 18
        assert {point.block for point in points()} == set(BLOCKS)
        assert len(decisive()) == 6

    @pytest.mark.parametrize(
        ("name", "counts"),
        [("plume", (18, 0, 0)), ("estran", (11, 4, 3)), ("zenithor", (3, 11, 4))],
    )
    def test_one_very_good_one_average_one_for_sale(
        self, name: str, counts: tuple[int, int, int]
    ) -> None:
        states = list(sheet(name).states().values())
        assert tuple(states.count(s) for s in ("precise", "vague", "absent")) == counts

    def test_the_average_one_lacks_what_the_closing_question_says(self) -> None:
        lacking = {p for p, state in ESTRAN.states().items() if state == "absent"}
        assert lacking == {"groups", "retention", "versions"}

    @pytest.mark.parametrize("read", [PLUME, ESTRAN, ZENITHOR], ids=lambda s: s.id)
    def test_each_judgement_has_its_reason_in_both_languages(self, read: Sheet) -> None:
        absent = {p for p, state in read.states().items() if state == "absent"}
        assert set(read.absent) == absent
        assert all(text["fr"] and text["en"] for text in read.absent.values())
        for sentence in read.sentences:
            assert sentence.text["fr"]
            assert sentence.text["en"]
            assert bool(sentence.why) == (sentence.state == "vague")

    @pytest.mark.parametrize("read", [PLUME, ESTRAN, ZENITHOR], ids=lambda s: s.id)
    def test_the_proof_of_a_point_is_in_its_block(self, read: Sheet) -> None:
        for point in points():
            proof = read.proof(point.id)
            assert proof is None or proof in read.block(point.block)
            assert read.block(point.block)


class TestScoreAnAudit:
    @pytest.mark.parametrize(
        ("found", "score"),
        [
            (Finding("vague", 4), 1.0),
            (Finding("vague", 5), 0.7),
            (Finding("precise", 4), 0.65),
            (Finding("absent"), 0.35),
            (None, 0.0),
        ],
    )
    def test_weighs_the_state_then_the_sentence(self, found: Finding | None, score: float) -> None:
        assert point_score(ESTRAN, "origin", found) == pytest.approx(score)

    @given(KEPT, st.lists(FINDING, min_size=18, max_size=18), st.integers(0, 17))
    def test_stays_in_bounds_and_a_point_mended_never_lowers_it(
        self, read: Sheet, drawn: list[Finding | None], rank: int
    ) -> None:
        found = {p: f for p, f in zip(read.asked, drawn, strict=False) if f}
        before = audit_score(read, found)
        assert 0.0 <= before <= 1.0
        point = read.asked[rank % len(read.asked)]
        proof = read.proof(point)
        mended = {**found, point: Finding(read.state(point), proof.rank if proof else None)}
        assert audit_score(read, mended) >= before


class TestDecide:
    def test_follows_the_decisive_points(self) -> None:
        called = [due(read.states()) for read in (PLUME, ESTRAN, ZENITHOR)]
        assert called == ["adopt", "conditions", "refuse"]

    @given(FINDINGS)
    def test_a_point_that_decides_nothing_changes_nothing(self, states: dict[str, str]) -> None:
        other = {**states, "energy": "absent", "contact": "vague"}
        assert due(other) == due(states)

    @given(FINDINGS, st.sets(st.sampled_from([p.id for p in decisive()]), max_size=3))
    def test_what_is_due_scores_best_and_too_bold_scores_nothing(
        self, states: dict[str, str], wanted: set[str]
    ) -> None:
        best = due(states)
        scores = {d: decision_score(states, d, gaps(states)[:3]) for d in DECISIONS}
        assert scores[best] == 1.0
        assert all(scores[bold] == 0.0 for bold in DECISIONS[: DECISIONS.index(best)])
        assert all(0.0 <= decision_score(states, d, wanted) <= 1.0 for d in DECISIONS)

    def test_each_condition_aimed_at_a_gap_adds_to_it(self) -> None:
        aims = [["hosting", "exit", "failures"], ["groups"], ["groups", "retention"]]
        aims.append(["groups", "retention", "versions"])
        scores = [decision_score(ESTRAN.states(), "conditions", aimed) for aimed in aims]
        assert scores[0] == 0.5
        assert all(more > less for less, more in pairwise(scores))


class TestAudit:
    def test_all_as_the_reference_scores_all(self) -> None:
        run = played(3)
        assert [run.done[mission].score for mission in SHEETS] == [1.0, 1.0, 1.0]
        outcome = run.answer("mission-4", **DECIDED)
        assert (outcome.score, outcome.success) == (1.0, True)

    def test_one_by_one_or_all_at_once_comes_to_the_same(self) -> None:
        run, fields = played(), expected("plume")
        for asked in PLUME.asked:
            run.explore(
                action="judge", **{name: v for name, v in fields.items() if name.endswith(asked)}
            )
        assert run.answer("mission-1").response == played(1).done["mission-1"].response

    def test_a_point_taken_back_comes_first(self) -> None:
        run = played()
        run.explore(action="judge", **expected("plume"))
        run.explore(action="take", point="failures")
        assert run.view()["desk"]["now"]["id"] == "failures"
        assert not run.answer("mission-1").done
        assert run.answer("mission-1", settle="1").score == pytest.approx(5 / 6)

    def test_the_trace_holds_ids_states_and_ranks(self) -> None:
        found = played().explore(action="judge", state_exit="vague", proof_exit="18")
        assert found.trace == {
            "action": "judge",
            "sheet": "plume",
            "judged": {"exit": ["vague", 18]},
            "left": 5,
        }

    def test_conditions_count_only_when_they_are_the_decision(self) -> None:
        given_ = played(3).answer("mission-4", **(DECIDED | {"want_plume_exit": "1"})).response
        assert given_["plume"] == {"decision": "adopt", "conditions": []}

    @pytest.mark.parametrize(("guess", "success"), [("0", False), ("1", True), ("6", False)])
    def test_a_guess_counts_to_two(self, guess: str, success: bool) -> None:
        assert Played(ACTIVITY).answer("prediction", precise=guess).success is success


class TestRefuse:
    @pytest.mark.parametrize("typed", ["", "-1", "19", "trois"])
    def test_a_count_that_cannot_be_read(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 18"):
            Played(ACTIVITY).answer("prediction", precise=typed)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"action": "judge"}, "présent et précis, vague, ou absent"),
            ({"action": "judge", "state_exit": "parfait"}, "présent et précis"),
            ({"action": "judge", "state_planned": "vague"}, "présent et précis"),
            ({"action": "judge", "state_exit": "vague"}, "Réversibilité.*preuve"),
            ({"action": "judge", "state_exit": "vague", "proof_exit": "19"}, "preuve"),
            ({"action": "take", "point": "exit"}, "Reprenez un point"),
            ({"action": "throw"}, "n’existe pas"),
        ],
    )
    def test_a_manipulation_that_cannot_be_read(self, fields: dict[str, str], said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            played().explore(**fields)

    def test_a_sheet_once_all_are_audited(self) -> None:
        with pytest.raises(AnswerRefused, match="rendu"):
            played(3).explore(action="judge", state_exit="absent")

    def test_a_decision_missing_or_without_three_conditions(self) -> None:
        run = played(3)
        with pytest.raises(AnswerRefused, match="chacune des trois offres"):
            run.answer("mission-4", decision_plume="adopt")
        with pytest.raises(AnswerRefused, match="Estran 2, cochez trois"):
            run.answer("mission-4", **(DECIDED | {"want_estran_groups": ""}))


class TestShow:
    def test_a_reference_only_once_its_audit_is_handed_in(self) -> None:
        assert played().view()["grids"] == {}
        view = played(1).view()
        assert list(view["grids"]) == ["mission-1"]
        assert "offers" not in view
        assert all(row["right"] and row["why"] for row in view["grids"]["mission-1"])

    def test_the_decision_due_only_once_decided(self) -> None:
        run = played(3)
        assert all("due" not in offer for offer in run.view()["offers"])
        run.answer("mission-4", **DECIDED)
        assert all(offer["right"] for offer in run.view()["offers"])

    def test_an_english_sheet_reads_in_english(self) -> None:
        desk = played(language="en").view()["desk"]
        assert desk["now"]["ask"].startswith("Does the sheet say what must not")
