"""« Le mot suivant »: the model, the steps, what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused, Mulberry32
from modules.aware.activities import next_word
from modules.aware.activities.next_word.model import MOST_WORDS, TEMPERATURES, Model
from modules.aware.activities.next_word.workshop import CORPORA, OPENINGS, model_of
from modules.shared.text_pieces import in_true_case, joined, pieces, sentences
from tests.modules.runs import Played

ACTIVITY = next_word.load()
TINY = Model(
    (("le", "chat", "dort", "."), ("le", "chat", "mange", "."), ("le", "chien", "dort", "."))
)
openings = st.lists(st.sampled_from(["le", "chat", "Bonjour", "zzz", ","]), max_size=6)


def played(*, until: str | None = None, seed: int = 1, **options: str) -> Played:
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    if until:
        run.answer("prediction", word="joint")
    if until == "mission-1":
        write(run, "0", "0", "0", "1.5", "1.5", "1.5")
        run.answer("mission-1", change="same-then-different")
    return run


def write(run: Played, *temperatures: str, **settings_: str) -> list[str]:
    """Sentences at these temperatures, one after the other."""
    return [
        run.explore(action="sentence", temperature=t, **settings_).message for t in temperatures
    ]


class TestReadTexts:
    def test_words_keep_what_ties_them_to_the_next(self) -> None:
        assert pieces("Veuillez trouver ci-joint l'accueil.") == [
            "Veuillez", "trouver", "ci-", "joint", "l’", "accueil", ".",
        ]  # fmt: skip

    def test_joined_words_read_as_french(self) -> None:
        assert joined(["peux-", "tu", "venir", "?"]) == "Peux-tu venir\u202f?"
        assert joined(["l’", "ordre", ":", "merci", "."]) == "L’ordre\u00a0: merci."

    def test_a_first_word_takes_the_case_it_bears_elsewhere(self) -> None:
        found = in_true_case(sentences("Merci Paul. Paul dit merci."))
        assert found == [["merci", "Paul", "."], ["Paul", "dit", "merci", "."]]

    def test_an_abbreviation_does_not_end_a_sentence(self) -> None:
        assert sentences("Mr. Fogg sortit.") == [["Mr", "Fogg", "sortit", "."]]


class TestModel:
    def test_three_levels_are_weighted(self) -> None:
        # After « le chat »: P3 = 1/2, P2 = 1/2, P1 = (2 + 0.01) / (12 + 0.01 x 6).
        chances = dict(zip(TINY.vocabulary, TINY.probabilities(["le", "chat"]), strict=True))
        assert chances["dort"] == pytest.approx(0.7 / 2 + 0.25 / 2 + 0.05 * 2.01 / 12.06)

    def test_an_unknown_context_leaves_its_weight_to_the_others(self) -> None:
        chances = dict(zip(TINY.vocabulary, TINY.probabilities(["un", "tapir"]), strict=True))
        assert chances["le"] == pytest.approx(3.01 / 12.06)

    @given(openings, st.sampled_from(TEMPERATURES))
    def test_shares_sum_to_one(self, words: list[str], temperature: str) -> None:
        assert sum(c.share for c in TINY.ranked(words, temperature)) == pytest.approx(1)

    def test_at_zero_equal_words_go_in_the_order_of_characters(self) -> None:
        assert TINY.next_word(["le", "chat"], "0", Mulberry32(1)) == "dort"

    @given(openings, st.sampled_from(TEMPERATURES), st.integers(0, 2**32))
    def test_the_same_seed_writes_the_same_sentence(
        self, words: list[str], temperature: str, seed: int
    ) -> None:
        first, second = (TINY.finish(words, temperature, Mulberry32(seed)) for _ in range(2))
        assert first == second
        assert len(first) <= MOST_WORDS

    @pytest.mark.parametrize("corpus", CORPORA)
    def test_every_corpus_can_be_counted(self, corpus: str) -> None:
        model = model_of(corpus)
        assert len(model.vocabulary) > 300
        assert sum(model.probabilities(["Bonjour"])) == pytest.approx(1)


class TestAssess:
    def test_the_most_counted_word_is_expected(self) -> None:
        outcome = played().answer("prediction", word="joint")
        assert outcome.score == 1.0
        assert "14" in outcome.feedback

    def test_another_word_is_wrong(self) -> None:
        assert played().answer("prediction", word="dessous").score == 0.0

    def test_six_sentences_are_asked_before_the_conclusion(self) -> None:
        run = played(until="prediction")
        write(run, "0", "0", "1.5")
        outcome = run.answer("mission-1", change="same-then-different")
        assert not outcome.done
        assert "1 phrase à température 0 et 2 phrases" in outcome.feedback

    def test_sentences_of_different_starts_do_not_add_up(self) -> None:
        run = played(until="prediction")
        for opening in OPENINGS[:3]:
            write(run, "0", "1.5", opening=opening)
        assert not run.answer("mission-1", change="same-then-different").done

    def test_sentences_repeat_at_zero_and_differ_above(self) -> None:
        run = played(until="prediction")
        assert len(set(write(run, "0", "0", "0"))) == 1
        assert len(set(write(run, "1.5", "1.5", "1.5"))) == 3

    def test_a_subject_never_read_is_asked_before_the_conclusion(self) -> None:
        run = played(until="mission-1")
        write(run, "0.7", corpus="recipes", opening="Faites cuire")
        assert not run.answer("mission-2", truth="always-answers").done
        write(run, "0.7", corpus="recipes", opening="La photocopieuse")
        assert run.answer("mission-2", truth="always-answers").score == 1.0

    def test_both_versions_score_alike(self) -> None:
        scores = []
        for mode in ("visual", "text"):
            run = played(until="mission-1", mode=mode)
            write(run, "0", corpus="recipes", opening="Le contrat")
            run.answer("mission-2", truth="copies")
            scores.append({step: record.score for step, record in run.done.items()})
        assert scores[0] == scores[1] == {"prediction": 1.0, "mission-1": 1.0, "mission-2": 0.0}

    @pytest.mark.parametrize(
        ("step", "sent"),
        [("prediction", {"word": "autre"}), ("prediction", {}), ("mission-1", {"change": "0"})],
    )
    def test_what_is_not_offered_is_refused(self, step: str, sent: dict[str, str]) -> None:
        run = played(until=None if step == "prediction" else "prediction")
        with pytest.raises(AnswerRefused):
            run.answer(step, **sent)

    def test_steps_come_in_order_and_once(self) -> None:
        with pytest.raises(AnswerRefused):
            played().answer("mission-2", truth="always-answers")
        with pytest.raises(AnswerRefused):
            played(until="prediction").answer("prediction", word="joint")


class TestExplore:
    def test_nothing_typed_is_traced(self) -> None:
        run = played(until="prediction")
        found = run.explore(action="sentence", typed="Mon secret")
        assert found.trace == {
            "action": "sentence", "corpus": "emails", "temperature": "0.7", "generations": 1,
        }  # fmt: skip

    def test_a_word_follows_the_words_kept(self) -> None:
        run = played(until="prediction")
        first = run.explore(action="word").message
        assert run.explore(action="word").message.startswith(first)

    def test_a_sentence_that_is_over_takes_no_word(self) -> None:
        run = played(until="prediction")
        run.explore(action="sentence")
        with pytest.raises(AnswerRefused, match="finie"):
            run.explore(action="word")

    @pytest.mark.parametrize(
        "sent",
        [
            {"action": "sing"},
            {"action": "word", "corpus": "../../etc/passwd"},
            {"action": "word", "temperature": "0.31"},
            {"action": "word", "typed": "«»"},
            {"action": "word", "typed": "a " * 13},
            {"action": "word", "typed": "a" * 81},
        ],
    )
    def test_what_cannot_be_read_is_refused(self, sent: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused):
            played(until="prediction").explore(**sent)

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(["word", "sentence", "restart"]), max_size=8))
    def test_what_is_kept_stays_small(self, actions: list[str]) -> None:
        run = played(until="prediction")
        for action in actions:
            try:
                run.explore(action=action, temperature="1.5")
            except AnswerRefused:
                run.explore(action="restart")
        assert len(str(run.workspace)) < 20_000
