"""The vectors of CURRICULUM F.4.1 and F.4.2, and what holds whatever the answers."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.catalogue.course import Placement
from caire.placement.rates import chances_to_open, missed_by_slips, passed_by_luck
from caire.placement.routing import Decision, Step, decide, next_step, steps_of
from tests.caire.placement.rules import dispense, entry, rights


def asked(test: Placement, answers: tuple[bool, ...]) -> tuple[bool, ...]:
    """As many of these answers as the rule asks for; the rest is not right."""
    given: tuple[bool, ...] = ()
    while next_step(test, given) is not None:
        given += answers[len(given) : len(given) + 1] or (False,)
    return given


def validated(decision: Decision) -> str:
    return "".join(decision.validated)


class TestDispenseTest:
    @pytest.mark.parametrize(
        ("answers", "cells", "items"),
        [
            pytest.param("++++++ ++++++ +", "ABCDEF", 13, id="P1"),
            pytest.param("------", "", 6, id="P2"),
            pytest.param("+-++++ +-+++ -", "ADF", 12, id="P3"),
            pytest.param("-+++++ +++++ +", "BCDEF", 12, id="P5"),
        ],
    )
    def test_decides_as_the_vectors_say(self, answers: str, cells: str, items: int) -> None:
        given = rights(answers)

        assert next_step(dispense(), given) is None
        decision = decide(dispense(), given, stop="rule")

        assert (validated(decision), len(decision.asked)) == (cells, items)

    def test_what_is_still_open_when_time_is_over_is_not_validated(self) -> None:
        decision = decide(dispense(), rights("++++++ +++"), stop="time")  # P4

        assert validated(decision) == "ABC"
        assert dict(decision.cells) == {
            **dict.fromkeys("ABC", "validated"),
            **dict.fromkeys("DEF", "not_finished"),
        }

    def test_asks_by_rounds_the_first_question_of_each_theme_first(self) -> None:
        cells = "".join(step.cell for step in steps_of(dispense()))

        assert cells == "ABCDEFABCDEFE"

    def test_refuses_more_answers_than_it_asks(self) -> None:
        with pytest.raises(ValueError, match="asks 6 questions"):
            decide(dispense(), rights("-------"), stop="rule")


class TestEntryTest:
    @pytest.mark.parametrize(
        ("answers", "opens", "items"),
        [
            pytest.param("++++++++++", True, 10, id="E1"),
            pytest.param("-+-", False, 3, id="E2"),
            pytest.param("++++---", False, 7, id="E3"),
            pytest.param("+++++++++--+", True, 12, id="two not right, then the tenth"),
        ],
    )
    def test_decides_as_the_vectors_say(self, answers: str, opens: bool, items: int) -> None:
        given = rights(answers)

        assert next_step(entry(), given) is None
        decision = decide(entry(), given, stop="rule")

        assert (decision.passed, len(decision.asked)) == (opens, items)

    def test_e4_two_not_right_on_c8_and_c9_opens_after_twelve(self) -> None:
        answers = tuple(
            not step.competency.startswith(("caire.c8.", "caire.c9.")) for step in steps_of(entry())
        )

        assert next_step(entry(), answers) is None
        assert decide(entry(), answers, stop="rule").passed
        assert len(asked(entry(), answers)) == 12

    def test_opens_nothing_when_it_is_stopped(self) -> None:
        decision = decide(entry(), rights("+++++++++"), stop="learner")

        assert decision.passed is False


class TestWhateverTheAnswers:
    @given(st.lists(st.booleans(), min_size=13, max_size=13))
    def test_a_theme_is_validated_when_all_its_answers_are_right(self, answers: list[bool]) -> None:
        given = asked(dispense(), tuple(answers))
        decision = decide(dispense(), given, stop="rule")

        for cell in dispense().cells:
            own = [r for s, r in zip(decision.asked, given, strict=True) if s.cell == cell.id]
            assert (cell.id in decision.validated) == (own == [True] * len(cell.competencies))
        assert "not_finished" not in dict(decision.cells).values()
        assert 6 <= len(given) <= 13

    @given(st.lists(st.booleans(), min_size=13, max_size=13), st.integers(0, 12))
    def test_a_better_answer_never_validates_less(self, answers: list[bool], place: int) -> None:
        """Compared by theme: what is asked next depends on the answers."""
        by_step = dict(zip(steps_of(dispense()), answers, strict=False))
        better = {**by_step, list(by_step)[place % len(by_step)]: True}

        assert set(_validated_with(by_step)) <= set(_validated_with(better))

    @given(st.lists(st.booleans(), min_size=12, max_size=12))
    def test_an_entry_test_ends_with_ten_right_or_before(self, answers: list[bool]) -> None:
        given = asked(entry(), tuple(answers))
        decision = decide(entry(), given, stop="rule")

        assert len(given) <= 12
        assert decision.passed == (sum(given) >= 10)
        assert decision.passed or given.count(False) >= 2

    @given(st.lists(st.booleans(), max_size=13))
    def test_the_same_answers_ask_the_same_question(self, answers: list[bool]) -> None:
        given = asked(dispense(), tuple(answers))

        assert [next_step(dispense(), given[:n]) for n in range(len(given))] == sorted(
            next_step(dispense(), given[:n]) or 0 for n in range(len(given))
        )


def _validated_with(by_step: Mapping[Step, bool]) -> tuple[str, ...]:
    """The themes validated when each step has its own answer."""
    steps, given = steps_of(dispense()), list[bool]()
    while (place := next_step(dispense(), given)) is not None:
        given.append(by_step[steps[place]])
    return decide(dispense(), given, stop="rule").validated


class TestPublishedRates:
    @pytest.mark.parametrize(("cell", "luck", "slips"), [("A", 0.03, 0.19), ("E", 0.005, 0.27)])
    def test_follow_from_the_number_of_questions(
        self, cell: str, luck: float, slips: float
    ) -> None:
        assert passed_by_luck(dispense(), cell) == pytest.approx(luck, abs=0.0015)
        assert missed_by_slips(dispense(), cell) == pytest.approx(slips, abs=0.005)

    def test_of_an_entry_test_are_those_of_the_specification(self) -> None:
        expected = {0.5: 0.02, 0.7: 0.25, 0.8: 0.55, 0.9: 0.88, 0.95: 0.98}

        assert dict(chances_to_open(entry())) == pytest.approx(expected, abs=0.0051)
