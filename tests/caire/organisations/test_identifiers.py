"""Official numbers: what is accepted, however it is typed, and what is refused, and why."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.organisations.errors import BadIdentifier
from caire.organisations.identifiers import (
    UAI_LETTERS,
    checked_nda,
    checked_siren,
    checked_siret,
    checked_uai,
)

Check = Callable[[str], str]


def fault(check: Check, typed: str) -> str:
    with pytest.raises(BadIdentifier) as refused:
        check(typed)
    return refused.value.fault


class TestANumber:
    @pytest.mark.parametrize(
        ("check", "number"),
        [
            (checked_siren, "732829320"),
            (checked_siren, "356000000"),
            (checked_siret, "73282932000074"),
            (checked_siret, "19753471200017"),
            (checked_siret, "77572257201109"),
            (checked_siret, "35600000000048"),
            (checked_siret, "35600000049837"),
            (checked_siret, "35600000009075"),
            (checked_uai, "0211237F"),
            (checked_uai, "0751717J"),
            (checked_uai, "0753431X"),
            (checked_nda, "11755993375"),
            (checked_nda, "04973000097"),
        ],
    )
    def test_that_is_right_is_accepted(self, check: Check, number: str) -> None:
        assert check(number) == number

    @pytest.mark.parametrize(
        ("check", "typed", "why"),
        [
            (checked_siren, "732829321", "key"),
            (checked_siret, "73282932000079", "key"),
            (checked_siret, "35600000012345", "key"),
            (checked_uai, "0211237G", "key"),
            (checked_siret, "732829320", "format"),
            (checked_nda, "1175599337", "format"),
            (checked_uai, "211237F", "format"),
            (checked_siret, "184127645108946", "personal"),
            (checked_nda, "1234567890A", "personal"),
        ],
    )
    def test_that_is_wrong_is_refused_with_the_reason(
        self, check: Check, typed: str, why: str
    ) -> None:
        assert fault(check, typed) == why

    def test_may_be_typed_with_spaces_dots_and_small_letters(self) -> None:
        assert checked_siret("732\u202f829 320.000\xa074") == "73282932000074"
        assert checked_uai("0211237 f") == "0211237F"

    @given(st.integers(0, 9_999_999), st.sampled_from(UAI_LETTERS))
    def test_of_a_school_has_one_right_letter_and_others_may_be_confirmed(
        self, digits: int, letter: str
    ) -> None:
        number = f"{digits:07}{letter}"
        assert checked_uai(number, accept_other_key=True) == number
        if UAI_LETTERS[digits % 23] != letter:
            assert fault(checked_uai, number) == "key"

    @given(st.integers(0, 99_999_999_999_999), st.integers(0, 13), st.integers(1, 9))
    def test_with_one_wrong_digit_is_never_taken_for_right(
        self, number: int, place: int, step: int
    ) -> None:
        siret = f"{number:014}"
        wrong = siret[:place] + str((int(siret[place]) + step) % 10) + siret[place + 1 :]
        right = [n for n in (siret, wrong) if accepted(n)]
        if not siret.startswith("356000000") and not wrong.startswith("356000000"):
            assert len(right) < 2


def accepted(siret: str) -> bool:
    try:
        checked_siret(siret)
    except BadIdentifier:
        return False
    return True
