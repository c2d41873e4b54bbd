"""« Deux équités, une décision »: what is counted, excluded, scored and refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import two_fairnesses
from modules.responsible.activities.two_fairnesses.groups import (
    BARS,
    CRITERIA,
    GROUPS,
    NEEDS,
    SIZE,
    Count,
    counted,
    gaps,
    holds,
    payable,
    places,
    students,
)
from modules.responsible.activities.two_fairnesses.scoring import decision_score, kept_score
from tests.modules.runs import Played

ACTIVITY = two_fairnesses.load()
#: Bars that hold each equality within the places.
HELD = {"parity": ("57", "50"), "chances": ("55", "55"), "precision": ("46", "60")}
SENTENCES = {
    "because": "Oublier pèse plus lourd ici.",
    "cost": "Des places sans besoin en Langues.",
    "review": "En juin, avec la déléguée.",
}
bars_of_both = st.fixed_dictionaries({group: st.integers(0, 100) for group in GROUPS})


def played(*, until: str = "prediction", **options: str) -> Played:
    """A run whose steps are done, rightly, up to this one."""
    run = Played(ACTIVITY, 0, **options)  # type: ignore[arg-type]
    run.answer("prediction", count="one")
    if until == "mission-1":
        for name, (a, b) in HELD.items():
            run.explore(action="keep", criterion=name, bar_a=a, bar_b=b)
        run.answer("mission-1")
    return run


class TestCount:
    def test_the_two_schools_of_the_lesson(self) -> None:
        """48 found and 8 needless of 60 in need: 86% precise; 24 and 14 of 30: 63%."""
        cesaire, salines = Count(48, 12, 8), Count(24, 6, 14)
        assert cesaire.rates()["chances"] == salines.rates()["chances"] == 80
        assert cesaire.rates()["precision"] == pytest.approx(100 * 6 / 7)
        assert salines.rates()["precision"] == pytest.approx(63.16, abs=0.01)

    def test_two_hundred_students_and_the_base_rates_said(self) -> None:
        for group in GROUPS:
            found = students(group)
            assert len(found.needing) == NEEDS[group]
            assert len(found.needing) + len(found.fine) == SIZE

    @pytest.mark.parametrize("group", GROUPS)
    @pytest.mark.parametrize("bar", [0, 37, 55, 80, 100])
    def test_chosen_share_times_precision_is_base_rate_times_share_found(
        self, group: str, bar: int
    ) -> None:
        rates = counted(group, bar).rates()
        base = 100 * NEEDS[group] / SIZE
        assert rates["parity"] * rates["precision"] == pytest.approx(base * rates["chances"])

    @pytest.mark.parametrize("group", GROUPS)
    def test_a_higher_bar_never_chooses_more(self, group: str) -> None:
        chosen = [counted(group, bar).chosen for bar in BARS]
        assert chosen == sorted(chosen, reverse=True)

    def test_nobody_chosen_has_no_precision_to_divide(self) -> None:
        assert Count(0, 10, 0).rates()["precision"] == 0.0


class TestTeach:
    def test_no_payable_setting_of_the_10201_holds_two_equalities(self) -> None:
        settings = [{"a": a, "b": b} for a in BARS for b in BARS]
        assert len(settings) == 10_201
        held = [sum(holds(n, bars) for n in CRITERIA) for bars in settings if payable(bars)]
        assert max(held) == 1

    @pytest.mark.parametrize("name", CRITERIA)
    def test_each_equality_can_be_held_by_several_payable_settings(self, name: str) -> None:
        settings = [{"a": a, "b": b} for a in BARS for b in BARS]
        assert sum(holds(name, bars) for bars in settings if payable(bars)) >= 25

    def test_where_the_bars_begin_nothing_is_payable(self) -> None:
        assert not payable({"a": 50, "b": 50})


class TestScore:
    @given(st.dictionaries(st.sampled_from(CRITERIA), bars_of_both))
    def test_kept_bars_score_within_bounds_and_only_three_right_have_all(
        self, kept: dict[str, dict[str, int]]
    ) -> None:
        score = kept_score(kept)
        assert 0 <= score <= 1
        if score == 1:
            assert all(gaps(kept[n])[n] <= 3.001 and 80 <= places(kept[n]) <= 180 for n in CRITERIA)

    @given(st.booleans(), st.integers(0, 4))
    def test_a_decision_scores_within_bounds_and_more_never_scores_less(
        self, coherent: bool, ticked: int
    ) -> None:
        score = decision_score(coherent, ticked, 4)
        assert 0 <= score <= decision_score(True, 4, 4) == 1
        assert score >= decision_score(False, ticked, 4)

    @pytest.mark.parametrize("mode", ["visual", "text"])
    def test_right_answers_have_every_point_in_both_versions(self, mode: str) -> None:
        run = played(until="mission-1", mode=mode)
        decision = {"bar-a": ["55"], "bar-b": ["55"], "criterion": ["same"]}
        texts = {name: [text] for name, text in SENTENCES.items()}
        answer = {**decision, **texts, "grid": ["reason", "harm", "figures", "date"]}
        assert ACTIVITY.assess("mission-2", answer, run.run).score == 1.0
        assert [record.score for record in run.done.values()] == [1.0, 1.0]


class TestAnswer:
    @pytest.mark.parametrize("count", ["none", "two", "three"])
    def test_a_wrong_forecast_is_answered_with_counts(self, count: str) -> None:
        outcome = Played(ACTIVITY).answer("prediction", count=count)
        assert outcome.score == 0.0
        assert "72 besoins sur 100" in outcome.feedback
        assert "36 sur 50" in outcome.feedback

    def test_missing_equalities_are_named_and_may_be_tried_again(self) -> None:
        run = played()
        run.explore(action="keep", criterion="parity", bar_a="57", bar_b="50")
        outcome = run.answer("mission-1")
        assert not outcome.done
        assert "égalité des chances, égale précision" in outcome.feedback
        assert run.answer("mission-1", settle="1").score == pytest.approx(1 / 3)

    def test_an_equality_without_the_places_does_not_count(self) -> None:
        run = played()
        found = run.explore(action="keep", criterion="chances", bar_a="50", bar_b="50")
        assert "180 au plus" in found.message
        assert run.answer("mission-1", settle="1").score == 0.0

    def test_bars_that_break_the_criterion_announced_are_told(self) -> None:
        run = played(until="mission-1")
        outcome = run.answer("mission-2", bar_a="55", bar_b="55", criterion="parity", **SENTENCES)
        assert outcome.score == 0.0
        assert "ne tiennent pas" in outcome.feedback

    def test_the_sentences_leave_their_lengths_only(self) -> None:
        run = played(until="mission-1")
        run.explore(action="move", bar_a="55", bar_b="55")
        outcome = run.answer("mission-2", criterion="chances", **SENTENCES)
        assert outcome.response["lengths"] == {n: len(text) for n, text in SENTENCES.items()}
        assert outcome.response["bars"] == {"a": 55, "b": 55}
        assert not any(text in repr(outcome) for text in SENTENCES.values())

    def test_nobody_has_four_people_agree(self) -> None:
        run = played(until="mission-1")
        run.answer("mission-2", bar_a="55", bar_b="55", criterion="chances", **SENTENCES)
        agrees = {r["who"].split()[0]: r["agrees"] for r in run.view()["reactions"]}
        assert agrees == {"Inès": True, "Marc": False, "Odile": False, "Karim": True}

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"criterion": "all"}, "critère que vous retenez"),
            ({"bar-a": "10", "bar-b": "10"}, "de 80 à 180"),
            ({"bar-a": "haut"}, "de 0 à 100"),
            ({"cost": "Rien."}, "15 signes"),
        ],
    )
    def test_a_decision_that_cannot_be_read_is_refused(
        self, changed: dict[str, str], said: str
    ) -> None:
        decision = {"bar-a": "55", "bar-b": "55", "criterion": "same", **SENTENCES, **changed}
        with pytest.raises(AnswerRefused, match=said):
            played(until="mission-1").answer("mission-2", **decision)


class TestMove:
    def test_a_move_leaves_bars_places_and_what_holds(self) -> None:
        found = played().explore(action="move", bar_a="55", bar_b="55")
        assert found.trace == {
            "action": "move",
            "bars": {"a": 55, "b": 55},
            "places": 150,
            "held": ["chances"],
        }
        assert "150 places" in found.message

    @pytest.mark.parametrize("typed", ["", "-1", "101", "haut", "5,5"])
    def test_a_bar_that_cannot_be_read_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 100"):
            played().explore(action="move", bar_a=typed, bar_b="50")

    def test_an_unknown_criterion_and_late_keeping_are_refused(self) -> None:
        keep = {"action": "keep", "bar_a": "55", "bar_b": "55"}
        with pytest.raises(AnswerRefused, match="Choisissez la parité"):
            played().explore(criterion="same", **keep)
        with pytest.raises(AnswerRefused, match="déjà validés"):
            played(until="mission-1").explore(criterion="parity", **keep)


class TestHide:
    def test_scores_come_after_the_forecast_and_opinions_after_the_decision(self) -> None:
        assert "students" not in Played(ACTIVITY).view()["client"]
        view = played(until="mission-1").view()
        assert "people" in view
        assert "reactions" not in view
