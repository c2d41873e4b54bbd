"""FSRS-6 as CURRICULUM F.5 sets it: its vectors, and what the answers say."""

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.memory import (
    MAX_INTERVAL_DAYS,
    Memory,
    after_review,
    freshness_word,
    rating_of,
    retrievability,
)

FIRST = datetime(2026, 11, 2, 8, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = (False, None), (True, 1), (True, 2), (True, 3)
Said = tuple[bool, int | None]


def reviewed(answers: list[Said], *, critical: bool = False) -> list[Memory]:
    """Each review on its due date."""
    memory, at, found = None, FIRST, []
    for correct, confidence in answers:
        memory = after_review(
            memory, correct=correct, confidence=confidence, critical=critical, at=at
        )
        found.append(memory)
        at = memory.due_at
    return found


def intervals(answers: list[Said], *, critical: bool = False) -> list[int]:
    return [(m.due_at - m.reviewed_at).days for m in reviewed(answers, critical=critical)]


class TestAfterReview:
    @pytest.mark.parametrize(
        ("answers", "days"),
        [
            ([GOOD] * 4, [4, 31, 173, 180]),
            ([AGAIN, GOOD, GOOD, GOOD], [1, 4, 17, 61]),
            ([HARD, GOOD, GOOD], [2, 13, 58]),
            ([GOOD, GOOD, AGAIN, GOOD], [4, 31, 4, 14]),
        ],
    )
    def test_the_published_vectors(self, answers: list[Said], days: list[int]) -> None:
        assert intervals(answers) == days

    def test_comes_back_sooner_where_errors_harm_others(self) -> None:
        assert intervals([GOOD] * 4, critical=True) == [2, 11, 46, 163]

    def test_the_first_review_sets_stability_and_difficulty(self) -> None:
        (memory,) = reviewed([GOOD])

        assert memory.stability == pytest.approx(2.3065, abs=5e-5)
        assert memory.difficulty == pytest.approx(2.1181, abs=5e-5)

    def test_uses_the_published_parameters_of_the_pinned_version(self) -> None:
        assert len(DEFAULT_PARAMETERS) == 21
        assert (DEFAULT_PARAMETERS[0], DEFAULT_PARAMETERS[20]) == (0.212, 0.1542)

    @given(st.lists(st.sampled_from([AGAIN, HARD, GOOD, EASY]), min_size=1, max_size=12))
    def test_an_interval_is_a_day_at_least_and_half_a_year_at_most(
        self, answers: list[Said]
    ) -> None:
        assert all(1 <= days <= MAX_INTERVAL_DAYS for days in intervals(answers))

    @given(st.lists(st.sampled_from([AGAIN, HARD, GOOD, EASY]), max_size=8))
    def test_a_replay_gives_the_same_dates(self, answers: list[Said]) -> None:
        assert reviewed(answers) == reviewed(answers)


class TestRetrievability:
    @pytest.mark.parametrize(
        ("days", "expected"), [(1, 0.9468), (5, 0.8389), (10, 0.7744), (30, 0.6675)]
    )
    def test_fades_as_published(self, days: int, expected: float) -> None:
        (memory,) = reviewed([GOOD])

        found = retrievability(memory, now=FIRST + timedelta(days=days))

        assert found == pytest.approx(expected, abs=5e-5)

    def test_is_nothing_before_the_first_review(self) -> None:
        assert retrievability(None, now=FIRST) == 0


class TestRatingOf:
    @pytest.mark.parametrize(
        ("correct", "confidence", "rating"),
        [
            (False, 3, Rating.Again),
            (True, 1, Rating.Hard),
            (True, 2, Rating.Good),
            (True, 3, Rating.Easy),
            (True, None, Rating.Good),
        ],
    )
    def test_looks_at_the_answer_and_its_certainty(
        self, correct: bool, confidence: int | None, rating: Rating
    ) -> None:
        assert rating_of(correct=correct, confidence=confidence) == rating


@pytest.mark.parametrize(
    ("mean", "word"), [(0.85, "fresh"), (0.84, "refresh"), (0.70, "refresh"), (0.69, "revisit")]
)
def test_freshness_is_a_word(mean: float, word: str) -> None:
    assert freshness_word(mean) == word
