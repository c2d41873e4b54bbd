"""« Où mettre la barre ? »: what the server counts, refuses and gives away."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import threshold
from modules.informed.activities.threshold.bench import START
from modules.informed.activities.threshold.build import populations
from modules.informed.activities.threshold.cases import (
    BARS,
    DATA,
    FREQUENT,
    RARE,
    SITUATIONS,
    USUAL,
    Cases,
    Costs,
    Matrix,
    least_cost,
    matrix_at,
    scenario_of,
    scenarios,
)
from modules.informed.activities.threshold.scoring import bars_score, closeness, sum_score
from tests.modules.runs import Played, form

ACTIVITY = threshold.load()
SENTENCE = "C’est une vérification, pas une accusation."
every_scenario = pytest.mark.parametrize("scenario", scenarios(), ids=lambda s: s.id)


def played(seed: int = 0, *, until: str = "prediction", **options: str) -> Played:
    """A run whose steps are done up to this one, bars in the right place."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    for step in ("prediction", "mission-1", "mission-2", "mission-3"):
        if step == "mission-1":
            keep_best(run)
        run.answer(step, **right_answer(seed, step))
        if step == until:
            break
    return run


def right_answer(seed: int, step: str) -> dict[str, str]:
    cases = scenario_of(seed).populations
    if step == "prediction":
        return {"precision": f"{100 * (matrix_at(cases[USUAL], START).precision or 0):.1f}"}
    if step == "mission-2":
        return {"precision": f"{100 * (matrix_at(cases[RARE], START).precision or 0):.1f}"}
    return {"sentence": SENTENCE} if step == "mission-3" else {}


def best_bar(seed: int, situation: str) -> int:
    scenario = scenario_of(seed)
    costs = scenario.costs[situation]
    return min(BARS, key=lambda bar: costs.of(matrix_at(scenario.populations[USUAL], bar)))


def keep_best(run: Played) -> None:
    for situation in SITUATIONS:
        bar = best_bar(run.seed, situation)
        run.explore(action="keep", situation=situation, threshold=str(bar))


class TestCount:
    def test_the_four_boxes_of_the_lesson(self) -> None:
        """8 real alerts, 12 false, 2 missed, 78 silences: precision 40%, recall 80%."""
        cases = Cases(fine=(78, 12), real=(2, 8))
        found = matrix_at(cases, 1)
        assert found == Matrix(found=8, alarms=12, missed=2, silent=78)
        assert found.precision == 0.4
        assert found.recall == 0.8
        assert found.false_rate == pytest.approx(12 / 90)

    def test_the_costs_of_the_lesson(self) -> None:
        low, high = Matrix(0, 40, 3, 0), Matrix(0, 8, 12, 0)
        assert [Costs(100, 5, 0).of(low), Costs(100, 5, 0).of(high)] == [500, 1240]
        assert [Costs(10, 30, 0).of(low), Costs(10, 30, 0).of(high)] == [1230, 360]

    @every_scenario
    def test_a_thousand_cases_whatever_the_bar(self, scenario) -> None:
        for real in (RARE, USUAL, FREQUENT):
            for bar in BARS:
                found = matrix_at(scenario.populations[real], bar)
                assert found.found + found.missed == real
                assert found.alerts + found.missed + found.silent == 1000

    @every_scenario
    def test_a_higher_bar_never_misses_less_nor_alarms_more(self, scenario) -> None:
        found = [matrix_at(scenario.populations[USUAL], bar) for bar in BARS]
        for low, high in zip(found, found[1:], strict=False):
            assert high.missed >= low.missed
            assert high.alarms <= low.alarms

    def test_no_alert_has_no_precision(self) -> None:
        assert Matrix(0, 0, 10, 90).precision is None

    def test_the_file_is_what_the_build_writes(self) -> None:
        assert json.loads((DATA / "cases.json").read_text(encoding="utf-8")) == populations()


