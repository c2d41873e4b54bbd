"""What a page may show before and after an answer."""

from dataclasses import asdict

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.correction import Remarks, remarks, solution
from caire.assessment.items import Item
from caire.assessment.presentation import ItemView, present
from caire.assessment.responses import parse
from caire.assessment.scoring import score
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

seeds = st.text(max_size=20)
any_item = st.sampled_from(ITEMS)


def shown(item: Item, seed: str | None = "s", language: str = "fr") -> ItemView:
    return present(item, seed=seed, language=language)


def ids(parts: tuple[tuple[str, str], ...]) -> list[str]:
    return [name for name, _ in parts]


def told(item: Item, form: Form, *, whole: bool = False) -> Remarks:
    response = parse(item, form)
    return remarks(item, response, score(item, response), language="fr", whole=whole)


class TestPresent:
    @given(any_item, seeds)
    def test_no_key_and_no_feedback_reaches_the_page(self, item: Item, seed: str) -> None:
        text = msgspec.json.encode(asdict(shown(item, seed))).decode()
        for secret in ("TOLD", "DIAGNOSIS", "critical", "points", '"key"', "tolerance", "14.4"):
            assert secret not in text

    @given(any_item, seeds)
    def test_the_same_seed_gives_the_same_page(self, item: Item, seed: str) -> None:
        assert shown(item, seed) == shown(item, seed)

    @given(any_item, seeds, seeds)
    def test_a_seed_changes_the_order_and_nothing_else(
        self, item: Item, one: str, other: str
    ) -> None:
        first, second = shown(item, one), shown(item, other)
        for parts in ("options", "rows", "columns", "passages"):
            assert sorted(getattr(first, parts)) == sorted(getattr(second, parts))
        assert [sorted(n.options) for n in first.nodes] == [sorted(n.options) for n in second.nodes]

    def test_every_order_comes_up(self) -> None:
        orders = {tuple(ids(shown(SINGLE, str(n)).options)) for n in range(200)}
        assert len(orders) == 6

    def test_the_key_is_as_often_at_each_place(self) -> None:
        places = [ids(shown(SINGLE, f"seed {n}").options).index("a") for n in range(3000)]
        assert all(900 < places.count(place) < 1100 for place in range(3))

    def test_texts_to_read_in_order_stay_in_order(self) -> None:
        for seed in ("a", "b", "c"):
            assert ids(shown(SPOT, seed).passages) == ["1", "2", "3", "4", "5"]
            assert ids(shown(CATEGORISE, seed).columns) == ["yes", "no"]

    def test_without_a_seed_the_order_is_that_of_the_file(self) -> None:
        assert ids(shown(ORDER, None).options) == ["e1", "e2", "e3", "e4"]

    def test_how_many_answers_are_expected_is_said(self) -> None:
        assert (shown(MULTIPLE).expected, shown(SPOT).expected, shown(SINGLE).expected) == (
            2,
            2,
            None,
        )

    def test_a_step_says_which_choices_lead_to_it(self) -> None:
        view = shown(SCENARIO)
        assert {node.id: node.asked_after for node in view.nodes} == {
            "n1": (),
            "n2": (("n1", "a"),),
            "n3": (("n1", "b"),),
            "n4": (("n1", "c"),),
        }

    def test_a_text_that_is_not_translated_is_shown_in_french(self) -> None:
        view = shown(SINGLE, language="en")
        assert view.stem == "What to do?"
        assert view.options[0].text.startswith("choix")


class TestRemark:
    @given(answered())
    def test_nothing_is_said_of_what_was_not_chosen(self, case: tuple[Item, Form]) -> None:
        item, form = case
        chosen = {value for values in form.values() for value in values}
        elements = {name.partition("-")[2] for name in form}
        ways = {f"{name.partition('-')[2]}.{values[0]}" for name, values in form.items()}
        assert set(told(item, form).by_id) <= chosen | elements | ways

    def test_a_right_verdict_is_said_even_for_a_wrong_reason(self) -> None:
        found = told(TRUE_FALSE, {"verdict": ["false"], "justification": ["b"]})
        assert found.by_id == {"false": ("right", ""), "b": ("wrong", "TOLD of b")}

    def test_the_whole_correction_also_speaks_of_the_other_choices(self) -> None:
        found = told(SINGLE, {"choice": ["b"]}, whole=True)
        assert {name: state for name, (state, _) in found.by_id.items()} == {
            "a": "missed",
            "b": "wrong",
            "c": "neutral",
        }

    def test_what_is_about_the_whole_answer_stands_apart(self) -> None:
        found = told(NUMERIC, {"value": ["14,4"]})
        assert found == Remarks({}, (("right", "TOLD of the right value"),))


class TestSolve:
    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            (SINGLE, ["choix a"]),
            (MULTIPLE, ["choix a", "choix b"]),
            (ORDER, ["étape 1", "étape 2", "étape 3", "étape 4"]),
            (SPOT, ["passage 2.", "passage 4."]),
            (NUMERIC, ["14,4"]),
            (SCENARIO, ["choix c", "choix b"]),
        ],
    )
    def test_the_expected_answer_is_told_in_words(self, item: Item, expected: list[str]) -> None:
        assert [answer.text for answer in solution(item, "fr").answers] == expected

    def test_elements_are_told_with_their_place(self) -> None:
        placed = solution(MATCH, "fr").answers
        assert [(answer.text, answer.place) for answer in placed][0] == ("gauche 1", "droite 1")

    def test_numbers_are_written_as_the_language_does(self) -> None:
        assert solution(NUMERIC, "en").answers[0].text == "14.4"

    @pytest.mark.parametrize(("language", "unit"), [("fr", "personnes"), ("en", "people")])
    def test_a_unit_is_said_in_the_language_that_has_a_word_for_it(
        self, language: str, unit: str
    ) -> None:
        item = msgspec.structs.replace(NUMERIC, unit="personnes", unit_in={"en": "people"})
        assert shown(item, language=language).unit == unit
        assert solution(item, language).unit == unit

    def test_a_unit_that_is_the_same_everywhere_is_written_once(self) -> None:
        assert shown(NUMERIC, language="en").unit == "kWh"

    def test_a_verdict_comes_with_its_reason(self) -> None:
        found = solution(TRUE_FALSE, "fr")
        assert (found.verdict, [a.id for a in found.answers]) == ("false", ["a"])

    def test_the_ways_of_the_key_are_those_of_the_solution(self) -> None:
        made = [f"{n.removeprefix('node-')}.{v[0]}" for n, v in KEYS[SCENARIO.head.id].items()]
        assert [answer.id for answer in solution(SCENARIO, "fr").answers] == made
