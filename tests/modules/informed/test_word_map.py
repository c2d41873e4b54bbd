"""« La carte des mots »: what is near, what is found, scored, refused and kept back."""

from math import isclose, sqrt
from random import Random
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import word_map
from modules.informed.activities.word_map.bench import NEAR_ENOUGH, SHOWN
from modules.informed.activities.word_map.build import (
    dot,
    fingerprint,
    principal,
    read_rows,
    reduced,
    words,
)
from modules.informed.activities.word_map.lexicon import asked_of, lexicon
from modules.informed.activities.word_map.presentation import places
from modules.informed.activities.word_map.search import (
    by_meaning,
    by_words,
    contradicts,
    excluded,
    on_map,
    tokens,
)
from modules.informed.activities.word_map.vectors import (
    WIDTH,
    along,
    analogy,
    cosine,
    mean,
    neighbours,
    unit,
    vectors,
)
from tests.modules.runs import Played

ACTIVITY = word_map.load()
some_word = st.sampled_from(sorted(vectors()))
some_query = st.lists(some_word, max_size=6)


def played(seed: int = 0, *, until: str = "prediction", **options: str) -> Played:
    """A run whose steps are done up to this one."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    guess(run, right_ranks(seed)[:3])
    if until == "prediction":
        return run
    run.answer("mission-1", first="hausse", second="baisse")
    if until == "mission-1":
        return run
    run.explore(action="place", poles="il-elle")
    run.answer("mission-2", trade="pilote", source="texts")
    return run


def guess(run: Played, ranks: list[str]) -> float:
    outcome = ACTIVITY.assess("prediction", {"words": ranks}, run.run)
    run.done["prediction"] = outcome  # type: ignore[assignment]
    return outcome.score


def right_ranks(seed: int) -> list[str]:
    asked = asked_of(seed)
    near = {n.word for n in neighbours(asked.word, NEAR_ENOUGH)}
    return [str(rank) for rank, word in enumerate(asked.offered) if word in near]


class TestMeasure:
    def test_four_hundred_words_of_fifty_numbers(self) -> None:
        assert list(vectors()) == list(words())
        assert len(vectors()) == 400
        assert {len(vector) for vector in vectors().values()} == {WIDTH}

    @given(some_word, some_word)
    def test_likeness_is_mutual_and_at_most_one(self, a: str, b: str) -> None:
        assert isclose(cosine(a, b), cosine(b, a))
        assert -1.0000001 <= cosine(a, b) <= 1.0000001
        assert isclose(cosine(a, a), 1.0)

    @given(some_word)
    def test_neighbours_come_nearest_first_without_the_word(self, word: str) -> None:
        found = neighbours(word, SHOWN)
        assert [n.cosine for n in found] == sorted((n.cosine for n in found), reverse=True)
        assert word not in {n.word for n in found}

    def test_a_unit_is_worked_out_by_hand(self) -> None:
        assert unit([3.0, 4.0]) == (0.6, 0.8)
        assert unit([0.0, 0.0]) == (0.0, 0.0)

    def test_the_mean_of_one_word_is_the_word(self) -> None:
        assert mean(["chat"]) == pytest.approx(vectors()["chat"])

    @pytest.mark.parametrize(
        ("a", "b", "c", "found"),
        [
            ("France", "Paris", "Japon", "Tokyo"),
            ("homme", "femme", "roi", "reine"),
            ("père", "mère", "fils", "fille"),
            ("grand", "petit", "chaud", "froid"),
        ],
    )
    def test_known_analogies_hold(self, a: str, b: str, c: str, found: str) -> None:
        assert analogy(a, b, c, 1)[0].word == found

    @given(some_word, some_word)
    def test_an_axis_turned_round_turns_the_order_round(self, a: str, b: str) -> None:
        if a == b:
            return
        there = {n.word: n.cosine for n in along(a, b, lexicon().trades)}
        back = {n.word: n.cosine for n in along(b, a, lexicon().trades)}
        assert all(isclose(there[word], -back[word], abs_tol=1e-12) for word in there)

    def test_every_word_has_its_place_inside_the_map(self) -> None:
        assert all(0 < x < 270 and 0 < y < 270 for x, y in places().values())


class TestBuild:
    def test_a_key_is_the_one_that_spacy_documents(self) -> None:
        assert fingerprint("coffee") == 3197928453018144401

    def test_a_table_of_rows_is_read_back(self) -> None:
        written = b"\xdf" + pack(">I", 3)
        written += b"\xcf" + pack(">Q", 2**63) + b"\x07"
        written += b"\xce" + pack(">I", 70000) + b"\xcc\xc8"
        written += b"\xcf" + pack(">Q", 5) + b"\xcd\x4e\x1f"
        assert read_rows(written) == {2**63: 7, 70000: 200, 5: 19999}

    def test_another_format_is_refused(self) -> None:
        with pytest.raises(ValueError, match="3.8.0"):
            read_rows(b"\x81\x01\x01")

    def test_the_first_direction_follows_the_longest_spread(self) -> None:
        rows = [[-2.0, -2.1, 0.1], [2.0, 2.0, 0.0], [1.0, 1.1, -0.1], [-1.0, -1.0, 0.0]]
        first, second = principal(rows, 2)
        assert abs(dot(first, [sqrt(0.5), sqrt(0.5), 0.0])) == pytest.approx(1, abs=0.01)
        assert dot(first, second) == pytest.approx(0, abs=1e-9)

    def test_numbers_are_kept_on_one_byte(self) -> None:
        chance = Random(3)
        rows = [[chance.gauss() for _ in range(52)] for _ in range(60)]
        assert all(-127 <= v <= 127 for row in reduced(rows) for v in row)


class TestWords:
    def test_all_that_is_asked_is_on_the_map(self) -> None:
        held = lexicon()
        asked = {w for one in held.asked for w in (one.word, *one.offered)}
        paired = {w for pair in (*held.opposites, *held.poles, *held.gendered) for w in pair}
        assert asked | paired | {*held.trades, *held.trades_asked} <= set(vectors())

    def test_thirty_trades_in_both_genders_when_they_differ(self) -> None:
        assert len(lexicon().trades) == len(set(lexicon().trades)) == 30
        assert len(lexicon().paired) % 2 == 0
        assert set(lexicon().trades_asked) <= set(lexicon().alike)

    def test_most_opposites_are_neighbours(self) -> None:
        near = 0
        for pair in lexicon().opposites:
            first, second = sorted(pair)
            near += second in {n.word for n in neighbours(first, SHOWN)}
        assert near > 0.75 * len(lexicon().opposites)

    @pytest.mark.parametrize("seed", [0, 1, 2])
    def test_each_guess_has_right_and_wrong_words(self, seed: int) -> None:
        assert 3 <= len(right_ranks(seed)) <= 6

    @pytest.mark.parametrize("poles", lexicon().gendered)
    def test_the_answer_is_the_same_between_any_gendered_poles(
        self, poles: tuple[str, str]
    ) -> None:
        assert along(*poles, lexicon().trades_asked)[0].word == "pilote"


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "start"),
        [
            ("maison près de la mer", "Appartement"),
            ("musique", "Concert"),
            ("médicament", "Vaccin"),
            ("déjeuner", "Menu"),
        ],
    )
    def test_meaning_finds_what_words_miss(self, query: str, start: str) -> None:
        assert by_words(tokens(query)) == []
        assert by_meaning(tokens(query))[0].notice.text.startswith(start)

    @pytest.mark.parametrize(
        ("query", "against"),
        [
            ("chambre sans balcon", "balcon"),
            ("plat sans viande", "viande"),
            ("gâteau avec sucre", "sucre"),
            ("vaccin avec ordonnance", "ordonnance"),
            ("trajet sans prendre le train", "train"),
        ],
    )
    def test_a_negation_is_hardly_heard(self, query: str, against: str) -> None:
        found = by_meaning(tokens(query))[0]
        assert contradicts(tokens(query), found.notice) == against

    def test_what_is_asked_and_offered_is_no_contradiction(self) -> None:
        found = by_meaning(tokens("gâteau sans sucre"))[0]
        assert contradicts(tokens("gâteau sans sucre"), found.notice) is None

    def test_a_negation_reaches_the_next_words_only(self) -> None:
        assert excluded(tokens("sans le grand lit, avec une douche chaude")) == {"grand", "lit"}

    def test_no_word_of_the_map_finds_nothing(self) -> None:
        assert by_meaning(["xyz"]) == []

    @given(some_query)
    def test_every_notice_is_ranked_once(self, query: list[str]) -> None:
        found = by_meaning(query)
        assert len(found) == (len(lexicon().notices) if on_map(query) else 0)
        assert len({hit.rank for hit in found}) == len(found)


class TestScore:
    @given(st.sets(st.integers(0, 8), min_size=3, max_size=3), st.integers(0, 2))
    def test_a_guess_scores_its_share_of_neighbours(self, ranks: set[int], seed: int) -> None:
        chosen = [str(rank) for rank in ranks]
        right = len(set(chosen) & set(right_ranks(seed)))
        assert guess(Played(ACTIVITY, seed), chosen) == pytest.approx(right / 3)

    def test_right_answers_have_every_point_in_both_versions(self) -> None:
        for mode in ("visual", "text"):
            run = played(until="mission-2", mode=mode)
            run.explore(action="search", query="Chambre sans balcon !")
            run.answer("mission-3")
            assert [record.score for record in run.done.values()] == [1.0] * 4

    def test_the_trade_and_its_source_count_for_half_each(self) -> None:
        run = played(until="mission-1")
        run.explore(action="place", poles="homme-femme")
        assert run.answer("mission-2", trade="dentiste", source="texts").score == 0.5


class TestAnswer:
    @pytest.mark.parametrize("ranks", [[], ["0", "1"], ["0", "1", "2", "3"], ["x", "y", "z"]])
    def test_three_words_exactly_are_asked(self, ranks: list[str]) -> None:
        with pytest.raises(AnswerRefused, match="trois mots"):
            guess(Played(ACTIVITY), ranks)

    @pytest.mark.parametrize(
        ("first", "second", "said"),
        [("chien", "chat", "pas contraires"), ("jeune", "vieux", "ne sont pas voisins")],
    )
    def test_a_pair_that_misses_may_be_tried_again(
        self, first: str, second: str, said: str
    ) -> None:
        outcome = played().answer("mission-1", first=first, second=second)
        assert not outcome.done
        assert said in outcome.feedback

    def test_capitals_are_forgiven(self) -> None:
        assert played().answer("mission-1", first="Hausse", second="BAISSE").score == 1.0

    def test_stopping_shows_an_example_and_scores_nothing(self) -> None:
        outcome = played().answer("mission-1", settle="1")
        assert (outcome.done, outcome.score) == (True, 0.0)
        assert "hausse" in outcome.feedback

    @pytest.mark.parametrize(("first", "second"), [("", ""), ("hausse", ""), ("xyz", "baisse")])
    def test_a_word_off_the_map_is_refused(self, first: str, second: str) -> None:
        with pytest.raises(AnswerRefused, match="pas sur la carte"):
            played().answer("mission-1", first=first, second=second)

    def test_one_word_twice_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="différents"):
            played().answer("mission-1", first="chat", second="chat")

    def test_trades_are_placed_before_they_are_judged(self) -> None:
        run = played(until="mission-1")
        run.explore(action="place", poles="riche-pauvre")
        with pytest.raises(AnswerRefused, match="Placez d’abord"):
            run.answer("mission-2", trade="pilote", source="texts")

    def test_a_search_that_fits_may_be_tried_again(self) -> None:
        run = played(until="mission-2")
        run.explore(action="search", query="musique")
        assert not run.answer("mission-3").done
        with pytest.raises(AnswerRefused, match="vient après"):
            run.answer("explanation")

    def test_a_search_comes_before_its_handing_in(self) -> None:
        with pytest.raises(AnswerRefused, match="Faites d’abord"):
            played(until="mission-2").answer("mission-3")


class TestExplore:
    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"action": "look", "word": "xyz"}, "pas sur la carte"),
            ({"action": "place", "poles": "chat-chien"}, "deux pôles"),
            ({"action": "compute", "a": "roi", "b": "", "c": "femme"}, "pas sur la carte"),
            ({"action": "search", "query": "xyz ???"}, "mots simples"),
        ],
    )
    def test_what_cannot_be_read_says_what_to_do(self, fields: dict[str, str], said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            played(until="mission-2").explore(**fields)

    @pytest.mark.parametrize("action", ["place", "compute", "search"])
    def test_a_tool_waits_for_its_mission(self, action: str) -> None:
        with pytest.raises(AnswerRefused, match="vient après"):
            played().explore(action=action, poles="il-elle", a="roi", b="reine", c="homme")

    def test_what_is_typed_leaves_only_words_of_the_map(self) -> None:
        run = played(until="mission-2")
        found = run.explore(action="search", query="chambre de Gwenaëlle, sans balcon")
        assert run.workspace["query"] == ["chambre", "de", "sans", "balcon"]
        assert "chambre" not in str(found.trace)

    def test_english_speaks_english(self) -> None:
        found = played(language="en").explore(action="look", word="chien")
        assert found.message.startswith("Neighbours of")


class TestHide:
    def test_each_tool_comes_with_its_mission(self) -> None:
        assert "near" not in Played(ACTIVITY).view()
        assert "axis" not in played().view()
        assert "search" not in played(until="mission-1").view()
        assert "search" in played(until="mission-2").view()


class TestShow:
    def test_a_place_in_the_middle_has_no_sign(self) -> None:
        run = played(until="mission-2")
        values = [trade["value"] for trade in run.view()["axis"]["placed"]]
        assert "\u22120,00" not in values
        assert values[0].startswith("\u22120,3")
        assert len(values) == 30

    def test_labels_of_the_map_never_overlap(self) -> None:
        for word in ("chien", "hausse", "Paris", "licenciement"):
            run = played()
            run.explore(action="look", word=word)
            heights = [label["label_y"] for label in run.view()["near"]["map"]["labels"]]
            assert all(low + 20 < high for low, high in zip(heights, heights[1:], strict=False))
