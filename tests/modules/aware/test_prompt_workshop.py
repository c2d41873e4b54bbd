"""« L’atelier des consignes »: the answers kept, the pairs drawn, what is scored and hidden."""

import json
import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import prompt_workshop
from modules.aware.activities.prompt_workshop.draws import (
    MOST_CHANGES,
    NEEDED,
    PAIRS,
    PRECISE_THREE,
    STARTS,
    VAGUE_ALL,
    compared_case,
    fair_pairs,
    pairs_of,
    predicted,
    repaired_case,
    start_of,
)
from modules.shared.prompts.cases import (
    CRITERIA,
    INGREDIENTS,
    Case,
    cases,
    changed,
    distance,
)
from tests.modules.runs import Played

ACTIVITY = prompt_workshop.load()
each_case = pytest.mark.parametrize("case", cases(), ids=lambda c: c.id)
seeds = st.integers(0, 2**31 - 1)
states = st.text("012", min_size=5, max_size=5)
choices = st.lists(st.sampled_from("ab"), min_size=PAIRS, max_size=PAIRS)


def played(seed: int = 1, *, until: str | None = None, **options: str) -> Played:
    """A run answered perfectly, up to the step `until`."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    if until:
        right = next(s for s, state in predicted(seed).items() if state == PRECISE_THREE)
        run.answer("prediction", choice=right)
    if until in ("mission-1", "mission-2"):
        compare(run, [pair.better for pair in pairs_of(seed)])
        run.answer("mission-1")
    if until == "mission-2":
        send(run, repaired(seed))
        run.answer("mission-2")
    return run


def compare(run: Played, chosen: list[str]) -> None:
    for rank, choice in enumerate(chosen, start=1):
        run.explore(action="compare", pair=str(rank), choice=choice)


def send(run: Played, state: str) -> str:
    return run.explore(action="assemble", **dict(zip(INGREDIENTS, state, strict=True))).message


def repaired(seed: int) -> str:
    """A state that passes mission 2."""
    case, start = repaired_case(seed), start_of(seed)
    every = ("".join(levels) for levels in product("012", repeat=5))
    return next(
        state
        for state in every
        if changed(state, start) <= MOST_CHANGES
        and case.nearest(state).total >= NEEDED
        and case.nearest(state).is_safe
    )


class TestWriteCases:
    @each_case
    def test_twenty_four_different_answers_are_kept(self, case: Case) -> None:
        assert len(case.outputs) == 24
        assert len({output.state for output in case.outputs}) == 24
        assert len({output.text["fr"] for output in case.outputs}) == 24
        assert len({output.text["en"] for output in case.outputs}) == 24

    @each_case
    def test_marks_are_what_the_remarks_cost(self, case: Case) -> None:
        for output in case.outputs:
            costs = [case.remarks[key].costs for key in output.remarks]
            expected = tuple(max(0, 2 - sum(c.get(name, 0) for c in costs)) for name in CRITERIA)
            assert output.marks == expected, output.state

    @each_case
    def test_the_precise_request_is_answered_best_and_the_empty_one_worst(self, case: Case) -> None:
        totals = [output.total for output in case.outputs]
        assert case.output("22222").total == max(totals) == 10
        assert case.output("00000").total == min(totals)

    @each_case
    def test_three_precise_ingredients_beat_five_vague_ones(self, case: Case) -> None:
        assert case.output(PRECISE_THREE).total >= case.output(VAGUE_ALL).total + 2

    @each_case
    def test_every_text_is_in_two_languages(self, case: Case) -> None:
        texts = [case.title, case.situation, case.base, *case.facts]
        texts += [text for block in case.blocks.values() for text in block]
        texts += [r.text for r in case.remarks.values()] + [o.text for o in case.outputs]
        assert all(set(text) == {"fr", "en"} and text["fr"] != text["en"] for text in texts)
        broken = [t["fr"] for t in texts if re.search(r"[\w»)] [:;!?»%€]|« ", t["fr"])]
        assert broken == []

    @each_case
    def test_every_remark_serves(self, case: Case) -> None:
        assert {key for o in case.outputs for key in o.remarks} == set(case.remarks)

    @each_case
    @pytest.mark.parametrize("start", STARTS)
    def test_each_request_can_be_repaired(self, case: Case, start: str) -> None:
        assert case.output(start).total < NEEDED
        every = ("".join(levels) for levels in product("012", repeat=5))
        near = [case.nearest(s) for s in every if changed(s, start) <= MOST_CHANGES]
        assert any(output.total >= NEEDED and output.is_safe for output in near)


class TestNearest:
    @given(states, st.sampled_from(cases()))
    def test_no_kept_answer_is_nearer(self, state: str, case: Case) -> None:
        found = case.nearest(state)
        assert all(distance(state, found.state) <= distance(state, o.state) for o in case.outputs)

    @given(states, st.sampled_from(cases()))
    def test_a_tie_credits_the_poorer_request(self, state: str, case: Case) -> None:
        found = case.nearest(state)
        steps = sum(map(int, found.state))
        tied = [o for o in case.outputs if distance(state, o.state) == distance(state, found.state)]
        assert all(steps <= sum(map(int, o.state)) for o in tied)

    @each_case
    def test_a_request_kept_is_answered_by_its_own_answer(self, case: Case) -> None:
        assert all(case.nearest(o.state) is o for o in case.outputs)

    def test_a_prompt_says_what_its_blocks_say(self) -> None:
        case = cases()[0]
        assert len(case.prompt("00000", "fr")) == 1
        assert case.prompt("01002", "fr")[1:] == [
            case.blocks["context"][0]["fr"], case.blocks["control"][1]["fr"],
        ]  # fmt: skip


class TestDrawPairs:
    @settings(deadline=None)
    @given(seeds)
    def test_six_pairs_one_ingredient_apart_with_a_clear_winner(self, seed: int) -> None:
        pairs = pairs_of(seed)
        assert len(pairs) == len({(p.a.state, p.b.state) for p in pairs}) == PAIRS
        for pair in pairs:
            assert changed(pair.a.state, pair.b.state) == 1
            assert pair.richer.total >= pair.poorer.total + 2
            marks = zip(pair.poorer.marks, pair.richer.marks, strict=True)
            assert all(poorer <= richer for poorer, richer in marks)

    @settings(deadline=None)
    @given(seeds)
    def test_at_least_four_ingredients_are_met(self, seed: int) -> None:
        assert len({pair.ingredient for pair in pairs_of(seed)}) >= 4

    @each_case
    def test_there_are_more_pairs_than_a_run_shows(self, case: Case) -> None:
        assert len(fair_pairs(case)) >= 2 * PAIRS

    @given(seeds)
    def test_the_repair_is_another_case(self, seed: int) -> None:
        assert compared_case(seed) is not repaired_case(seed)


class TestAssess:
    @settings(deadline=None)
    @given(seeds, choices)
    def test_the_score_is_the_share_of_right_choices(self, seed: int, chosen: list[str]) -> None:
        run = played(seed, until="prediction")
        compare(run, chosen)
        outcome = run.answer("mission-1")
        right = sum(c == p.better for c, p in zip(chosen, pairs_of(seed), strict=True))
        assert outcome.score == pytest.approx(right / PAIRS)
        assert outcome.success == (right == PAIRS)
        assert outcome.response["right"] == right
        assert outcome.response["choices"] == chosen

    @settings(deadline=None)
    @given(seeds)
    def test_a_perfect_run_succeeds_everywhere(self, seed: int) -> None:
        run = played(seed, until="mission-2")
        assert all(record.success for record in run.done.values())

    def test_only_the_comparisons_are_scored(self) -> None:
        weights = {step.id: step.weight for step in ACTIVITY.manifest.steps}
        assert {step for step, weight in weights.items() if weight} == {"mission-1"}

    def test_five_choices_are_not_enough(self) -> None:
        run = played(until="prediction")
        compare(run, ["a"] * 5)
        outcome = run.answer("mission-1")
        assert not outcome.done
        assert "une paire" in outcome.feedback

    def test_four_changes_are_too_many_even_to_stop(self) -> None:
        run = played(until="mission-1")
        send(run, "22222")
        outcome = run.answer("mission-2", settle="1")
        assert not outcome.done
        assert "3 au plus" in outcome.feedback

    def test_a_weak_request_may_be_tried_again_or_kept(self) -> None:
        run = played(until="mission-1")
        send(run, start_of(1))
        assert not run.answer("mission-2").done
        outcome = run.answer("mission-2", settle="1")
        assert (outcome.done, outcome.success) == (True, False)
        assert outcome.response["tries"] == 1

    def test_an_unsafe_answer_is_never_a_success(self) -> None:
        run = played(0, until="mission-1")
        assert start_of(0) == "02000"
        send(run, "22022")
        outcome = run.answer("mission-2")
        assert (outcome.response["total"], outcome.done) == (8, False)
        assert "pas sûre" in outcome.feedback

    def test_nothing_sent_cannot_be_submitted(self) -> None:
        with pytest.raises(AnswerRefused, match="Envoyez d’abord"):
            played(until="mission-1").answer("mission-2", settle="1")

    def test_both_versions_score_alike(self) -> None:
        scores = [
            [r.score for r in played(3, until="mission-2", mode=m).done.values()]
            for m in ("visual", "text")
        ]
        assert scores[0] == scores[1]

    def test_steps_come_in_order_and_once(self) -> None:
        with pytest.raises(AnswerRefused, match="vient après"):
            played().answer("mission-1")
        with pytest.raises(AnswerRefused):
            played(until="prediction").answer("prediction", choice="a")

    @pytest.mark.parametrize("choice", ["", "c", "11111"])
    def test_an_unknown_side_is_refused(self, choice: str) -> None:
        with pytest.raises(AnswerRefused, match="Choisissez une"):
            played().answer("prediction", choice=choice)


class TestExplore:
    def test_answers_open_after_the_prediction(self) -> None:
        with pytest.raises(AnswerRefused, match="prédiction"):
            played().explore(action="compare", pair="1", choice="a")

    def test_the_first_choice_of_a_pair_stands(self) -> None:
        run = played(until="prediction")
        compare(run, ["a"])
        with pytest.raises(AnswerRefused, match="paire 2"):
            run.explore(action="compare", pair="1", choice="b")
        assert run.workspace["choices"] == ["a"]

    def test_a_choice_is_explained_by_the_ingredient_that_changed(self) -> None:
        pair = pairs_of(1)[0]
        found = played(until="prediction").explore(action="compare", pair="1", choice=pair.better)
        assert ACTIVITY.speech.say(pair.ingredient, "fr") in found.message
        assert found.trace == {
            "action": "compare", "case": compared_case(1).id,
            "pair": f"{pair.a.state}-{pair.b.state}", "right": True,
        }  # fmt: skip

    def test_a_seventh_choice_is_refused(self) -> None:
        run = played(until="prediction")
        compare(run, ["a"] * PAIRS)
        with pytest.raises(AnswerRefused, match="sont faites"):
            run.explore(action="compare", pair="7", choice="a")

    @settings(deadline=None)
    @given(st.lists(states, min_size=1, max_size=40))
    def test_tries_are_kept_within_bounds_and_the_last_one_counts(self, sent: list[str]) -> None:
        run = played(until="mission-1")
        for state in sent:
            send(run, state)
        assert run.workspace["tries"][-1] == sent[-1]
        assert len(run.workspace["tries"]) <= 30

    @pytest.mark.parametrize(
        "sent", [{}, dict.fromkeys(INGREDIENTS, "3"), dict.fromkeys(INGREDIENTS[1:], "2")]
    )
    def test_five_levels_are_needed(self, sent: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused, match="cinq ingrédients"):
            played(until="mission-1").explore(action="assemble", **sent)

    def test_requests_are_sent_after_the_comparisons_and_before_the_repair_is_submitted(
        self,
    ) -> None:
        for until in ("prediction", "mission-2"):
            with pytest.raises(AnswerRefused):
                send(played(until=until), "22222")

    def test_an_unknown_action_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="boutons"):
            played(until="prediction").explore(action="write")

    def test_english_speaks_english(self) -> None:
        run = played(until="mission-1", language="en")
        assert "out of 10" in send(run, "22222")


class TestHide:
    @settings(deadline=None)
    @given(seeds)
    def test_no_mark_is_given_away_before_the_choice(self, seed: int) -> None:
        run = played(seed, until="prediction")
        view = run.view()
        assert view["compare"]["last"] is None
        assert set(view["client"]) == {"words"}
        shown = json.dumps(view["compare"], ensure_ascii=False)
        remarks = compared_case(seed).remarks.values()
        assert all(remark.text["fr"] not in shown for remark in remarks)

    def test_answers_to_the_prediction_come_after_it(self) -> None:
        assert not {"revealed", "compare", "repair"} & set(played().view())

    def test_the_repair_shows_only_the_answer_asked_for(self) -> None:
        run = played(until="mission-1")
        shown = json.dumps(run.view(), ensure_ascii=False)
        case = repaired_case(1)
        texts = [json.dumps(o.text["fr"], ensure_ascii=False)[1:-1] for o in case.outputs]
        assert [text in shown for text in texts].count(True) == 1
