"""`act.plateau-risques`: eighteen uses on the board of the law, their dates, the roles."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import risk_board
from modules.informed.activities.risk_board.cards import (
    DRAWN,
    ROLES,
    Card,
    cards,
    cast,
    dated,
    drawn,
    review_by,
)
from modules.informed.activities.risk_board.scoring import board_score, card_score, is_near
from modules.informed.activities.risk_board.timeline import (
    LAST,
    SQUARES,
    last_day,
    month,
    rule,
    rules,
)
from tests.modules.runs import Played, form

ACTIVITY = risk_board.load()
SEEDS = st.integers(0, 2**31)
SQUARE = st.sampled_from([*SQUARES, None])


def played(seed: int = 1, **options: Any) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, seed, **options)
    run.answer("prediction", banned="3")
    return run


def placed(seed: int = 1) -> Played:
    """All the cards where they belong, article 4 ticked where it holds."""
    run = played(seed)
    fields = {f"square_{card.id}": card.square for card in drawn(seed)}
    fields |= {f"literacy_{card.id}": "1" for card in drawn(seed) if card.literacy}
    run.explore(action="place", **fields)
    return run


def dates_asked(seed: int = 1) -> dict[str, str]:
    return {f"since_{n}": str(card.since) for n, card in enumerate(dated(seed), start=1)}


class TestReadTheLaw:
    def test_forty_eight_uses_in_every_square(self) -> None:
        assert len({card.id for card in cards()}) == 48
        assert {card.square for card in cards()} == set(SQUARES)

    @pytest.mark.parametrize(
        ("rule_id", "since"),
        [
            ("banned", date(2025, 2, 2)),
            ("literacy", date(2025, 2, 2)),
            ("models", date(2025, 8, 2)),
            ("transparency", date(2026, 8, 2)),
            ("marking", date(2026, 12, 2)),
            ("banned_2026", date(2026, 12, 2)),
            ("annex_3", date(2027, 12, 2)),
            ("annex_1", date(2028, 8, 2)),
        ],
    )
    def test_each_rule_applies_from_its_day(self, rule_id: str, since: date) -> None:
        assert rule(rule_id).since == since
        assert rule(rule_id).applies(since)
        assert not rule(rule_id).applies(date.fromordinal(since.toordinal() - 1))

    def test_what_is_said_of_the_law_has_a_date_of_review(self) -> None:
        assert review_by() > date(2026, 11, 21)

    @pytest.mark.parametrize("card", cards(), ids=lambda card: card.id)
    def test_a_card_is_whole_in_both_languages(self, card: Card) -> None:
        for text in (card.text, card.who, card.why):
            assert text["fr"]
            assert text["en"]
        assert card.role in ROLES
        assert set(card.accepted) <= set(SQUARES) - {card.square}
        assert bool(card.place) or card.rule == "none"


class TestDraw:
    @settings(deadline=None)
    @given(SEEDS)
    def test_eighteen_cards_with_a_product_and_a_private_use(self, seed: int) -> None:
        hand = drawn(seed)
        assert len({card.id for card in hand}) == sum(DRAWN.values()) == 18
        assert sum(card.square == "banned" for card in hand) == 3
        assert any(card.rule == "annex_1" for card in hand)
        assert any(not card.literacy for card in hand)

    @settings(deadline=None)
    @given(SEEDS)
    def test_dates_are_asked_of_four_squares_and_rules(self, seed: int) -> None:
        asked = dated(seed)
        assert [card.square for card in asked] == ["banned", "high", "high", "transparency"]
        assert all(card.since and not card.accepted for card in asked)

    @settings(deadline=None)
    @given(SEEDS)
    def test_roles_are_asked_of_five_cards_of_the_hand(self, seed: int) -> None:
        assert len(cast(seed)) == 5
        assert all(card in drawn(seed) for card in cast(seed))
        held = {card.role for card in drawn(seed)}
        assert {card.role for card in cast(seed)} == held


class TestScore:
    @settings(deadline=None)
    @given(SEEDS, st.data())
    def test_stays_in_bounds_and_a_card_mended_never_lowers_it(
        self, seed: int, data: st.DataObject
    ) -> None:
        hand = drawn(seed)
        chosen = {card.id: data.draw(SQUARE) for card in hand}
        board = {card: square for card, square in chosen.items() if square}
        ticked = frozenset(c.id for c in hand if data.draw(st.booleans()))
        before = board_score(hand, board, ticked)
        assert 0.0 <= before <= 1.0
        card = data.draw(st.sampled_from(hand))
        mended = board_score(hand, {**board, card.id: card.square}, ticked)
        assert mended >= before

    def test_a_card_is_worth_its_square_then_article_4(self) -> None:
        card = next(card for card in cards() if card.id == "h1")
        assert card_score(card, "high", True) == 1.0
        assert card_score(card, "high", False) == 0.85
        assert card_score(card, "banned", True) == 0.15
        assert card_score(card, None, True) == 0.0

    def test_an_accepted_square_is_worth_the_expected_one(self) -> None:
        card = next(card for card in cards() if card.id == "h14")
        assert card_score(card, "transparency", True) == card_score(card, "high", True) == 1.0

    def test_a_guess_counts_to_one(self) -> None:
        assert [is_near(guess, 3) for guess in (1, 2, 3, 4, 5)] == [False, True, True, True, False]


class TestPlace:
    def test_all_right_scores_all(self) -> None:
        outcome = placed().answer("mission-1")
        assert (outcome.score, outcome.success) == (1.0, True)
        assert outcome.response["right"] == 18

    def test_one_by_one_or_all_at_once_comes_to_the_same(self) -> None:
        run = played()
        for card in drawn(1):
            fields = {f"square_{card.id}": card.square}
            if card.literacy:
                fields[f"literacy_{card.id}"] = "1"
            run.explore(action="place", **fields)
        assert run.answer("mission-1").response == placed().answer("mission-1").response

    def test_a_card_taken_back_comes_first(self) -> None:
        run = placed()
        card = drawn(1)[7].id
        run.explore(action="take", card=card)
        assert run.view()["board"]["now"]["id"] == card
        assert not run.answer("mission-1").done
        assert run.answer("mission-1", settle="1").score < 1.0

    def test_a_card_that_was_not_drawn_changes_nothing(self) -> None:
        other = next(card for card in cards() if card not in drawn(1))
        with pytest.raises(AnswerRefused, match="quatre cases"):
            played().explore(action="place", **{f"square_{other.id}": "high"})

    def test_the_trace_holds_ids_only(self) -> None:
        card = drawn(1)[0]
        found = played().explore(action="place", **{f"square_{card.id}": "none"})
        assert found.trace == {"action": "place", "placed": {card.id: "none"}, "left": 17}


class TestSlide:
    def test_goes_from_february_2025_to_august_2028(self) -> None:
        assert (month(0), month(10), month(LAST)) == ((2025, 2), (2025, 12), (2028, 8))
        assert last_day(0) == date(2025, 2, 28)

    @pytest.mark.parametrize(
        ("rank", "count"), [(0, 2), (6, 3), (18, 4), (21, 4), (22, 6), (34, 7), (42, 8)]
    )
    def test_says_how_many_rules_hold(self, rank: int, count: int) -> None:
        run = placed()
        run.answer("mission-1")
        assert run.explore(action="date", month=str(rank)).trace["applying"] == count
        assert sum(rule["applies"] for rule in run.view()["timeline"]["rules"]) == count

    def test_opens_once_the_board_is_handed_in(self) -> None:
        with pytest.raises(AnswerRefused, match="étape"):
            placed().explore(action="date", month="3")

    @settings(deadline=None)
    @given(st.integers(0, LAST - 1))
    def test_a_rule_never_stops_applying(self, rank: int) -> None:
        now = {r.id for r in rules() if r.applies(last_day(rank))}
        assert now <= {r.id for r in rules() if r.applies(last_day(rank + 1))}


class TestAnswerDatesAndRoles:
    def test_each_right_one_counts_alike(self) -> None:
        run = placed()
        run.answer("mission-1")
        dates = dates_asked()
        assert run.answer("mission-2", **(dates | {"since_1": "never"})).score == 0.75
        roles = {f"role_{n}": card.role for n, card in enumerate(cast(1), start=1)}
        assert run.answer("mission-3", **roles).score == 1.0

    def test_all_are_asked_for(self) -> None:
        run = placed()
        run.answer("mission-1")
        with pytest.raises(AnswerRefused, match="quatre cartes"):
            run.answer("mission-2", since_1="2025-02-02")
        run.answer("mission-2", **dates_asked())
        with pytest.raises(AnswerRefused, match="cinq cartes"):
            run.answer("mission-3", role_1="provider")


class TestRefuse:
    @pytest.mark.parametrize("typed", ["", "-1", "19", "trois"])
    def test_a_count_that_cannot_be_read(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 18"):
            Played(ACTIVITY).answer("prediction", banned=typed)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"action": "place"}, "quatre cases"),
            ({"action": "take", "card": "b1"}, "Reprenez une carte"),
            ({"action": "throw"}, "n’existe pas"),
        ],
    )
    def test_a_manipulation_that_cannot_be_read(self, fields: dict[str, str], said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            ACTIVITY.explore(form(**fields), played().run)

    @pytest.mark.parametrize("typed", ["", "43", "-1", "mars"])
    def test_a_month_out_of_the_timeline(self, typed: str) -> None:
        run = placed()
        run.answer("mission-1")
        with pytest.raises(AnswerRefused, match="février 2025"):
            run.explore(action="date", month=typed)

    def test_a_board_handed_in_stays_as_it_is(self) -> None:
        run = placed()
        run.answer("mission-1")
        with pytest.raises(AnswerRefused, match="rendu"):
            run.explore(action="take", card=drawn(1)[0].id)


class TestShow:
    def test_the_law_only_once_the_board_is_handed_in(self) -> None:
        run = placed()
        assert "truth" not in run.view()
        run.answer("mission-1")
        assert all(row["why"] for row in run.view()["truth"])
        assert all("since" not in row for row in run.view()["dated"])

    def test_an_english_date_reads_as_one(self) -> None:
        run = placed()
        run.language = "en"
        run.answer("mission-1")
        assert ("2027-12-02", "2 December 2027") in run.view()["dates"]
