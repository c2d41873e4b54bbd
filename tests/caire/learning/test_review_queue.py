"""What is asked today: which cards, in which order, and how many (CURRICULUM F.5)."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.memory import Memory
from caire.learning.review.cards import Card
from caire.learning.review.queue import due_cards, freshness, next_due, session_of

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def card(
    number: int, *, days_ago: int | None = 10, critical: bool = False, level: float = 0.25
) -> Card:
    """A due card, of a statement of its own; `days_ago` None: never reviewed."""
    due = NOW - timedelta(days=1)
    memory = None
    if days_ago is not None:
        memory = Memory(5.0, 5.0, NOW - timedelta(days=days_ago), due)
    return Card("aware", f"itm.{number:03}", f"caire.c1.1.{number}", critical, level, due, memory)


def ids(cards: list[Card]) -> list[str]:
    return [one.id for one in cards]


class TestDueCards:
    def test_begin_with_what_may_harm_others_then_with_what_is_nearest_to_oblivion(self) -> None:
        cards = [card(1, days_ago=5), card(2, days_ago=30), card(3, days_ago=2, critical=True)]

        assert ids(due_cards(cards, now=NOW, by_mastery=False)) == ["itm.003", "itm.002", "itm.001"]

    def test_then_the_oldest_date_then_the_name(self) -> None:
        late = replace(card(2), due_at=NOW - timedelta(days=3))

        assert ids(due_cards([card(3), card(1), late], now=NOW, by_mastery=False)) == [
            "itm.002",
            "itm.001",
            "itm.003",
        ]

    def test_of_new_ones_the_least_known_comes_first_where_mastery_may_be_used(self) -> None:
        cards = [card(1, days_ago=None, level=0.9), card(2, days_ago=None, level=0.1)]

        assert ids(due_cards(cards, now=NOW, by_mastery=True)) == ["itm.002", "itm.001"]
        assert ids(due_cards(cards, now=NOW, by_mastery=False)) == ["itm.001", "itm.002"]

    def test_leave_out_what_is_not_due(self) -> None:
        later = replace(card(1), due_at=NOW + timedelta(hours=1))

        assert due_cards([later], now=NOW, by_mastery=False) == []

    def test_let_the_least_urgent_of_a_backlog_wait(self) -> None:
        few = [card(n, days_ago=n) for n in range(1, 21)]
        many = [card(n, days_ago=n) for n in range(1, 22)]

        assert len(due_cards(few, now=NOW, by_mastery=False)) == 20
        assert ids(due_cards(many, now=NOW, by_mastery=False)) == [
            f"itm.{n:03}" for n in range(21, 14, -1)
        ]


class TestSessionOf:
    @given(
        st.lists(
            st.builds(
                lambda n, ago, critical, of: replace(
                    card(n, days_ago=ago, critical=critical), statement=f"caire.c1.1.{of}"
                ),
                st.integers(1, 400),
                st.none() | st.integers(1, 60),
                st.booleans(),
                st.integers(1, 9),
            ),
            max_size=40,
        )
    )
    def test_is_short_mostly_known_and_never_about_the_same_thing_twice(
        self, cards: list[Card]
    ) -> None:
        chosen = session_of(cards, now=NOW, by_mastery=False)

        assert len(chosen) <= 6
        assert sum(one.is_new for one in chosen) <= 2
        assert max(Counter(one.statement for one in chosen).values(), default=1) == 1

    def test_does_not_depend_on_the_order_of_the_cards(self) -> None:
        cards = [card(n, days_ago=n) for n in range(1, 15)]

        assert session_of(cards, now=NOW, by_mastery=False) == session_of(
            cards[::-1], now=NOW, by_mastery=False
        )


class TestFreshness:
    def test_is_not_said_from_two_cards(self) -> None:
        assert freshness([card(1), card(2), card(3, days_ago=None)], now=NOW) == []

    def test_is_a_word_for_the_mean_of_the_cards(self) -> None:
        (found,) = freshness(
            [card(1, days_ago=0), card(2, days_ago=0), card(3, days_ago=0)], now=NOW
        )

        assert (found.competency, found.word) == ("caire.c1.1", "fresh")


def test_the_next_card_is_the_one_that_is_due_first() -> None:
    later = replace(card(1), due_at=NOW + timedelta(days=3))

    assert next_due([later, card(2)]) == card(2).due_at
    assert next_due([]) is None
