"""« L’atelier des consignes, mode avancé »: experiments, differences, scores, refusals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import prompt_experiments
from modules.informed.activities.prompt_experiments.differences import differences
from modules.informed.activities.prompt_experiments.experiments import (
    FIRST_TRIALS,
    MOST_TRIALS,
    NONE,
    START,
    best_of,
    case_of,
    expected,
    moves,
    neighbours,
)
from modules.informed.activities.prompt_experiments.scoring import foresight, gain
from modules.shared.prompts.cases import Case, cases, changed
from tests.modules.runs import Played

ACTIVITY = prompt_experiments.load()
every_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
totals = st.integers(0, 10)
words = st.lists(st.sampled_from(["un", "deux", "trois", "quatre", "cinq", "six\n"]), max_size=30)


def played(seed: int = 0, **options: Any) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, seed, **options)
    run.answer("prediction", criterion="sourced")
    return run


def experiment(run: Played, change: str, criterion: str = NONE, keep: str = "1") -> str:
    said = run.explore(action="try", change=change, criterion=criterion).message
    run.explore(action="decide", keep=keep)
    return said


def three(run: Played, *criteria: str) -> None:
    for change, criterion in zip(("20000", "22000", "22200"), criteria, strict=True):
        experiment(run, change, criterion)


class TestExperiments:
    @every_case
    def test_change_one_ingredient_between_answers_that_were_written(self, case: Case) -> None:
        for output in case.outputs:
            for state in neighbours(case, output.state):
                assert changed(output.state, state) == 1
                assert case.output(state).state == state

    @every_case
    def test_six_reach_the_best_answer_and_one_may_be_lost(self, case: Case) -> None:
        assert best_of(case.id) == max(o.total for o in case.outputs) == 10
        assert best_of(case.id, MOST_TRIALS - 1) == 10

    @every_case
    @pytest.mark.parametrize("trial", FIRST_TRIALS, ids="-".join)
    def test_the_first_one_moves_a_single_criterion(
        self, case: Case, trial: tuple[str, str]
    ) -> None:
        assert list(moves(case, *trial).values()) == [2]

    def test_what_moves_most_was_to_be_predicted(self) -> None:
        email = case_of(0)
        assert moves(email, "00000", "02000") == {"exact": 2, "complete": 1}
        assert expected(email, "00000", "02000") == ("exact",)
        assert expected(email, "00000", "10000") == (NONE,)

    @every_case
    def test_going_back_moves_as_much_the_other_way(self, case: Case) -> None:
        for state in neighbours(case, START):
            back = {name: -points for name, points in moves(case, state, START).items()}
            assert moves(case, START, state) == back


class TestDifferences:
    @given(words, words)
    def test_each_text_can_be_read_back(self, old: list[str], new: list[str]) -> None:
        found = differences(" ".join(old), " ".join(new))
        assert "".join(piece.before for piece in found).split() == " ".join(old).split()
        assert "".join(piece.after for piece in found).split() == " ".join(new).split()

    def test_a_sentence_added_is_one_piece(self) -> None:
        found = differences("Bonjour à toute l’équipe.", "Bonjour à toute l’équipe. Merci bien.")
        assert [(p.kind, p.after.strip()) for p in found] == [
            ("same", "Bonjour à toute l’équipe."),
            ("added", "Merci bien."),
        ]

    def test_the_same_text_has_no_difference(self) -> None:
        assert [p.kind for p in differences("Rien de neuf.", "Rien de neuf.")] == ["same"]


class TestScore:
    @given(st.lists(st.booleans(), max_size=6))
    def test_foresight_counts_the_first_three(self, right: list[bool]) -> None:
        assert foresight(right, 3) == sum(right[:3]) / 3

    @given(totals, totals, totals)
    def test_gain_stays_within_bounds_and_never_falls_with_the_answer(
        self, start: int, one: int, other: int
    ) -> None:
        less, more = sorted((one, other))
        found = gain(min(start, 9), less, 10), gain(min(start, 9), more, 10)
        assert 0 <= found[0] <= found[1] <= 1

    def test_the_best_answer_gains_all_and_the_first_nothing(self) -> None:
        assert (gain(2, 10, 10), gain(2, 2, 10), gain(2, 1, 10)) == (1, 0, 0)


class TestPlay:
    def test_the_best_path_scores_all(self) -> None:
        run = Played(ACTIVITY, 0)
        run.answer("prediction", criterion="sourced")
        three(run, "complete", "exact", "safe")
        assert run.answer("mission-1").score == 1
        experiment(run, "22202", "sourced")
        experiment(run, "22222", "suited")
        assert run.answer("mission-2").success
        assert [record.score for record in run.done.values()] == [1, 1, 1]

    def test_an_undone_change_leaves_the_request_as_it_was(self) -> None:
        run = played()
        experiment(run, "02000", keep="0")
        states = [state for state, _ in run.view()["bench"]["changes"]]
        assert "02000" not in states, "an effect already seen cannot be predicted again"
        assert "20000" in states

    def test_a_prediction_that_was_right_says_so(self) -> None:
        assert "vu venir" in experiment(played(), "02000", "exact")
        assert "pas prévu" in experiment(played(), "02000", "safe")

    def test_three_trials_are_waited_for(self) -> None:
        run = played()
        experiment(run, "20000")
        found = run.answer("mission-1")
        assert not found.done
        assert "2 essais" in found.feedback

    def test_a_request_that_could_be_better_waits_or_is_settled(self) -> None:
        run = played()
        three(run, "complete", "exact", "safe")
        run.answer("mission-1")
        assert not run.answer("mission-2").done
        settled = run.answer("mission-2", settle="1")
        assert settled.done
        assert settled.score == 0.6
        assert settled.response == {
            "case": "email",
            "start": START,
            "state": "22200",
            "total": 6,
            "best": 10,
            "trials": 3,
        }

    def test_six_trials_close_the_notebook(self) -> None:
        run = played()
        for change in ("20000", "02000", "10000", "01000", "00200"):
            experiment(run, change, keep="0")
        assert run.view()["bench"]["left"] == 0
        run.answer("mission-1")
        assert run.answer("mission-2").done

    def test_marks_wait_for_the_prediction(self) -> None:
        view = Played(ACTIVITY, 0).view()
        assert "bench" not in view
        assert set(view["first"]) == {"prompt", "change"}

    def test_traces_hold_requests_and_criteria(self) -> None:
        found = played().explore(action="try", change="02000", criterion="exact")
        assert found.trace == {
            "action": "try",
            "case": "email",
            "from": "00000",
            "to": "02000",
            "predicted": "exact",
            "moved": {"exact": 2, "complete": 1},
        }


class TestRefuse:
    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"change": "22222", "criterion": "exact"}, "seul ingrédient"),
            ({"change": "", "criterion": "exact"}, "seul ingrédient"),
            ({"change": "20000", "criterion": "style"}, "critère"),
        ],
    )
    def test_an_experiment_that_is_not_planned(self, fields: dict[str, str], reason: str) -> None:
        with pytest.raises(AnswerRefused, match=reason):
            played().explore(action="try", **fields)

    def test_a_second_experiment_before_the_first_is_decided(self) -> None:
        run = played()
        run.explore(action="try", change="20000", criterion=NONE)
        with pytest.raises(AnswerRefused, match="garder ou annuler"):
            run.explore(action="try", change="02000", criterion=NONE)

    def test_a_decision_on_nothing(self) -> None:
        with pytest.raises(AnswerRefused, match="Lancez d’abord"):
            played().explore(action="decide", keep="1")

    def test_a_decision_that_is_neither(self) -> None:
        run = played()
        run.explore(action="try", change="20000", criterion=NONE)
        with pytest.raises(AnswerRefused, match="gardez"):
            run.explore(action="decide", keep="peut-être")
