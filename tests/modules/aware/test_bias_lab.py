"""« Le labo des biais »: the data, the regression, the steps."""

from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import bias_lab
from modules.shared.hiring.history import TRAINED, Row, history
from modules.shared.hiring.regression import DECAY, Settings, fit
from modules.shared.hiring.regression import run as train
from tests.modules.runs import Played

ACTIVITY = bias_lab.load()
shares, noises = st.sampled_from(range(10, 55, 5)), st.sampled_from(range(0, 35, 5))


def played(*, until: str | None = None, **options: str) -> Played:
    """A run whose first steps are answered, up to `until`."""
    run = Played(ACTIVITY, 1, **options)  # type: ignore[arg-type]
    if until:
        run.answer("prediction", gap="stays")
    if until == "mission-1":
        try_settings(run, 10)
        try_settings(run, 50)
        run.answer("mission-1", effect="stays")
    return run


def try_settings(run: Played, share: int, noise: int = 0, group: str = "1") -> str:
    return run.explore(action="train", share=str(share), noise=str(noise), group=group).message


class TestHistory:
    @given(shares, noises)
    def test_six_hundred_rows_with_the_share_wanted(self, share: int, noise: int) -> None:
        rows = history().training(share, noise)
        assert len(rows) == TRAINED
        assert sum(row.group for row in rows) == TRAINED * share // 100

    @given(shares, noises)
    def test_noise_turns_over_about_that_share_of_decisions(self, share: int, noise: int) -> None:
        clean, noisy = history().training(share, 0), history().training(share, noise)
        turned = sum(a.chosen != b.chosen for a, b in zip(clean, noisy, strict=True))
        assert turned / TRAINED == pytest.approx(noise / 100, abs=0.05)

    def test_skill_is_spread_alike_and_breaks_are_not(self) -> None:
        new = history().new
        groups = [[row for row in new if row.group == group] for group in (0, 1)]
        for column, span in (("years", 15), ("mark", 20), ("school", 1)):
            means = [sum(getattr(r, column) for r in rows) / len(rows) for rows in groups]
            assert means[0] == pytest.approx(means[1], abs=0.12 * span)
        breaks = [sum(r.interrupted for r in rows) / len(rows) for rows in groups]
        assert breaks[1] > 3 * breaks[0]

    def test_past_decisions_penalise_breaks(self) -> None:
        past = [*history().past_a, *history().past_b]
        rates = [
            sum(r.chosen for r in past if r.interrupted == b)
            / sum(r.interrupted == b for r in past)
            for b in (0, 1)
        ]
        assert rates[0] > 0.35
        assert rates[1] < 0.1


class TestFit:
    def test_finds_the_optimum_of_a_single_column(self) -> None:
        """Six rows out of ten chosen on one side, two on the other: the optimum is a formula."""
        rows = [Row(0, 0, x, 0, 0, int(n < (2, 6)[x]), 0) for x in (0, 1) for n in range(10)]
        model = fit(rows, ("interrupted",))
        low, high = log(0.2 / 0.8), log(0.6 / 0.4)
        free = (high - low) / 2
        # Without the penalty, the weight is half the difference of logits.
        assert 0.9 * free < model.weights[0] < free
        slopes = [
            1 / (1 + exp(-(model.intercept + side * model.weights[0]))) - share
            for side, share in ((-1, 0.2), (1, 0.6))
        ]
        gradient = (slopes[1] - slopes[0]) / 2 + DECAY * model.weights[0]
        assert gradient == pytest.approx(0, abs=1e-3)
        assert sum(slopes) == pytest.approx(0, abs=1e-3)

    def test_a_column_that_never_varies_weighs_nothing(self) -> None:
        rows = [Row(n, n, 0, 1, 0, int(n > 5), 0) for n in range(12)]
        assert fit(rows, ("years", "school")).weights[1] == 0

    @settings(max_examples=10, deadline=None)
    @given(shares, noises, st.booleans())
    def test_rates_and_agreement_are_shares(self, share: int, noise: int, group: bool) -> None:
        found = train(Settings(share, noise, group))
        assert all(0 <= value <= 1 for value in (found.rate_a, found.rate_b, found.agreement))
        assert len(found.weights) == (5 if group else 4)


