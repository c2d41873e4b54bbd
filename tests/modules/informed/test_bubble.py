"""`act.bulle`: clicks narrow a feed, levers widen it."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import bubble
from modules.informed.activities.bubble.articles import TONES, articles, topics
from modules.informed.activities.bubble.readers import CLICKS as READ
from modules.informed.activities.bubble.readers import READERS, clicked, popularity, similarity
from modules.informed.activities.bubble.recommender import (
    CLICKS,
    HIGH,
    LEVERS,
    OBJECTIVES,
    ORDERS,
    RATES,
    SHOWN,
    Levers,
    diversity,
    entropy,
    feed,
    reader_of,
    topics_shown,
)
from modules.informed.activities.bubble.session import guess_score, profile, raised_score
from tests.modules.runs import Played

ACTIVITY = bubble.load()
KINDS = [topic.id for topic in topics()]
SEEDS = st.integers(0, 2**31)
CLICKED = st.lists(st.integers(0, 119), max_size=CLICKS).map(tuple)
SOME_LEVERS = st.builds(
    Levers,
    st.sampled_from(RATES),
    st.sampled_from(["", *KINDS]),
    st.sampled_from(ORDERS),
    st.sampled_from(OBJECTIVES),
)
START = {"explore": "0", "muted": "none", "order": "chosen", "objective": "clicks"}


def played(seed: int = 1, **options: Any) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, seed, **options)
    run.answer("prediction", topics="3")
    return run


def narrowed(seed: int = 1) -> Played:
    """Somebody who reads cooking whenever there is some, fifteen times."""
    run = played(seed)
    for _ in range(CLICKS):
        offered = run.view()["reading"]["feed"]["articles"]
        chosen = next((a for a in offered if a["topic"] == "Cuisine"), offered[0])
        run.explore(action="read", article=str(chosen["id"]))
    run.answer("mission-1")
    return run


class TestOffer:
    def test_five_articles_of_each_tone_in_each_topic(self) -> None:
        assert len(articles()) == 120
        for topic in KINDS:
            for tone in TONES:
                assert sum((a.topic, a.tone) == (topic, tone) for a in articles()) == 5

    def test_every_title_is_its_own_in_both_languages(self) -> None:
        for language in ("fr", "en"):
            assert len({article.title[language] for article in articles()}) == 120


class TestLearnFromReaders:
    def test_three_hundred_of_them(self) -> None:
        assert len(clicked()) == READERS
        assert all(0 < len(reader) <= READ for reader in clicked())

    def test_similarity_is_the_cosine_of_who_clicked(self) -> None:
        readers = clicked()
        one, other = 3, 7
        both = sum(one in r and other in r for r in readers)
        each = [sum(article in r for r in readers) for article in (one, other)]
        assert similarity()[one][other] == pytest.approx(both / math.sqrt(each[0] * each[1]))
        assert similarity()[one][other] == similarity()[other][one]
        assert similarity()[one][one] == 0.0

    def test_outrage_is_clicked_more_and_valued_less(self) -> None:
        def mean(tone: str, values: list[float]) -> float:
            found = [v for a, v in zip(articles(), values, strict=True) if a.tone == tone]
            return sum(found) / len(found)

        quality = [float(article.quality) for article in articles()]
        assert mean("angry", list(popularity())) > mean("calm", list(popularity()))
        assert mean("angry", quality) < mean("calm", quality)


class TestMeasure:
    @pytest.mark.parametrize(
        ("kinds", "bits"),
        [("aaaaaaaa", 0.0), ("abababab", 1.0), ("aabbccdd", 2.0), ("abcdefgh", 3.0)],
    )
    def test_entropy_of_published_cases(self, kinds: str, bits: float) -> None:
        assert entropy(kinds) == pytest.approx(bits)

    @settings(deadline=None)
    @given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    def test_entropy_does_not_depend_on_the_order(self, kinds: list[str]) -> None:
        assert entropy(kinds) == pytest.approx(entropy(sorted(kinds)))
        assert 0.0 <= entropy(kinds) <= 3.0 + 1e-9


class TestFeed:
    @settings(deadline=None)
    @given(CLICKED, SOME_LEVERS, SEEDS)
    def test_eight_different_articles_of_topics_that_are_wanted(
        self, clicks: tuple[int, ...], levers: Levers, seed: int
    ) -> None:
        shown = feed(clicks, levers, seed)
        assert len({article.id for article in shown}) == SHOWN
        assert all(article.topic != levers.muted for article in shown)
        assert shown == feed(clicks, levers, seed)
        assert 0.0 <= diversity(shown) <= 1.0

    def test_shows_every_topic_before_the_first_click(self) -> None:
        assert topics_shown(feed((), Levers(), 1)) == 8

    @settings(deadline=None)
    @given(SEEDS)
    def test_closes_on_one_or_two_topics(self, seed: int) -> None:
        assert topics_shown(feed(reader_of(seed)[1], Levers(), seed)) <= 2

    @settings(deadline=None)
    @given(SEEDS)
    def test_two_levers_open_any_feed(self, seed: int) -> None:
        clicks = reader_of(seed)[1]
        assert diversity(feed(clicks, Levers(order="newest"), seed)) >= HIGH
        assert diversity(feed(clicks, Levers(objective="diversity"), seed)) >= HIGH

    def test_refusing_a_topic_brings_the_next_one(self) -> None:
        seed = 1
        favourite, clicks = reader_of(seed)
        assert diversity(feed(clicks, Levers(muted=favourite), seed)) < HIGH

    def test_a_lever_is_moved_when_it_is_not_where_it_was(self) -> None:
        assert Levers().moved == ()
        assert Levers(20, "sport", "newest", "quality").moved == LEVERS


class TestGuess:
    @settings(deadline=None)
    @given(st.integers(1, 8), st.integers(1, 8))
    def test_nearer_never_scores_less(self, guess: int, truth: int) -> None:
        score = guess_score(guess, truth)
        assert 0.0 <= score <= 1.0
        assert (score == 1.0) == (guess == truth)
        nearer = guess + (truth > guess) - (truth < guess)
        assert guess_score(nearer, truth) >= score

    @pytest.mark.parametrize("typed", ["", "0", "9", "deux"])
    def test_what_cannot_be_read_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 1 à 8"):
            Played(ACTIVITY).answer("prediction", topics=typed)


class TestRead:
    def test_the_trace_holds_topics_not_titles(self) -> None:
        run = played()
        article = run.view()["reading"]["feed"]["articles"][0]
        trace = run.explore(action="read", article=str(article["id"])).trace
        assert set(trace) == {"action", "click", "topic", "tone", "topics", "diversity"}
        assert trace["click"] == 1

    @pytest.mark.parametrize("typed", ["", "999", "x"])
    def test_an_article_that_is_not_offered_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="huit articles"):
            played().explore(action="read", article=typed)

    def test_stops_at_fifteen(self) -> None:
        with pytest.raises(AnswerRefused, match="quinze"):
            narrowed().explore(action="read", article="0")

    def test_goes_on_until_fifteen_or_one_stops(self) -> None:
        assert not played().answer("mission-1").done
        assert played().answer("mission-1", settle="1").done


class TestWiden:
    def test_one_lever_at_a_time_counts(self) -> None:
        run = narrowed()
        run.explore(action="set", **(START | {"order": "newest", "objective": "diversity"}))
        assert run.answer("mission-2").response == {"raised": []}
        run.explore(action="set", **(START | {"order": "newest"}))
        assert not run.answer("mission-2").done
        run.explore(action="set", **(START | {"objective": "diversity"}))
        outcome = run.answer("mission-2")
        assert (outcome.score, outcome.success) == (1.0, True)

    def test_one_may_stop_with_one_lever(self) -> None:
        run = narrowed()
        run.explore(action="set", **(START | {"order": "newest"}))
        assert run.answer("mission-2", settle="1").score == 0.5

    def test_a_third_lever_adds_nothing(self) -> None:
        scores = [raised_score(LEVERS[:n]) for n in range(5)]
        assert scores == [0.0, 0.5, 1.0, 1.0, 1.0]

    def test_a_feed_that_stayed_wide_gives_way_to_the_simulated_reader(self) -> None:
        assert profile((), 5) == (reader_of(5)[1], False)
        clicks = reader_of(5)[1]
        assert profile(clicks, 5) == (clicks, True)

    @pytest.mark.parametrize(
        "wrong", [{"explore": "15"}, {"muted": "poker"}, {"order": ""}, {"objective": "money"}]
    )
    def test_a_lever_that_cannot_be_read_is_refused(self, wrong: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused, match="listes"):
            narrowed().explore(action="set", **(START | wrong))

    def test_levers_wait_for_the_reading(self) -> None:
        with pytest.raises(AnswerRefused, match="étape"):
            played().explore(action="set", **START)


class TestChoose:
    @pytest.mark.parametrize(
        ("chooser", "score"), [("team", 1.0), ("reader", 0.0), ("machine", 0.0), ("authors", 0.0)]
    )
    def test_people_chose(self, chooser: str, score: float) -> None:
        run = narrowed()
        run.answer("mission-2", settle="1")
        outcome = run.answer("mission-3", chooser=chooser)
        assert outcome.score == score
        assert "personnes" in outcome.feedback


class TestShow:
    def test_no_feed_before_the_prediction_and_no_lever_before_the_reading(self) -> None:
        assert "reading" not in Played(ACTIVITY).view()
        assert "widening" not in played().view()
        assert narrowed().view()["widening"]["own"]
