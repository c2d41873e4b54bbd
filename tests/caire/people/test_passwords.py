"""The password rule: CNIL, deliberation 2022-100; and how passwords are kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.people.errors import PasswordRefused
from caire.people.passwords import (
    COMMON,
    GUESSABLE,
    MIN_BITS,
    PERSONAL,
    TOO_LONG,
    TOO_SHORT,
    accepted_hash,
    common_words,
    estimated_bits,
    matches,
    password_faults,
    renewed_hash,
)
from tests.support.client import PASSWORD

KEYS = st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs")), max_size=60)
WORDS = sorted(word for word in common_words() if word.isalpha())
# With a hash of other parameters: argon2id, 8 MiB, one round, of the password « old ».
OLD_HASH = (
    "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
    "J3bWmjNoAQRTdRKdgMWxGpg3ipTgw3Y2ZQVkxaeb8N0"
)


class TestAcceptingAPassword:
    @pytest.mark.parametrize(
        "password",
        [
            "gR7!kp2#Wz9m",  # the CNIL's first example: twelve signs of four kinds
            "gR7kp2Wz9mTq4x",  # its second: fourteen signs, without special ones
            "mon chat dort sur le vieux clavier",  # its third: a phrase of seven words
            "数据隐私是每个人的权利也是责任吗朋友",
            PASSWORD,
        ],
    )
    def test_follows_the_recommendation(self, password: str) -> None:
        assert password_faults(password) == ()

    @pytest.mark.parametrize(
        ("password", "fault"),
        [
            ("gR7!kp2#Wz9", TOO_SHORT),
            ("x" * 129, TOO_LONG),
            ("motdepasse123", COMMON),
            ("M0tDeP@sse", TOO_SHORT),
            ("M0tDeP@sse2026!", GUESSABLE),
            ("Azertyuiop123456", COMMON),
            ("vélo-girafe-lampe-tunnel", GUESSABLE),  # four words of the list
            ("aaaaaaaaaaaaaaaaaaaaaaaa", GUESSABLE),
            ("abcabcabcabcabcabcabcabc", GUESSABLE),
            ("123456789012345678901234", GUESSABLE),
            ("qsdfghjklmqsdfghjklm", GUESSABLE),
            ("lettresminus", GUESSABLE),
        ],
    )
    def test_refuses_with_the_reason(self, password: str, fault: str) -> None:
        assert password_faults(password)[0] == fault

    def test_refuses_what_is_known_of_its_owner(self) -> None:
        for password in ("Je suis Élodie depuis 1987 !", "carotte elo.dupont navet 42"):
            faults = password_faults(password, email="elo.dupont@exemple.fr", names=("Élodie",))
            assert PERSONAL in faults
        assert password_faults("Je suis Elodie depuis 1987 !", names=("Al", "")) == ()

    def test_lets_short_names_pass_where_they_stand_by_chance(self) -> None:
        assert password_faults("mon chat dort sur le vieux clavier", names=("Léo", "Le")) == ()

    @given(st.lists(st.sampled_from(WORDS), min_size=7, max_size=7, unique=True))
    def test_takes_seven_different_words_whichever_they_are(self, words: list[str]) -> None:
        phrase = " ".join(words)
        if len(phrase) <= 128:
            assert password_faults(phrase) == ()

    @given(KEYS, st.integers(0, 60))
    def test_never_makes_a_password_worse_that_begins_again(self, text: str, more: int) -> None:
        """Typing the beginning again adds little, but takes nothing away."""
        if estimated_bits(text) >= MIN_BITS and len(text) + more <= 128:
            assert estimated_bits(text + text[:more]) >= estimated_bits(text) - 2 * 6.7

    @given(KEYS)
    def test_counts_a_repetition_as_one_sign(self, text: str) -> None:
        assert estimated_bits(text * 3) <= estimated_bits(text) + 7

    @given(KEYS)
    def test_judges_alike_whatever_keyboard_typed_the_accents(self, text: str) -> None:
        decomposed = unicodedata.normalize("NFD", text)
        assert password_faults(decomposed) == password_faults(unicodedata.normalize("NFC", text))

    @given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=30))
    def test_has_an_answer_for_whatever_is_typed(self, text: str, email: str, name: str) -> None:
        password_faults(text, email=email, names=(name,))


class TestKeepingAPassword:
    def test_recognises_it_and_nothing_else(self) -> None:
        kept = accepted_hash(PASSWORD)

        assert kept.startswith("$argon2id$")
        assert matches(kept, PASSWORD)
        assert not matches(kept, PASSWORD + " ")

    def test_recognises_accents_in_one_sign_or_two(self) -> None:
        kept = accepted_hash(unicodedata.normalize("NFD", "une élève à vélo sur le pré vert"))

        assert matches(kept, unicodedata.normalize("NFC", "une élève à vélo sur le pré vert"))

    def test_opens_no_account_that_has_none(self) -> None:
        assert not matches(None, "nobody has this password")
        assert not matches("not a hash", PASSWORD)

    def test_is_refused_when_it_breaks_the_rule(self) -> None:
        with pytest.raises(PasswordRefused) as refused:
            accepted_hash("court")
        assert refused.value.faults == (TOO_SHORT,)

    def test_is_renewed_when_the_parameters_have_grown(self) -> None:
        assert renewed_hash(accepted_hash(PASSWORD), PASSWORD) is None
        renewed = renewed_hash(OLD_HASH, PASSWORD)
        assert renewed is not None
        assert matches(renewed, PASSWORD)
