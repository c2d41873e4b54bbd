"""Points and feedback of an answer: CURRICULUM B.4, example by example."""

import pytest
from hypothesis import given

from caire.assessment.items import Item
from caire.assessment.responses import parse
from caire.assessment.scoring import Scored, score
from tests.caire.assessment.bank import (
    CATEGORISE,
    ITEMS,
    KEYS,
    MATCH,
    MULTIPLE,
    NUMERIC,
    ORDER,
    SCENARIO,
    SINGLE,
    SPOT,
    TRUE_FALSE,
)
from tests.caire.assessment.strategies import Form, answered


def scored(item: Item, form: Form) -> Scored:
    return score(item, parse(item, form))


def ranks(order: str) -> Form:
    return {f"position-e{name}": [str(n)] for n, name in enumerate(order, start=1)}


def told(result: Scored) -> list[tuple[str | None, bool | None, str]]:
    return [(f.target, f.right, f.text["fr"]) for f in result.feedback]


class TestScoreAnyItem:
    @given(answered())
    def test_points_stay_between_0_and_1(self, case: tuple[Item, Form]) -> None:
        assert 0 <= scored(*case).points <= 1

    @given(answered())
    def test_correct_means_at_least_60_percent(self, case: tuple[Item, Form]) -> None:
        result = scored(*case)
        assert result.correct == (result.points >= 0.6)

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.head.id)
    def test_the_key_scores_1(self, item: Item) -> None:
        result = scored(item, KEYS[item.head.id])
        assert result.points == 1
        assert result.correct
        assert all(f.right for f in result.feedback)

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.head.id)
    def test_no_answer_scores_0_and_is_told_nothing(self, item: Item) -> None:
        assert score(item, None) == Scored(0.0, correct=False, feedback=())

    def test_the_answer_to_another_item_is_a_programming_error(self) -> None:
        with pytest.raises(TypeError):
            score(ORDER, parse(SINGLE, {"choice": ["a"]}))


class TestScoreChoices:
    def test_a_wrong_choice_scores_0_and_hears_why_without_the_key(self) -> None:
        result = scored(SINGLE, {"choice": ["b"]})
        assert result.points == 0
        assert told(result) == [("b", False, "TOLD of b")]

    @pytest.mark.parametrize(
        ("ticked", "points"), [(["a"], 0.5), (["a", "c"], 0.0), (["c", "d"], 0.0), (["c"], 0.0)]
    )
    def test_a_wrong_tick_cancels_a_right_one(self, ticked: list[str], points: float) -> None:
        assert scored(MULTIPLE, {"choice": ticked}).points == points


class TestScoreVerdicts:
    def test_the_right_verdict_for_a_wrong_reason_scores_0(self) -> None:
        result = scored(TRUE_FALSE, {"verdict": ["false"], "justification": ["b"]})
        assert result.points == 0
        assert told(result) == [("b", False, "TOLD of b")]

    def test_the_wrong_verdict_is_told_first(self) -> None:
        result = scored(TRUE_FALSE, {"verdict": ["true"], "justification": ["a"]})
        assert result.points == 0
        assert told(result)[0] == ("true", False, "TOLD of verdict")


class TestScoreOrders:
    @pytest.mark.parametrize(
        ("order", "points"),
        [("1234", 1.0), ("2134", 2 / 3), ("2143", 1 / 3), ("3412", 0.0), ("4321", 0.0)],
    )
    def test_each_swapped_pair_costs(self, order: str, points: float) -> None:
        assert scored(ORDER, ranks(order)).points == pytest.approx(points)

    def test_only_the_swapped_pairs_are_explained(self) -> None:
        assert told(scored(ORDER, ranks("2134"))) == [(None, None, "TOLD of e1")]


class TestScorePlacings:
    @pytest.mark.parametrize(
        ("places", "points"),
        [("1234", 1.0), ("1243", 0.5), ("1342", 0.0), ("4321", 0.0), ("1233", 0.75)],
    )
    def test_below_half_of_right_places_nothing_is_given(self, places: str, points: float) -> None:
        form = {f"place-g{n}": [f"d{place}"] for n, place in enumerate(places, start=1)}
        assert scored(MATCH, form).points == points

    def test_each_element_hears_whether_it_is_in_its_place(self) -> None:
        result = scored(CATEGORISE, {f"place-e{n}": ["yes"] for n in range(1, 6)})
        assert [f.right for f in result.feedback] == [True, True, False, False, False]
        assert result.points == 0


class TestScoreSpottedPassages:
    @pytest.mark.parametrize(
        ("chosen", "points"), [(["2"], 2 / 3), (["2", "3"], 0.5), (["1", "3"], 0.0)]
    )
    def test_points_balance_what_is_found_and_what_is_said_in_error(
        self, chosen: list[str], points: float
    ) -> None:
        assert scored(SPOT, {"passage": chosen}).points == pytest.approx(points)


class TestScoreNumbers:
    @pytest.mark.parametrize(
        ("written", "points", "remark"),
        [
            ("14,4", 1.0, "the right value"),
            ("14,7", 1.0, "the right value"),
            ("14,71", 0.5, "any other value"),
            ("45", 0.5, "any other value"),
            ("45,1", 0.0, "any other value"),
            ("14400", 0.0, "watt-hours"),
            ("14500", 0.0, "watt-hours"),
            ("0,72", 0.0, "one person"),
            ("-14,4", 0.0, "any other value"),
        ],
    )
    def test_known_mistakes_are_named(self, written: str, points: float, remark: str) -> None:
        result = scored(NUMERIC, {"value": [written]})
        assert result.points == points
        assert [text for _, _, text in told(result)] == [f"TOLD of {remark}"]


class TestScoreScenarios:
    @pytest.mark.parametrize(
        ("first", "then", "points"),
        [("c", "b", 1.0), ("b", "b", 0.75), ("c", "a", 0.5), ("b", "a", 0.25), ("a", "a", 0.0)],
    )
    def test_the_points_of_the_way_are_added(self, first: str, then: str, points: float) -> None:
        second = {"a": "n2", "b": "n3", "c": "n4"}[first]
        form = {"node-n1": [first], f"node-{second}": [then]}
        assert scored(SCENARIO, form).points == points

    def test_a_critical_choice_caps_the_rest(self) -> None:
        result = scored(SCENARIO, {"node-n1": ["a"], "node-n2": ["b"]})
        assert result.points == 0.3
        assert told(result) == [("n1.a", False, "TOLD of a"), ("n2.b", True, "TOLD of b")]

    def test_says_whether_a_critical_choice_was_made(self) -> None:
        assert scored(SCENARIO, {"node-n1": ["a"], "node-n2": ["b"]}).critical
        assert not scored(SCENARIO, {"node-n1": ["b"], "node-n3": ["a"]}).critical
