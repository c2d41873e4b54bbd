"""Which items are asked: one a step, of the pool, others the second time."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.placement.drawing import TooFewItems, draw_items
from caire.placement.routing import Step, steps_of
from tests.caire.placement.rules import bank, dispense, entry

TODAY = date(2026, 12, 1)


class TestDrawItems:
    @settings(max_examples=20, deadline=None)
    @given(st.text(max_size=8))
    def test_gives_each_step_an_item_on_its_competency_and_none_twice(self, seed: str) -> None:
        for test in (dispense(), entry()):
            drawn = draw_items(steps_of(test), bank(), seed=seed, seen=(), today=TODAY)
            items = [bank()[name] for name in drawn]

            assert len(set(drawn)) == len(steps_of(test))
            assert [i.head.competency_group for i in items] == [
                step.competency for step in steps_of(test)
            ]
            assert {i.head.pool for i in items} == {"placement"}

    @settings(max_examples=20, deadline=None)
    @given(st.text(max_size=8), st.text(max_size=8))
    def test_asks_others_the_second_time(self, first: str, second: str) -> None:
        steps = steps_of(dispense())
        seen = draw_items(steps, bank(), seed=first, seen=(), today=TODAY)
        drawn = draw_items(steps, bank(), seed=second, seen=seen, today=TODAY)

        assert not set(seen) & set(drawn)

    def test_is_the_same_for_the_same_seed(self) -> None:
        draws = {
            draw_items(steps_of(entry()), bank(), seed="s", seen=(), today=TODAY) for _ in range(2)
        }

        assert len(draws) == 1

    def test_tells_which_competency_lacks_items(self) -> None:
        with pytest.raises(TooFewItems) as refusal:
            draw_items([Step("", "caire.c9.9")], bank(), seed="", seen=(), today=TODAY)

        assert refusal.value.competency == "caire.c9.9"
