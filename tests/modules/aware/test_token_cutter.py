"""« Le découpeur de jetons »: learning merges, cutting, the steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import token_cutter
from modules.aware.activities.token_cutter.cutter import (
    TRIPLES,
    count_tokens,
    cut,
    most_cut,
    sentences,
)
from modules.aware.activities.token_cutter.encoding import learn_merges, tokens
from tests.modules.runs import Played

ACTIVITY = token_cutter.load()
words = st.text(alphabet="abcdeéè", min_size=1, max_size=12)


def played(*, until: str | None = None, seed: int = 0, **options: str) -> Played:
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    if until:
        run.answer("prediction", word="b")
    return run


class TestLearn:
    def test_the_most_frequent_pair_is_merged_first(self) -> None:
        merges = learn_merges({"bon": 3, "bonbon": 2, "ton": 1}, 2)
        assert merges == [("o", "n"), ("▁b", "on")]

    def test_equal_pairs_go_in_the_order_of_characters(self) -> None:
        assert learn_merges({"ba": 2, "ab": 2}, 1) == [("▁a", "b")]

    def test_pairs_seen_once_are_not_learned(self) -> None:
        assert learn_merges({"abc": 1}, 5) == []

    @given(st.dictionaries(words, st.integers(1, 9), min_size=1, max_size=8), words)
    def test_tokens_spell_the_word(self, corpus: dict[str, int], word: str) -> None:
        ranks = {pair: rank for rank, pair in enumerate(learn_merges(corpus, 20))}
        assert "".join(tokens(word, ranks)) == "▁" + word


class TestCut:
    @given(st.text(max_size=60), st.integers(0, 200))
    def test_merges_never_add_tokens(self, text: str, known: int) -> None:
        assert len(cut(text, known).tokens) >= len(cut(text).tokens)

    def test_no_merge_leaves_the_letters(self) -> None:
        assert cut("merci", 0).tokens == ("m", "e", "r", "c", "i")

    def test_a_common_word_is_one_token(self) -> None:
        assert cut("merci").tokens == ("merci",)

    def test_french_costs_least_in_french_texts(self) -> None:
        cost = {s.lang: s.tokens / s.words for s in sentences()}
        assert min(cost, key=cost.__getitem__) == "fr"
        assert set(cost) == {"fr", "en", "oc", "br", "rcf"}

    @pytest.mark.parametrize("triple", TRIPLES)
    def test_one_word_of_three_is_cut_most(self, triple: tuple[str, ...]) -> None:
        counts = sorted(count_tokens(word) for word in triple)
        assert counts[-1] > counts[-2]


class TestAssess:
    @given(st.integers(0, 2**31))
    def test_the_word_most_cut_is_right(self, seed: int) -> None:
        run = Played(ACTIVITY, seed)
        offered = dict(run.view()["offered"])
        right = next(
            key for key, word in offered.items() if word == most_cut(tuple(offered.values()))
        )
        assert run.answer("prediction", word=right).score == 1.0

    def test_the_mission_waits_for_both_words(self) -> None:
        run = played(until="prediction")
        outcome = run.answer("mission-1", few="algorithme", many="merci")
        assert not outcome.done
        assert run.answer("mission-1", few="merci", many="algorithme").done

    def test_only_counts_are_traced(self) -> None:
        outcome = played(until="prediction").answer("mission-1", few="merci", many="algorithme")
        assert outcome.response == {"few": 1, "many": 7}

    def test_both_versions_score_alike(self) -> None:
        scores = [
            played(until="prediction", mode=m).done["prediction"].score for m in ("visual", "text")
        ]
        assert scores[0] == scores[1]

    @pytest.mark.parametrize("typed", ["", "ab", "deux mots", "r2d2", "a" * 31])
    def test_what_is_not_a_word_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="un seul mot"):
            played(until="prediction").answer("mission-1", few="merci", many=typed)

    def test_steps_come_in_order_and_once(self) -> None:
        with pytest.raises(AnswerRefused):
            played().answer("mission-1", few="merci", many="algorithme")
        with pytest.raises(AnswerRefused):
            played(until="prediction").answer("prediction", word="b")


class TestExplore:
    def test_tokens_are_read_out(self) -> None:
        found = played(until="prediction").explore(action="cut", text="merci kiwi")
        assert "5 jetons pour 2 mots" in found.message
        assert "jeton 1\u00a0: merci" in found.message

    def test_nothing_typed_is_traced(self) -> None:
        found = played(until="prediction").explore(action="cut", text="mon secret")
        assert set(found.trace) == {"words", "tokens", "merges"}

    def test_the_merges_kept_belong_to_the_text(self) -> None:
        run = played(until="prediction")
        run.explore(action="cut", text="merci beaucoup", known="2", same="1")
        assert run.view()["bench"]["known"] == 2
        run.explore(action="cut", text="bonne semaine")
        assert run.view()["bench"]["known"] == run.view()["bench"]["most"]

    @pytest.mark.parametrize(
        "sent",
        [
            {"action": "cut", "text": ""},
            {"action": "cut", "text": "a" * 121},
            {"action": "cut", "text": "a " * 21},
            {"action": "cut", "text": "merci", "known": "-1"},
            {"action": "cut", "text": "merci", "known": "beaucoup"},
            {"action": "paste", "text": "merci"},
        ],
    )
    def test_what_cannot_be_read_is_refused(self, sent: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused):
            played(until="prediction").explore(**sent)