class TestTeach:
    @every_scenario
    def test_the_two_situations_call_for_bars_far_apart(self, scenario) -> None:
        seed = scenarios().index(scenario)
        assert best_bar(seed, "b") - best_bar(seed, "a") >= 10

    @every_scenario
    def test_leaving_the_bar_where_it_begins_reaches_nothing(self, scenario) -> None:
        cases = scenario.populations[USUAL]
        for costs in scenario.costs.values():
            assert closeness(costs.of(matrix_at(cases, START)), least_cost(cases, costs)) < 1

    @every_scenario
    def test_precision_collapses_and_recall_hardly_moves(self, scenario) -> None:
        often, rarely = (matrix_at(scenario.populations[p], START) for p in (FREQUENT, RARE))
        assert (often.precision or 0) > 0.75
        assert (rarely.precision or 1) < 0.1
        assert rarely.recall == pytest.approx(often.recall, abs=0.06)
        assert rarely.false_rate == pytest.approx(often.false_rate, abs=0.01)


class TestScore:
    @given(st.integers(0, 100_000), st.integers(1, 10_000))
    def test_a_cost_scores_within_bounds_and_less_never_scores_lower(
        self, over: int, best: int
    ) -> None:
        assert 0 <= closeness(best + over + 1, best) <= closeness(best + over, best) <= 1

    @given(st.integers(1, 10_000))
    def test_within_five_percent_is_as_good_as_the_best(self, best: int) -> None:
        assert closeness(best, best) == closeness(int(best * 1.05), best) == 1.0

    @given(st.floats(0, 100), st.floats(0, 100))
    def test_a_sum_scores_within_bounds(self, given_share: float, expected: float) -> None:
        assert sum_score(given_share, expected) in {0.0, 0.5, 1.0}
        assert sum_score(expected, expected) == 1.0

    @given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 2))
    def test_no_pair_of_bars_beats_the_best(self, a: int, b: int, seed: int) -> None:
        run = played(seed)
        for situation, bar in (("a", a), ("b", b)):
            run.explore(action="keep", situation=situation, threshold=str(bar))
        outcome = run.answer("mission-1", settle="1")
        assert outcome.done
        assert 0 <= outcome.score <= 1
        assert bars_score([(1, 1), (1, 1)]) == 1.0

    @pytest.mark.parametrize("seed", [0, 1, 2])
    def test_right_answers_have_every_point(self, seed: int) -> None:
        run = played(seed, until="mission-2")
        assert [record.score for record in run.done.values()] == [1.0] * 3

    def test_both_versions_score_alike(self) -> None:
        visual, text = (played(mode=mode) for mode in ("visual", "text"))
        for run in (visual, text):
            run.explore(action="keep", situation="a", threshold="30")
            run.explore(action="keep", situation="b", threshold="90")
        assert visual.answer("mission-1", settle="1") == text.answer("mission-1", settle="1")