class TestTeach:
    """What the activity says is what its data do."""

    @pytest.mark.parametrize("share", [10, 30, 50])
    def test_the_gap_stays_without_the_group_column(self, share: int) -> None:
        for group in (True, False):
            assert train(Settings(share, 0, group)).ratio < 0.65

    def test_breaks_stand_in_for_the_group(self) -> None:
        weights = dict(train(Settings(30, 0, False)).weights)
        assert min(weights, key=weights.__getitem__) == "interrupted"
        assert weights["interrupted"] < -1

    @pytest.mark.parametrize("share", [30, 50])
    def test_random_mistakes_lower_the_agreement_and_leave_the_gap(self, share: int) -> None:
        clean, noisy = train(Settings(share, 0, True)), train(Settings(share, 30, True))
        assert noisy.agreement < clean.agreement
        assert noisy.ratio < 0.8


class TestAssess:
    def test_the_prediction_reveals_both_trainings(self) -> None:
        outcome = played().answer("prediction", gap="gone")
        assert (outcome.score, outcome.success, outcome.done) == (0.0, False, True)
        assert "21\u00a0%" in outcome.feedback

    @pytest.mark.parametrize("tried", [(), (10,), (50,), (20, 40)])
    def test_the_first_mission_waits_for_both_ends(self, tried: tuple[int, ...]) -> None:
        run = played(until="prediction")
        for share in tried:
            try_settings(run, share)
        with pytest.raises(AnswerRefused, match="les deux bouts"):
            run.answer("mission-1", effect="stays")

    def test_the_second_mission_waits_for_noise(self) -> None:
        run = played(until="mission-1")
        with pytest.raises(AnswerRefused, match="20\u00a0% d’erreurs"):
            run.answer("mission-2", source="labels")

    @pytest.mark.parametrize(
        ("source", "score"), [("labels", 1.0), ("data", 0.0), ("design", 0.0), ("use", 0.0)]
    )
    def test_the_source_is_in_the_labels(self, source: str, score: float) -> None:
        run = played(until="mission-1")
        try_settings(run, 30, 20)
        outcome = run.answer("mission-2", source=source)
        assert (outcome.score, outcome.done) == (score, True)
        assert outcome.response["trials"] == 3
        assert 0 < outcome.response["ratio"] < 1

    def test_an_answer_that_is_none_is_refused(self) -> None:
        run = played(until="mission-1")
        try_settings(run, 30, 20)
        with pytest.raises(AnswerRefused, match="Choisissez une"):
            run.answer("mission-2", source="luck")

    def test_steps_come_in_order_and_once(self) -> None:
        with pytest.raises(AnswerRefused, match="vient après"):
            played().answer("mission-1", effect="stays")
        with pytest.raises(AnswerRefused, match="vient après"):
            played(until="prediction").answer("prediction", gap="stays")


class TestExplore:
    def test_the_result_is_said_and_traced(self) -> None:
        run = played(until="prediction")
        found = run.explore(action="train", share="30", noise="0", group="0")
        assert "colonne groupe retirée" in found.message
        assert found.trace == {
            "share": 30,
            "noise": 0,
            "group": False,
            "ratio": round(train(Settings(30, 0, False)).ratio, 2),
            "accuracy": round(train(Settings(30, 0, False)).agreement, 3),
        }

    def test_each_setting_is_kept_once(self) -> None:
        run = played(until="prediction")
        for share in (10, 50, 10):
            try_settings(run, share)
        assert run.workspace["trials"] == [[50, 0, 1], [10, 0, 1]]

    def test_results_wait_for_the_prediction(self) -> None:
        assert "bench" not in played().view()
        with pytest.raises(AnswerRefused, match="prédiction"):
            try_settings(played(), 10)

    @pytest.mark.parametrize(
        "fields",
        [
            {"share": "5", "noise": "0", "group": "1"},
            {"share": "55", "noise": "0", "group": "1"},
            {"share": "12", "noise": "0", "group": "1"},
            {"share": "", "noise": "0", "group": "1"},
            {"share": "20", "noise": "35", "group": "1"},
            {"share": "20", "noise": "-5", "group": "1"},
            {"share": "20", "noise": "0", "group": ""},
            {"share": "20", "noise": "0", "group": "1", "action": "guess"},
        ],
    )
    def test_what_cannot_be_read_is_refused(self, fields: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused):
            played(until="prediction").explore(**{"action": "train", **fields})

    def test_a_percent_sign_is_understood(self) -> None:
        run = played(until="prediction")
        run.explore(action="train", share="20 %", noise="5%", group="1")
        assert run.workspace["trials"] == [[20, 5, 1]]
