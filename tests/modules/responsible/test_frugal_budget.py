"""`act.budget-frugal`: twelve uses under two budgets, three hypotheses, and rebound."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import frugal_budget
from modules.responsible.activities.frugal_budget.activity import GROWN, holds
from modules.responsible.activities.frugal_budget.bench import REBOUNDS
from modules.responsible.activities.frugal_budget.presentation import GRID
from modules.responsible.activities.frugal_budget.scoring import (
    ENOUGH,
    HELPS,
    portfolio_score,
    rewriting_score,
    robustness_score,
)
from modules.responsible.activities.frugal_budget.solver import (
    Bill,
    Case,
    Picks,
    best,
    bill,
    by_value,
    unsettled,
    without_ai,
)
from modules.responsible.activities.frugal_budget.uses import (
    LEVELS,
    METHODS,
    NONE,
    budget,
    models,
    use_named,
    uses,
)
from tests.modules.runs import Played

ACTIVITY = frugal_budget.load()
CASES = [Case(level, rebound) for level in LEVELS for rebound in REBOUNDS]
IDS = [use.id for use in uses()]
MOVING = {"surveys", "planning", "clips"}
SENTENCE = "Pour répartir les salles, Amina tient le tableur chaque lundi."

picks = st.fixed_dictionaries({u.id: st.sampled_from((NONE, *u.models)) for u in uses()}).map(
    lambda chosen: {use: model for use, model in chosen.items() if model != NONE}
)


def taking(choice: Picks) -> dict[str, str]:
    """As the fields of a form."""
    return {f"use_{use}": model for use, model in choice.items()}


def played(**options: Any) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, **options)
    run.answer("prediction", guess="nearly")
    return run


def handed_in(choice: Picks | None = None, **options: Any) -> Played:
    """A run whose choice, the best one unless said, is handed in."""
    run = played(**options)
    run.explore(action="choose", **taking(best(Case()).picks if choice is None else choice))
    run.answer("mission-1", settle="1")
    return run


def looked(choice: Picks | None = None) -> Played:
    run = handed_in(choice)
    for level in LEVELS:
        run.explore(action="look", level=level, rebound="0")
    return run


def ticking(run: Played, moves: list[str], fits: str) -> Any:
    return ACTIVITY.assess("mission-2", {"moves": moves, "holds": [fits]}, run.run)


class TestReadTheUses:
    def test_twelve_uses_with_one_or_two_ways_of_taking_them(self) -> None:
        assert len(IDS) == len(set(IDS)) == 12
        assert all(1 <= len(use.options) <= 2 for use in uses())

    def test_energy_grows_from_the_low_to_the_high_hypothesis(self) -> None:
        assert all(
            low < central < high for low, central, high in (m.value for m in models().values())
        )

    def test_a_larger_model_gives_more_and_takes_more(self) -> None:
        for use in (u for u in uses() if len(u.options) == 2):
            small, large = use.options
            assert small.value < large.value
            assert small.hours > large.hours
            pairs = zip(models()[small.model].value, models()[large.model].value, strict=True)
            assert all(one < other for one, other in pairs)

    def test_every_use_says_what_each_way_without_ai_keeps(self) -> None:
        for use in uses():
            assert set(use.without) == set(METHODS)
            assert use.without[use.best_method] >= HELPS


class TestBill:
    def test_adds_value_energy_and_hours_as_by_hand(self) -> None:
        """20,000 × 0.1 Wh and 40 × 200 Wh; 24 h and 20 h; 44 and 80 points."""
        found = bill({"desk": "small", "clips": "video"}, Case())
        assert found.value == 124
        assert found.energy == pytest.approx(10_000)
        assert found.hours == pytest.approx(44)

    def test_rebound_adds_energy_and_review_but_no_value(self) -> None:
        found = bill({"desk": "small", "clips": "video"}, Case("central", 30))
        assert found.value == 124
        assert found.energy == pytest.approx(13_000)
        assert found.hours == pytest.approx(57.2)

    @given(picks, st.sampled_from(REBOUNDS))
    def test_never_falls_with_the_hypothesis(self, choice: Picks, rebound: int) -> None:
        energies = [bill(choice, Case(level, rebound)).energy for level in LEVELS]
        assert energies == sorted(energies)


class TestSolve:
    @pytest.mark.parametrize("case", CASES, ids=str)
    def test_the_bill_of_the_best_choice_is_its_own_and_holds(self, case: Case) -> None:
        found = best(case)
        assert found.bill.fits(budget())
        again = bill(found.picks, case)
        assert again.value == found.bill.value
        assert again.energy == pytest.approx(found.bill.energy)

    @given(picks, st.sampled_from(CASES))
    def test_no_choice_that_holds_is_worth_more(self, choice: Picks, case: Case) -> None:
        found = bill(choice, case)
        assert not found.fits(budget()) or found.value <= best(case).bill.value

    @pytest.mark.parametrize("level", LEVELS)
    def test_every_combination_tried_gives_the_same_and_only_one(self, level: str) -> None:
        """All 104,976 combinations, in thousandths of Wh, one by one."""
        rows = [
            [(0, 0, 0)]
            + [
                (
                    o.value,
                    round(1000 * u.volume * models()[o.model].value[LEVELS.index(level)]),
                    o.hours,
                )
                for o in u.options
            ]
            for u in uses()
        ]
        values = []
        for combination in product(*rows):
            value, energy, hours = (sum(column) for column in zip(*combination, strict=True))
            if energy <= 1000 * budget().energy and hours <= budget().hours:
                values.append(value)
        values.sort()
        assert values[-1] == best(Case(level)).bill.value
        assert values[-2] < values[-1]

    def test_published_values(self) -> None:
        assert [best(Case(level)).bill.value for level in LEVELS] == [600, 466, 366]
        assert by_value(Case()).bill.value == 320

    @pytest.mark.parametrize("level", LEVELS)
    def test_rebound_never_gives_more(self, level: str) -> None:
        values = [best(Case(level, rebound)).bill.value for rebound in REBOUNDS]
        assert values == sorted(values, reverse=True)

    def test_three_uses_change_place_and_nine_do_not(self) -> None:
        assert unsettled() == MOVING

    def test_a_way_without_ai_is_never_a_loss(self) -> None:
        for use, method in product(IDS, METHODS):
            more = best(Case(), (use, without_ai(use, method)))
            assert more.bill.value >= best(Case()).bill.value
        assert best(Case(), ("planning", without_ai("planning", "rule"))).bill.value == 493


class TestPredict:
    def test_most_useful_first_gives_about_two_thirds(self) -> None:
        assert 0.6 < by_value(Case()).bill.value / best(Case()).bill.value < 0.75
        outcome = Played(ACTIVITY).answer("prediction", guess="two_thirds")
        assert (outcome.score, outcome.success) == (1.0, True)
        assert outcome.response == {"guess": "two_thirds", "truth": "two_thirds"}

    def test_an_answer_not_offered_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="proposées"):
            Played(ACTIVITY).answer("prediction", guess="all")


class TestChoose:
    def test_traces_the_choice_and_its_bill(self) -> None:
        found = played().explore(action="choose", use_desk="small", use_clips="video")
        assert found.trace == {
            "action": "choose",
            "picks": {"desk": "small", "clips": "video"},
            "value": 124,
            "energy": 10_000,
            "hours": 44,
            "fits": True,
        }
        assert "10,0\u00a0kWh sur 30" in found.message
        assert len(msgspec.json.encode(found.workspace)) < 2000

    def test_what_exceeds_is_said(self) -> None:
        every = {use.id: use.options[-1].model for use in uses()}
        assert "dépasse" in played().explore(action="choose", **taking(every)).message

    @pytest.mark.parametrize("model", ["video", "huge", "1"])
    def test_a_model_not_offered_is_refused(self, model: str) -> None:
        with pytest.raises(AnswerRefused, match="écarté"):
            played().explore(action="choose", use_desk=model)

    def test_a_choice_handed_in_is_closed(self) -> None:
        with pytest.raises(AnswerRefused, match="déjà rendu"):
            handed_in().explore(action="choose", use_desk="small")


class TestHandIn:
    @given(picks)
    def test_scores_the_share_of_the_best_or_nothing(self, choice: Picks) -> None:
        found, highest = bill(choice, Case()), best(Case()).bill
        score = portfolio_score(found, highest, budget())
        assert 0.0 <= score <= 1.0
        assert (score > 0) == (found.fits(budget()) and found.value > 0)
        assert portfolio_score(highest, highest, budget()) == 1.0

    def test_420_points_are_what_the_mission_asks(self) -> None:
        highest = best(Case()).bill
        assert portfolio_score(Bill(420), highest, budget()) >= ENOUGH
        assert portfolio_score(Bill(418), highest, budget()) < ENOUGH

    @pytest.mark.parametrize("mode", ["text", "visual"])
    def test_the_best_choice_scores_all_in_both_versions(self, mode: str) -> None:
        run = played(mode=mode)
        chosen = taking(best(Case()).picks)
        run.explore(action="choose", **chosen)
        outcome = run.answer("mission-1", **(chosen if mode == "visual" else {}))
        assert (outcome.score, outcome.success, outcome.done) == (1.0, True, True)
        assert outcome.response["value"] == outcome.response["best"] == 466

    def test_the_choice_sent_by_the_page_comes_first(self) -> None:
        run = played()
        run.explore(action="choose", use_desk="small")
        outcome = run.answer("mission-1", use_clips="video", settle="1")
        assert outcome.response["picks"] == {"clips": "video"}

    def test_too_little_is_not_the_end_and_says_what_to_try(self) -> None:
        run = played()
        run.explore(action="choose", use_clips="video")
        outcome = run.answer("mission-1")
        assert (outcome.done, outcome.score) == (False, 0.0)
        assert "modèle plus petit" in outcome.feedback

    def test_too_much_is_not_the_end_and_earns_nothing_when_settled(self) -> None:
        every = taking({use.id: use.options[-1].model for use in uses()})
        run = played()
        run.explore(action="choose", **every)
        assert "dépasse" in run.answer("mission-1").feedback
        outcome = run.answer("mission-1", settle="1")
        assert (outcome.done, outcome.score, outcome.success) == (True, 0.0, False)

    def test_nothing_of_the_best_choices_is_shown_before(self) -> None:
        assert "uses" not in Played(ACTIVITY).view()
        view = played().view()
        assert "looks" not in view
        assert "moved" not in view
        with pytest.raises(AnswerRefused, match="Rendez d’abord"):
            played().explore(action="look", level="low", rebound="0")


class TestLook:
    def test_shows_the_hypotheses_asked_and_those_alone(self) -> None:
        run = handed_in()
        found = run.explore(action="look", level="high", rebound="0")
        assert found.trace["value"] == 366
        looks = run.view()["looks"]
        assert looks["values"] == {"low": None, "central": None, "high": 366}
        assert all(cell is None for row in looks["rows"] for _, cell in row["cells"][:2])
        assert looks["missing"] == ["basse", "centrale"]

    def test_another_rebound_is_asked_again(self) -> None:
        run = looked()
        run.explore(action="look", level="central", rebound="30")
        assert run.view()["looks"]["values"] == {"low": None, "central": 380, "high": None}

    @pytest.mark.parametrize("rebound", ["", "-10", "15", "60", "beaucoup"])
    def test_a_rebound_not_offered_is_refused(self, rebound: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 50"):
            handed_in().explore(action="look", level="low", rebound=rebound)

    def test_a_hypothesis_not_offered_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="basse, centrale ou haute"):
            handed_in().explore(action="look", level="median", rebound="0")


class TestRobustness:
    @given(st.sets(st.sampled_from(IDS)), st.booleans())
    def test_stays_in_bounds_and_a_right_tick_never_costs(
        self, ticked: set[str], fits: bool
    ) -> None:
        score = robustness_score(ticked, MOVING, holds=fits)
        assert 0.0 <= score <= 1.0
        for use in IDS:
            more = robustness_score(ticked | {use}, MOVING, holds=fits)
            assert (more >= score) if use in MOVING or use in ticked else (more <= score)

    def test_the_three_uses_and_the_right_fate_score_all(self) -> None:
        outcome = ticking(looked(), sorted(MOVING), "both")
        assert (outcome.score, outcome.success) == (1.0, True)
        assert outcome.response["truth"] == "both"
        assert "9 autres" in outcome.feedback

    def test_ticking_everything_finds_a_quarter(self) -> None:
        assert ticking(looked(), IDS, "fits").score == pytest.approx(2 / 3 * 3 / 12)

    @pytest.mark.parametrize(
        ("choice", "fate"),
        [
            ({}, "fits"),
            ({"clips": "video", "grants": "reasoning", "mails": "large"}, "energy"),
            ({"mails": "small", "letters": "small", "plain": "small", "desk": "small",
              "alt": "small"}, "hours"),
            (best(Case()).picks, "both"),
        ],
    )  # fmt: skip
    def test_the_fate_is_that_of_ones_own_choice(self, choice: Picks, fate: str) -> None:
        assert holds(bill(choice, GROWN)) == fate
        assert ticking(looked(choice), ["desk"], fate).score == pytest.approx(1 / 3)

    def test_the_three_hypotheses_are_looked_at_first(self) -> None:
        run = handed_in()
        run.explore(action="look", level="low", rebound="0")
        with pytest.raises(AnswerRefused, match="trois hypothèses"):
            ticking(run, sorted(MOVING), "both")

    def test_no_use_or_no_fate_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="au moins un usage"):
            ticking(looked(), [], "both")
        with pytest.raises(AnswerRefused, match="30\u00a0%"):
            ticking(looked(), ["clips"], "")


class TestRewrite:
    def ready(self) -> Played:
        run = looked()
        run.answer("mission-2", moves="clips", holds="both")
        return run

    def rewritten(self, use: str, method: str, grid: list[str], text: str = SENTENCE) -> Any:
        form = {"use": [use], "method": [method], "sentence": [text], "grid": grid}
        return ACTIVITY.assess("mission-3", form, self.ready().run)

    @given(st.integers(0, 100), st.integers(0, len(GRID)))
    def test_stays_in_bounds_and_never_falls_when_more_is_kept(
        self, kept: int, ticked: int
    ) -> None:
        score = rewriting_score(kept, ticked, len(GRID))
        assert 0.0 <= score <= 1.0
        assert rewriting_score(min(100, kept + 1), ticked, len(GRID)) >= score

    def test_a_way_that_suits_and_a_whole_sentence_score_all(self) -> None:
        outcome = self.rewritten("planning", "rule", list(GRID))
        assert (outcome.score, outcome.success) == (1.0, True)
        assert "de 466 à 493 points" in outcome.feedback

    def test_the_sentence_is_not_kept(self) -> None:
        outcome = self.rewritten("planning", "rule", ["need"])
        assert outcome.response == {
            "use": "planning",
            "method": "rule",
            "length": len(SENTENCE),
            "grid": ["need"],
        }

    @pytest.mark.parametrize(
        ("use", "method", "score"),
        [("clips", "rule", 0.5), ("letters", "person", 0.75), ("mails", "page", 0.75)],
    )
    def test_a_way_that_helps_counts_half(self, use: str, method: str, score: float) -> None:
        assert self.rewritten(use, method, list(GRID)).score == pytest.approx(score)

    @pytest.mark.parametrize(("use", "method"), list(product(IDS, METHODS)))
    def test_every_way_of_every_use_has_its_sentence(self, use: str, method: str) -> None:
        kept = use_named(use).without[method]
        assert f"{kept}\u00a0%" in self.rewritten(use, method, []).feedback

    @pytest.mark.parametrize(
        ("use", "method", "text", "said"),
        [
            ("", "rule", SENTENCE, "l’usage à récrire"),
            ("planning", "magic", SENTENCE, "sans IA"),
            ("planning", "rule", "Au tableur.", "30 signes"),
        ],
    )
    def test_what_is_missing_is_said(self, use: str, method: str, text: str, said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            self.rewritten(use, method, [], text)
