"""« L’enquête »: the cases and their clues, beliefs, scores, the drawings, refusals."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import image_inquiry
from modules.informed.activities.image_inquiry.cases import (
    GROUPS,
    PRIOR,
    TECHNICAL,
    VERDICTS,
    Case,
    cases,
    order_of,
    updated,
)
from modules.informed.activities.image_inquiry.presentation import allowed_beliefs
from modules.informed.activities.image_inquiry.scenes import SCENES, STATIC
from modules.informed.activities.image_inquiry.scoring import (
    calibration,
    foreseen,
    overweighed,
    steadiness,
    total,
)
from tests.modules.runs import Played

ACTIVITY = image_inquiry.load()
every_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
shares = st.floats(0, 1, allow_nan=False)
inner = st.floats(0.01, 0.99, allow_nan=False)


def case_named(name: str) -> Case:
    return next(case for case in cases() if case.id == name)


def seed_beginning_with(name: str) -> int:
    return next(seed for seed in range(100) if order_of(seed)[0].id == name)


def played(first: str = "wave", **options: Any) -> Played:
    """A run whose prediction is made, and whose first case is this one."""
    run = Played(ACTIVITY, seed_beginning_with(first), **options)
    run.answer("prediction", accused="50")
    return run


def opened(run: Played, *clues: tuple[str, int], case: str = "1") -> Played:
    for clue, belief in clues:
        run.explore(action="open", case=case, clue=clue, belief=str(belief))
    return run


class TestCases:
    def test_one_for_each_verdict_and_two_without_an_image(self) -> None:
        assert sorted(case.verdict for case in cases()) == sorted(VERDICTS)
        assert sum(case.image is None for case in cases()) == 2
        assert all(case.image or case.lines for case in cases())

    @every_case
    def test_has_clues_of_the_three_groups(self, case: Case) -> None:
        assert {clue.group for clue in case.clues} == set(GROUPS.values())
        assert {"provenance", "scene"} <= {clue.kind for clue in case.clues}

    @every_case
    def test_every_text_is_in_both_languages(self, case: Case) -> None:
        told = [case.title, case.caption, case.description, case.debrief, *case.lines]
        for clue in case.clues:
            told += [clue.text, clue.reading]
        assert all(set(text) == {"fr", "en"} and all(text.values()) for text in told)

    @every_case
    def test_all_clues_together_lead_to_the_verdict(self, case: Case) -> None:
        last = allowed_beliefs(case, tuple(clue.kind for clue in case.clues))[-1]
        if case.verdict == "open":
            assert 0.35 < last < 0.65
            assert case.truth == pytest.approx(last)
        else:
            assert abs(last - case.truth) < 0.05

    @every_case
    def test_technical_clues_alone_settle_nothing(self, case: Case) -> None:
        technical = tuple(c.kind for c in case.clues if c.group == TECHNICAL)
        assert 0.3 < allowed_beliefs(case, technical)[-1] < 0.7

    def test_their_order_is_the_seed_s(self) -> None:
        assert order_of(3) == order_of(3)
        assert len({order_of(seed)[0].id for seed in range(40)}) == len(cases())


class TestDrawings:
    @pytest.mark.parametrize("name", SCENES)
    def test_are_those_of_the_script(self, name: str) -> None:
        assert (STATIC / name).read_text(encoding="utf-8") == SCENES[name]()

    def test_are_those_of_the_cases(self) -> None:
        assert {case.image for case in cases() if case.image} == set(SCENES)


class TestBelief:
    def test_a_known_case_of_bayes_rule(self) -> None:
        assert updated(0.5, 4) == pytest.approx(0.8)
        assert updated(0.1, 9) == pytest.approx(0.5)

    @given(inner, st.floats(0.01, 100))
    def test_stays_a_probability_and_follows_the_clue(self, belief: float, ratio: float) -> None:
        after = updated(belief, ratio)
        assert 0 < after < 1
        assert (after >= belief) if ratio >= 1 else (after <= belief)

    def test_the_order_of_clues_does_not_change_where_they_lead(self) -> None:
        kinds = tuple(clue.kind for clue in case_named("letter").clues)
        there, back = (
            allowed_beliefs(case_named("letter"), order)[-1] for order in (kinds, kinds[::-1])
        )
        assert there == pytest.approx(back)

    def test_begins_at_one_chance_in_two(self) -> None:
        assert allowed_beliefs(case_named("wave"), ()) == [PRIOR]


class TestScore:
    @given(shares, shares)
    def test_calibration_is_whole_at_the_truth_and_bounded(
        self, belief: float, truth: float
    ) -> None:
        assert calibration(truth, truth) == 1
        assert -1e-9 <= calibration(belief, truth) <= 1

    def test_the_worst_belief_scores_nothing(self) -> None:
        assert calibration(0, 1) == calibration(1, 0) == calibration(1, 0.5) == 0

    @given(shares, st.lists(shares, min_size=2, max_size=2))
    def test_a_belief_nearer_the_truth_never_scores_less(
        self, truth: float, beliefs: list[float]
    ) -> None:
        far, near = sorted(beliefs, key=lambda belief: -abs(belief - truth))
        assert calibration(far, truth) <= calibration(near, truth)

    @given(st.booleans(), shares, shares)
    def test_the_total_shares_four_four_two(
        self, right: bool, calibrated: float, steady: float
    ) -> None:
        found = total(right=right, calibrated=calibrated, steady=steady)
        assert found == pytest.approx(0.4 * right + 0.4 * calibrated + 0.2 * steady)
        assert 0 <= found <= 1 + 1e-12

    def test_a_detector_that_moves_too_much_is_named(self) -> None:
        wave = case_named("wave")
        kinds = ("detector", "scene")
        assert overweighed(wave, kinds, [0.5, 0.95, 0.2]) == ["detector"]
        assert overweighed(wave, kinds, [0.5, 0.6, 0.05]) == []
        assert steadiness(wave, kinds, [0.5, 0.95, 0.2]) == 0
        assert steadiness(wave, kinds, [0.5, 0.6, 0.05]) == 1

    def test_technical_clues_alone_are_not_steady(self) -> None:
        wave = case_named("wave")
        assert steadiness(wave, ("detector", "metadata"), [0.5, 0.6, 0.6]) == 0
        assert steadiness(wave, ("human", "scene"), [0.5, 0.1, 0.05]) == 1

    @given(st.lists(shares, min_size=4, max_size=4))
    def test_steadiness_stays_within_bounds(self, beliefs: list[float]) -> None:
        kinds = ("detector", "metadata", "human")
        assert 0 <= steadiness(case_named("wave"), kinds, beliefs) <= 1

    @pytest.mark.parametrize(("guess", "score"), [(50, 1), (40, 1), (30, 0.5), (90, 0), (0, 0)])
    def test_a_prediction_counts_by_its_distance(self, guess: int, score: float) -> None:
        assert foreseen(guess, 50) == score


class TestPlay:
    def test_a_careful_inquiry_scores_nearly_all(self) -> None:
        run = opened(played(), ("detector", 50), ("human", 55), ("certificate", 15))
        outcome = run.answer("mission-1", verdict="synthetic", belief="0")
        assert outcome.success
        assert outcome.score == pytest.approx(1)
        assert "Yann" not in outcome.feedback

    def test_whoever_believes_the_detector_alone_loses_on_all_three(self) -> None:
        run = opened(played(), ("detector", 50), ("metadata", 95))
        outcome = run.answer("mission-1", verdict="authentic", belief="95")
        assert outcome.score < 0.1
        assert outcome.response["overweighed"] == ["detector"]
        assert "trop lourd" in outcome.feedback

    def test_an_open_case_rewards_doubt(self) -> None:
        run = opened(played("meeting"), ("human", 50), ("scene", 50))
        assert run.answer("mission-1", verdict="open", belief="45").score > 0.99

    def test_both_versions_score_alike(self) -> None:
        scores = set()
        for mode in ("visual", "text"):
            run = opened(played(mode=mode), ("human", 50), ("scene", 30))
            scores.add(run.answer("mission-1", verdict="context", belief="10").score)
        assert len(scores) == 1

    def test_traces_hold_clues_and_beliefs(self) -> None:
        found = played().explore(action="open", case="1", clue="human", belief="45")
        assert found.trace == {"case": "wave", "clue": "human", "belief": 45, "rank": 1}

    def test_a_clue_is_told_once_it_is_opened_and_not_weighed_before_the_verdict(self) -> None:
        run = opened(played(), ("human", 50))
        shown = json.dumps(run.view(), ensure_ascii=False)
        wave = case_named("wave")
        assert wave.clue("human").text["fr"] in shown
        assert wave.clue("certificate").text["fr"] not in shown
        assert wave.clue("human").reading["fr"] not in shown
        assert wave.debrief["fr"] not in shown

    def test_the_curve_shows_both_beliefs_after_the_verdict(self) -> None:
        run = opened(played(), ("human", 50), ("scene", 30))
        run.answer("mission-1", verdict="synthetic", belief="5")
        rows = run.view()["judged"]["mission-1"]["rows"]
        assert [row[2] for row in rows] == [50, 30, 5]
        assert all(later[3] < earlier[3] for earlier, later in pairwise(rows))


class TestRefuse:
    @pytest.mark.parametrize("typed", ["", "-1", "101", "beaucoup", "12,5"])
    def test_a_belief_that_cannot_be_read(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 100"):
            played().explore(action="open", case="1", clue="human", belief=typed)

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"case": "2", "clue": "human"}, "plus ouverte"),
            ({"case": "1", "clue": "rumour"}, "Choisissez l’indice"),
            ({"case": "1", "clue": ""}, "Choisissez l’indice"),
        ],
    )
    def test_a_clue_that_is_not_there(self, fields: dict[str, str], reason: str) -> None:
        with pytest.raises(AnswerRefused, match=reason):
            played().explore(action="open", belief="50", **fields)

    def test_a_clue_opened_twice(self) -> None:
        run = opened(played(), ("human", 50))
        with pytest.raises(AnswerRefused, match="déjà ouvert"):
            opened(run, ("human", 50))

    def test_a_verdict_after_one_clue(self) -> None:
        run = opened(played(), ("human", 50))
        with pytest.raises(AnswerRefused, match="deux indices"):
            run.answer("mission-1", verdict="synthetic", belief="5")

    def test_a_verdict_that_is_none_of_the_five(self) -> None:
        run = opened(played(), ("human", 50), ("scene", 30))
        with pytest.raises(AnswerRefused, match="cinq verdicts"):
            run.answer("mission-1", verdict="louche", belief="5")
