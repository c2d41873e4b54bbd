"""`act.rag-bm25`: the engine finds by words, the answer is worth what was found."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import document_search
from modules.informed.activities.document_search.bm25 import index_of, terms
from modules.informed.activities.document_search.corpus import CUTS, YEARS, documents, passages
from modules.informed.activities.document_search.dossier import (
    FAILURES,
    cases,
    questions,
    share_named,
)
from modules.informed.activities.document_search.engine import Settings, judge, search
from tests.modules.runs import Played

ACTIVITY = document_search.load()
RIGHT = {
    "q1": {"query": "travail à distance", "keep": "1", "cut": "sentence", "since": "2022"},
    "q2": {"query": "", "keep": "1", "cut": "sentence", "since": "2026"},
    "q3": {"query": "", "keep": "1", "cut": "whole", "since": "2022"},
}
LITERAL = {"query": "", "keep": "1", "cut": "sentence", "since": "2022"}


def played(seed: int = 1, **options: Any) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, seed, **options)
    run.answer("prediction", first="survey")
    return run


def found_by(question: str, **settings: str) -> str:
    return str(played().explore(action="search", question=question, **settings).trace["verdict"])


class TestReadWords:
    def test_case_accents_elisions_and_plurals_do_not_count(self) -> None:
        assert terms("L’Adhésion des JOURNAUX, jusqu’aux outils") == [
            "adhesion",
            "journal",
            "outil",
        ]

    def test_a_passage_shows_its_own_words(self) -> None:
        found = search(Settings("repas déplacements", cut="sentence", since=2026))
        assert found[0].words == ("repas", "déplacement")

    def test_small_words_say_nothing(self) -> None:
        assert terms("Quel est le prix de la salle ?") == ["prix", "salle"]

    def test_a_word_of_four_letters_keeps_its_last_one(self) -> None:
        assert terms("mois, repas, eaux") == ["mois", "repa", "eaux"]


class TestScoreByBm25:
    def test_a_case_worked_by_hand(self) -> None:
        """Three texts of 2, 2 and 4 words: mean 8/3. « chat » stands in two of them."""
        index = index_of(["chat noir", "chien blanc", "chat chat souris grise"])
        weight = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
        assert index.weight("chat") == pytest.approx(weight)
        short = weight * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / (8 / 3)))
        long = weight * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / (8 / 3)))
        assert index.score(0, ["chat"]) == pytest.approx(short)
        assert index.score(2, ["chat"]) == pytest.approx(long)
        assert index.score(1, ["chat"]) == 0.0

    def test_a_rare_word_weighs_more_than_a_common_one(self) -> None:
        index = index_of(["chat noir", "chat blanc", "chat roux"])
        assert index.weight("noir") > index.weight("chat") > 0.0

    def test_a_word_asked_twice_counts_once(self) -> None:
        index = index_of(["chat noir", "chien"])
        assert index.score(0, ["chat", "chat"]) == index.score(0, ["chat"])

    @settings(deadline=None)
    @given(st.text(max_size=60), st.integers(1, 5), st.sampled_from(CUTS), st.sampled_from(YEARS))
    def test_the_best_comes_first_and_nothing_older_is_kept(
        self, query: str, keep: int, cut: Any, since: int
    ) -> None:
        found = search(Settings(query, keep, cut, since))
        assert len(found) <= keep
        assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
        assert all(f.score > 0 and f.passage.document.date.year >= since for f in found)


class TestHoldABase:
    def test_of_sixty_documents_that_refer_to_each_other(self) -> None:
        known = {document.id for document in documents()}
        assert len(known) == 60
        for document in documents():
            assert document.replaced_by is None or document.replaced_by in known
            assert document.copy_of is None or document.copy_of in known

    def test_a_copy_says_what_its_model_says(self) -> None:
        texts = {document.id: document.text for document in documents()}
        assert all(texts[d.copy_of] == d.text for d in documents() if d.copy_of)

    def test_both_cuts_hold_all_the_sentences(self) -> None:
        whole, cut = passages("whole"), passages("sentence")
        assert [s for p in whole for s in p.sentences] == [s for p in cut for s in p.sentences]


class TestWrite:
    @pytest.mark.parametrize(
        ("question", "verdict"), [("q1", "beside"), ("q2", "outdated"), ("q3", "partial")]
    )
    def test_no_question_of_mission_1_is_answered_as_it_is_asked(
        self, question: str, verdict: str
    ) -> None:
        assert found_by(question, **LITERAL) == verdict

    @pytest.mark.parametrize("question", RIGHT)
    def test_each_has_a_setting_that_answers_it(self, question: str) -> None:
        assert found_by(question, **RIGHT[question]) == "right"

    def test_a_date_that_cures_one_question_spoils_another(self) -> None:
        assert found_by("q1", **(RIGHT["q1"] | {"since": "2026"})) == "beside"
        assert found_by("q3", **(RIGHT["q3"] | {"since": "2026"})) == "empty"

    def test_a_copy_saved_later_passes_for_recent(self) -> None:
        assert found_by("q2", **(RIGHT["q2"] | {"since": "2025"})) == "outdated"

    def test_more_passages_blur_the_answer(self) -> None:
        assert found_by("q2", **(RIGHT["q2"] | {"since": "2022", "keep": "3"})) == "mixed"

    @pytest.mark.parametrize("question", questions(), ids=lambda q: q.id)
    def test_what_is_expected_stands_in_the_base(self, question: Any) -> None:
        lengths = {document.id: len(document.sentences) for document in documents()}
        assert all(rank < lengths[document] for document, rank in question.need.expected)
        assert question.need.misleading <= set(lengths)
        assert judge((), question.need) == "empty"


class TestSolve:
    def test_three_questions_make_the_whole_score(self) -> None:
        run = played()
        for question, chosen in RIGHT.items():
            run.explore(action="search", question=question, **chosen)
        outcome = run.answer("mission-1")
        assert (outcome.score, outcome.success, outcome.done) == (1.0, True, True)
        assert outcome.response == {"solved": ["q1", "q2", "q3"], "tries": 3}

    def test_a_question_solved_stays_solved(self) -> None:
        run = played()
        run.explore(action="search", question="q1", **RIGHT["q1"])
        run.explore(action="search", question="q1", **LITERAL)
        assert run.answer("mission-1", settle="1").score == pytest.approx(1 / 3)

    def test_goes_on_until_all_are_solved_or_one_stops(self) -> None:
        run = played()
        assert not run.answer("mission-1").done
        assert run.answer("mission-1", settle="1").done

    def test_the_fourth_question_waits_for_mission_2(self) -> None:
        with pytest.raises(AnswerRefused, match="questions de la liste"):
            played().explore(action="search", question="q4", **LITERAL)


class TestProvoke:
    def aged(self) -> Played:
        run = played()
        run.answer("mission-1", settle="1")
        return run

    def test_the_old_words_bring_the_old_page(self) -> None:
        run = self.aged()
        run.explore(action="search", question="q4", **(LITERAL | {"query": "durée du prêt"}))
        outcome = run.answer("mission-2", clue="date")
        assert (outcome.score, outcome.success) == (1.0, True)

    def test_is_not_reached_with_the_page_in_force(self) -> None:
        run = self.aged()
        run.explore(action="search", question="q4", **LITERAL)
        assert not run.answer("mission-2", clue="date").done
        assert run.answer("mission-2", clue="date", settle="1").score == 0.5


class TestName:
    @settings(deadline=None)
    @given(st.fixed_dictionaries({case.id: st.sampled_from(FAILURES) for case in cases()}))
    def test_each_right_failure_is_worth_a_sixth(self, named: dict[str, str]) -> None:
        right = sum(named[case.id] == case.failure for case in cases())
        assert share_named(named) == pytest.approx(right / 6)

    def test_every_failure_has_its_case(self) -> None:
        assert {case.failure for case in cases()} == set(FAILURES)

    def test_all_six_are_asked_for(self) -> None:
        run = played()
        run.answer("mission-1", settle="1")
        run.answer("mission-2", clue="date", settle="1")
        with pytest.raises(AnswerRefused, match="chacune des six"):
            run.answer("mission-3", case_c1="absent")


class TestTrace:
    def test_what_is_typed_is_not_in_it(self) -> None:
        found = played().explore(
            action="search", question="q1", query="ma voisine Odette", keep="2", cut="whole",
            since="2022",
        )  # fmt: skip
        assert "Odette" not in json.dumps(found.trace)
        assert found.trace["words"] == 2
        assert found.trace["as_asked"] is False

    def test_a_search_that_finds_nothing_says_so(self) -> None:
        found = played().explore(action="search", question="q1", **(LITERAL | {"query": "zzz"}))
        assert found.trace["documents"] == []
        assert "Aucun passage" in found.message


class TestRefuse:
    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("query", "le de la", "petits mots"),
            ("query", "a" * 121, "120 signes"),
            ("keep", "6", "de 1 à 5"),
            ("keep", "deux", "de 1 à 5"),
            ("cut", "half", "listes"),
            ("since", "2023", "listes"),
            ("question", "q9", "questions de la liste"),
        ],
    )
    def test_what_cannot_be_read(self, field: str, typed: str, said: str) -> None:
        fields = {"question": "q1", **LITERAL, field: typed}
        with pytest.raises(AnswerRefused, match=said):
            played().explore(action="search", **fields)


class TestShow:
    def test_the_failures_only_once_they_are_named(self) -> None:
        run = played()
        run.answer("mission-1", settle="1")
        run.answer("mission-2", clue="date", settle="1")
        assert all("failure" not in case for case in run.view()["cases"])
        run.answer("mission-3", **{f"case_{case.id}": "absent" for case in cases()})
        assert all(case["why"] for case in run.view()["cases"])

    def test_no_engine_before_the_prediction(self) -> None:
        assert "bench" not in Played(ACTIVITY).view()
