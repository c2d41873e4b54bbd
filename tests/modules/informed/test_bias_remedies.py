"""« Le labo des biais, au complet »: the probe, the remedies, the scores, the decision sheet."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import bias_remedies
from modules.informed.activities.bias_remedies.bench import REMEDIES, START, lost
from modules.informed.activities.bias_remedies.probe import PROBED, guessed, learned
from modules.informed.activities.bias_remedies.scoring import (
    balance,
    closeness,
    reached,
    remedied,
    sheet,
)
from modules.shared.hiring.history import Row, history, reread
from modules.shared.hiring.regression import Settings
from modules.shared.hiring.regression import run as train
from tests.modules.runs import Played

ACTIVITY = bias_remedies.load()
ratios = st.floats(0, 3, allow_nan=False)
points = st.floats(-10, 60, allow_nan=False)
SHEET = {"door": "labels", "remedy": "column", "limit": "column", "delay": "6"}


def train_with(run: Played, **changed: str) -> str:
    settings = {"share": "30", "group": "1", "interrupted": "1", "bar": "50", **changed}
    return run.explore(action="train", **settings).message


def played(until: str = "mission-1", **options: Any) -> Played:
    """A run in which every step before `until` is done."""
    run = Played(ACTIVITY, **options)
    run.answer("prediction", ratio="0,54")
    if until == "mission-1":
        return run
    for column in ("years", "interrupted"):
        run.explore(action="probe", column=column)
    run.answer("mission-1", proxy="interrupted")
    if until == "mission-2":
        return run
    train_with(run, bar="15")
    run.answer("mission-2")
    return run


class TestReread:
    def test_whoever_had_no_break_is_decided_alike(self) -> None:
        for row, again in zip(history().new, reread(), strict=True):
            assert row.chosen == again or (row.interrupted and again)

    def test_both_groups_are_then_chosen_about_as_often(self) -> None:
        assert abs(sum(reread()[:200]) - sum(reread()[200:])) < 20


class TestProbe:
    def test_learns_the_bar_that_parts_two_groups(self) -> None:
        rows = [Row(years, 0, 0, 0, int(years > 5), 0, 0) for years in range(12)]
        assert learned(rows, "years") == (5.5, 1)

    def test_only_the_break_tells_the_group(self) -> None:
        shares = {column: guessed(column) for column in PROBED}
        assert shares.pop("interrupted") > 0.7
        assert all(0.45 <= share <= 0.55 for share in shares.values())


class TestRemedies:
    """What the lab teaches depends on these orders of magnitude."""

    def test_hiding_the_group_changes_next_to_nothing(self) -> None:
        assert train(START.without_group()).ratio == pytest.approx(train(START).ratio, abs=0.03)

    def test_more_examples_of_the_group_do_not_close_the_gap(self) -> None:
        assert train(Settings(50, 0, group=True)).ratio <= train(START).ratio

    def test_another_bar_reaches_the_aim_and_chooses_no_better(self) -> None:
        found = train(Settings(30, 0, group=True, bar_b=15))
        assert reached(found.ratio, lost(found))
        assert found.reread_b == pytest.approx(train(START).reread_b, abs=0.05)

    def test_hiding_the_proxy_costs_agreement_and_chooses_better(self) -> None:
        found = train(Settings(30, 0, group=False, interrupted=False))
        assert found.ratio == pytest.approx(1, abs=0.05)
        assert lost(found) > 10
        assert found.reread_b > train(START).reread_b + 0.1

    def test_a_lower_bar_never_chooses_fewer(self) -> None:
        rates = [train(Settings(30, 0, group=True, bar_b=bar)).rate_b for bar in range(50, 5, -5)]
        assert rates == sorted(rates)


class TestScore:
    @given(ratios, points)
    def test_stays_within_bounds_and_is_whole_when_the_aim_is_reached(
        self, ratio: float, paid: float
    ) -> None:
        score = remedied(ratio, paid, 0.54)
        assert 0 <= score <= 1
        if reached(ratio, paid):
            assert score == 1

    @given(ratios, ratios, points)
    def test_a_better_balance_at_the_same_price_never_scores_less(
        self, one: float, other: float, paid: float
    ) -> None:
        worse, better = sorted((one, other), key=balance)
        assert remedied(worse, paid, 0.54) <= remedied(better, paid, 0.54)

    @given(ratios, points, points)
    def test_a_higher_price_never_scores_more(self, ratio: float, one: float, two: float) -> None:
        less, more = sorted((one, two))
        assert remedied(ratio, more, 0.54) <= remedied(ratio, less, 0.54)

    def test_a_gap_turned_round_is_still_a_gap(self) -> None:
        assert balance(1.6) == balance(1 / 1.6) == 0.625
        assert not reached(1.6, 0)
        assert remedied(1.6, 0, 0.54) < 1

    def test_doing_nothing_scores_nothing(self) -> None:
        assert remedied(train(START).ratio, 0.0, train(START).ratio) == 0

    @pytest.mark.parametrize(
        ("guess", "score"), [(0.54, 1), (0.59, 1), (0.6, 0.5), (0.69, 0.5), (0.7, 0), (1, 0)]
    )
    def test_a_prediction_counts_by_its_distance(self, guess: float, score: float) -> None:
        assert closeness(guess, 0.54) == score

    def test_the_sheet_counts_the_door_and_the_limit(self) -> None:
        assert [sheet(door=d, limit=x) for d, x in product((False, True), repeat=2)] == [
            0.0,
            0.6,
            0.4,
            1.0,
        ]


class TestPlay:
    def test_the_whole_lab_scores_all(self) -> None:
        run = played("mission-3")
        train_with(run, share="50")
        train_with(run, interrupted="0")
        assert run.answer("mission-3", **SHEET).success
        assert [record.score for record in run.done.values()] == [1, 1, 1, 1]

    def test_nothing_of_the_reread_files_shows_before_mission_2(self) -> None:
        view = played("mission-2").view()
        assert "reread" not in view["client"]
        assert "reread_b" not in view["bench"]["result"]
        assert "reread" in played("mission-3").view()["client"]

    def test_an_aim_not_reached_waits_or_is_settled_for_less(self) -> None:
        run = played("mission-2")
        train_with(run, bar="25")
        waiting = run.answer("mission-2")
        assert not waiting.done
        assert "0,72" in waiting.feedback
        settled = run.answer("mission-2", settle="1")
        assert settled.done
        assert 0 < settled.score < 1

    @pytest.mark.parametrize("remedy", REMEDIES)
    def test_each_remedy_has_a_limit_of_its_own(self, remedy: str) -> None:
        run = played("mission-3")
        train_with(run, share="50", interrupted="0")
        outcome = run.answer("mission-3", **{**SHEET, "remedy": remedy, "limit": remedy})
        assert outcome.score == 1
        assert outcome.response["remedy"] == remedy

    def test_traces_hold_settings_and_results(self) -> None:
        run = played("mission-2")
        found = run.explore(action="train", share="40", group="0", interrupted="1", bar="20")
        assert found.trace == {
            "share": 40,
            "group": False,
            "interrupted": True,
            "bar": 20,
            "ratio": pytest.approx(0.79, abs=0.1),
            "accuracy": pytest.approx(0.91, abs=0.05),
        }

    def test_both_languages_say_the_same_figures(self) -> None:
        french, english = played("mission-2"), played("mission-2", language="en")
        assert "0,83" in train_with(french, bar="15")
        assert "0.83" in train_with(english, bar="15")


class TestRefuse:
    @pytest.mark.parametrize("typed", ["", "beaucoup", "-1", "3,1", "0,5,4"])
    def test_a_ratio_that_cannot_be_read(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 3"):
            Played(ACTIVITY).answer("prediction", ratio=typed)

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"share": "12"}, "de cinq en cinq"),
            ({"share": "60"}, "de 10 à 50"),
            ({"bar": "5"}, "barre"),
            ({"bar": ""}, "barre"),
            ({"group": "2"}, "chaque colonne"),
            ({"interrupted": ""}, "chaque colonne"),
        ],
    )
    def test_settings_out_of_their_range(self, changed: dict[str, str], reason: str) -> None:
        with pytest.raises(AnswerRefused, match=reason):
            train_with(played("mission-2"), **changed)

    def test_a_proxy_named_before_two_columns_are_questioned(self) -> None:
        run = played()
        run.explore(action="probe", column="years")
        run.explore(action="probe", column="years")
        with pytest.raises(AnswerRefused, match="deux colonnes"):
            run.answer("mission-1", proxy="interrupted")

    def test_a_sheet_signed_before_the_three_remedies_are_tried(self) -> None:
        run = played("mission-3")
        train_with(run, share="50")
        with pytest.raises(AnswerRefused, match="interruption"):
            run.answer("mission-3", **SHEET)

    @pytest.mark.parametrize("left_out", SHEET)
    def test_a_sheet_with_a_line_left_out(self, left_out: str) -> None:
        run = played("mission-3")
        train_with(run, share="50", interrupted="0")
        with pytest.raises(AnswerRefused, match="quatre lignes"):
            run.answer("mission-3", **{**SHEET, left_out: ""})