class TestAnswer:
    def test_recall_given_for_precision_is_named(self) -> None:
        outcome = Played(ACTIVITY, 0).answer("prediction", precision="74")
        assert outcome.score == 0.0
        assert "Vous avez calculé le rappel" in outcome.feedback

    def test_right_answers_counted_for_precision_are_named(self) -> None:
        outcome = Played(ACTIVITY, 0).answer("prediction", precision="90,6")
        assert "silences compris" in outcome.feedback

    def test_a_comma_and_a_percent_sign_are_read(self) -> None:
        assert Played(ACTIVITY, 0).answer("prediction", precision="52,1 %").score == 1.0

    def test_dear_bars_may_be_tried_again_and_say_by_how_much(self) -> None:
        run = played()
        run.explore(action="keep", situation="a", threshold="90")
        run.explore(action="keep", situation="b", threshold="64")
        outcome = run.answer("mission-1")
        assert not outcome.done
        assert "au-dessus du mieux possible" in outcome.feedback
        assert "mission-1" not in run.done

    @pytest.mark.parametrize(
        ("kept", "said"), [((), "A, puis B"), (("a",), "situation B"), (("b",), "situation A")]
    )
    def test_a_bar_that_is_missing_is_asked_for(self, kept: tuple[str, ...], said: str) -> None:
        run = played()
        for situation in kept:
            run.explore(action="keep", situation=situation, threshold="50")
        with pytest.raises(AnswerRefused, match=said):
            run.answer("mission-1")

    def test_the_sentence_leaves_its_length_and_its_points_only(self) -> None:
        run = played(until="mission-2")
        outcome = ACTIVITY.assess(
            "mission-3",
            {"sentence": [SENTENCE], "criteria": ["check", "next", "forged"]},
            run.run,
        )
        assert outcome.response == {"length": len(SENTENCE), "criteria": ["check", "next"]}
        assert SENTENCE not in repr(outcome)

    @pytest.mark.parametrize("typed", ["", "   ", "Désolé."])
    def test_a_sentence_too_short_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="20 signes"):
            played(until="mission-2").answer("mission-3", sentence=typed)

    @pytest.mark.parametrize("typed", ["", "-1", "101", "moitié", "nan"])
    def test_a_share_that_cannot_be_read_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 100"):
            Played(ACTIVITY, 0).answer("prediction", precision=typed)


class TestMove:
    @pytest.mark.parametrize("typed", ["", "-1", "101", "haut", "5,5"])
    def test_a_bar_that_cannot_be_read_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 100"):
            played().explore(action="move", threshold=typed)

    @pytest.mark.parametrize("typed", ["", "c", "A"])
    def test_an_unknown_situation_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="situation A"):
            played().explore(action="keep", situation=typed, threshold="50")

    def test_the_other_populations_open_after_the_guess(self) -> None:
        rare = {"action": "move", "threshold": "55", "population": "10"}
        with pytest.raises(AnswerRefused, match="populations"):
            played(until="mission-1").explore(**rare)
        found = played(until="mission-2").explore(**rare)
        assert found.trace["prevalence"] == 0.01

    def test_bars_handed_in_are_kept_no_more(self) -> None:
        with pytest.raises(AnswerRefused, match="déjà validées"):
            played(until="mission-1").explore(action="keep", situation="a", threshold="50")

    def test_a_move_leaves_the_bar_and_its_counts(self) -> None:
        found = played().explore(action="move", threshold="64")
        assert found.trace == {
            "scenario": "care",
            "action": "move",
            "threshold": 64,
            "prevalence": 0.1,
            "missed": 49,
            "alarms": 19,
        }

    def test_points_are_said_with_their_thousands_apart(self) -> None:
        assert "1\u202f000 alertes" in played().explore(action="move", threshold="0").message
        kept = played().explore(action="keep", situation="a", threshold="0")
        assert kept.message.endswith("6\u202f500 points.")
        kept = played(language="en").explore(action="keep", situation="a", threshold="0")
        assert kept.message.endswith("6,500 points.")

    def test_english_speaks_english(self) -> None:
        assert (
            "missed cases" in played(language="en").explore(action="move", threshold="50").message
        )


class TestHide:
    def test_scores_come_with_the_bench_and_rare_cases_after_the_guess(self) -> None:
        assert "populations" not in Played(ACTIVITY, 0).view()["client"]
        view = played(until="mission-1").view()
        assert set(view["client"]["populations"]) == {"100"}
        assert "after" not in view["moved"]
        assert set(played(until="mission-2").view()["client"]["populations"]) == {
            "10",
            "100",
            "400",
        }

    def test_the_possible_sentence_comes_after_her_own(self) -> None:
        assert "model" not in played(until="mission-2").view()
        assert "model" in played(until="mission-3").view()

    def test_a_form_answers_once(self) -> None:
        run = played()
        with pytest.raises(AnswerRefused):
            ACTIVITY.assess("prediction", form(precision="1"), run.run)
