"""« Puis-je le coller ? »: what is drawn, how it is scored, what is said and when."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import data_sorting
from modules.aware.activities.data_sorting.cards import (
    BINS,
    KINDS,
    TOOLS,
    TRANSFORMATIONS,
    Card,
    Deal,
    cards,
    deals,
    example,
)
from modules.aware.activities.data_sorting.scoring import (
    Sorted,
    points,
    read_sorted,
    score,
)
from tests.modules.runs import Played

ACTIVITY = data_sorting.load()
seeds = st.integers(0, 2**31 - 1)
choices = st.one_of(
    st.sampled_from((Sorted("paste"), Sorted("never"))),
    st.builds(Sorted, st.just("after"), st.sampled_from(TRANSFORMATIONS)),
)


def right(deal: Deal) -> Sorted:
    name = deal.bins[0]
    return Sorted(name, deal.card.accepted[0]) if name == "after" else Sorted(name)


def played(seed: int = 1, **options: str) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    run.answer("prediction", count="2")
    return run


def sort(run: Played, *chosen: tuple[Deal, Sorted]) -> str:
    form = {"action": "sort"}
    for deal, choice in chosen:
        form |= {f"bin-{deal.card.id}": choice.bin, f"change-{deal.card.id}": choice.transformation}
    found = run.activity.explore({name: [value] for name, value in form.items()}, run.run)
    run.workspace = found.workspace
    return found.message


class TestDeck:
    def test_holds_five_extracts_of_each_of_eight_kinds(self) -> None:
        assert Counter(card.kind for card in cards()) == dict.fromkeys(KINDS, 5)
        assert len({card.id for card in cards()}) == 40

    @pytest.mark.parametrize("card", cards(), ids=lambda c: c.id)
    def test_says_for_each_tool_what_is_expected(self, card: Card) -> None:
        for tool in TOOLS:
            assert card.verdicts[tool]
            assert set(card.verdicts[tool]) <= set(BINS)
        asked = any("after" in bins for bins in card.verdicts.values())
        assert bool(card.accepted) == asked
        assert set(card.accepted) <= set(TRANSFORMATIONS)
        for text in (card.text, card.why, card.reference, card.condition):
            assert text is None or set(text) == {"fr", "en"}

    def test_eight_extracts_have_two_right_bins_under_a_condition(self) -> None:
        double = [c for c in cards() if any(len(bins) > 1 for bins in c.verdicts.values())]
        assert len(double) == 8
        assert [c.id for c in cards() if c.condition] == [c.id for c in double]

    def test_a_more_closed_tool_is_never_stricter(self) -> None:
        order = {name: rank for rank, name in enumerate(BINS)}
        for card in cards():
            strictness = [order[card.verdicts[tool][0]] for tool in TOOLS]
            assert strictness == sorted(strictness, reverse=True), card.id


class TestDraw:
    @given(seeds)
    def test_sixteen_extracts_two_of_each_kind_and_no_bin_forgotten(self, seed: int) -> None:
        drawn = deals(seed)
        assert Counter(deal.card.kind for deal in drawn) == dict.fromkeys(KINDS, 2)
        counts = Counter(deal.bins[0] for deal in drawn)
        assert min(counts[name] for name in BINS) >= 4
        assert max(Counter(deal.tool for deal in drawn).values()) <= 6

    @given(seeds)
    def test_the_same_seed_draws_the_same_extracts(self, seed: int) -> None:
        deals.cache_clear()
        first = deals(seed)
        deals.cache_clear()
        assert deals(seed) == first


class TestScore:
    @given(seeds)
    def test_right_choices_have_every_point(self, seed: int) -> None:
        assert score(deals(seed), {d.card.id: right(d) for d in deals(seed)}) == 1.0

    @given(seeds, st.data())
    def test_stays_within_bounds_whatever_is_chosen(self, seed: int, data: st.DataObject) -> None:
        chosen = {d.card.id: data.draw(choices) for d in deals(seed)}
        assert 0.0 <= score(deals(seed), chosen) <= 1.0

    @given(seeds, st.data())
    def test_putting_one_extract_right_never_loses(self, seed: int, data: st.DataObject) -> None:
        chosen = {d.card.id: data.draw(choices) for d in deals(seed)}
        deal = data.draw(st.sampled_from(deals(seed)))
        assert score(deals(seed), {**chosen, deal.card.id: right(deal)}) >= score(
            deals(seed), chosen
        )

    @given(seeds)
    def test_pasting_what_must_stay_out_costs_a_point(self, seed: int) -> None:
        leaks = [d for d in deals(seed) if d.bins[0] == "never"]
        perfect = {d.card.id: right(d) for d in deals(seed)}
        with_leak = {**perfect, leaks[0].card.id: Sorted("paste")}
        assert score(deals(seed), with_leak) == pytest.approx((16 - 2) / 16)
        everywhere = {d.card.id: Sorted("paste") for d in leaks}
        assert all(points(d, everywhere[d.card.id]) == -1 for d in leaks)

    def test_care_and_a_wrong_transformation_are_worth_half(self) -> None:
        by_id = {card.id: card for card in cards()}
        assert points(Deal(by_id["formula"], "public"), Sorted("after", "code")) == 0.5
        assert points(Deal(by_id["leave"], "public"), Sorted("after", "ask")) == 0.5
        assert points(Deal(by_id["leave"], "public"), Sorted("never")) == 0.0

    def test_both_bins_of_a_double_extract_are_right(self) -> None:
        deal = Deal(next(card for card in cards() if card.id == "press"), "employer")
        assert points(deal, Sorted("never")) == points(deal, Sorted("after", "ask")) == 1.0

    @given(choices)
    def test_a_choice_is_kept_as_it_was_made(self, chosen: Sorted) -> None:
        assert read_sorted(chosen.written) == chosen


class TestPredict:
    def test_the_text_goes_into_two_tools(self) -> None:
        assert example().pasted == 2
        assert Played(ACTIVITY).answer("prediction", count="2").success
        assert not Played(ACTIVITY).answer("prediction", count="3").success

    @pytest.mark.parametrize("count", ["", "4", "-1", "deux"])
    def test_what_is_no_number_of_tools_is_refused(self, count: str) -> None:
        with pytest.raises(AnswerRefused, match="Choisissez un"):
            Played(ACTIVITY).answer("prediction", count=count)


class TestSort:
    def test_the_reason_comes_at_once_with_its_reference(self) -> None:
        run = played()
        deal = deals(1)[0]
        message = sort(run, (deal, right(deal)))
        assert message.startswith("Juste")
        assert deal.card.reference["fr"] in message

    def test_the_first_choice_stands(self) -> None:
        run = played()
        deal = next(d for d in deals(1) if d.bins == ("never",))
        assert sort(run, (deal, Sorted("paste"))).startswith("C’est une fuite")
        assert sort(run, (deal, right(deal))).startswith("C’est une fuite")
        assert run.workspace[deal.card.id] == "paste"

    def test_verdicts_stay_hidden_until_the_extract_is_sorted(self) -> None:
        run = played(mode="visual")
        sort(run, (deals(1)[0], right(deals(1)[0])))
        view = run.view()
        assert len(view["bench"]["left"]) == len(view["client"]["cards"]) == 15
        for card in view["client"]["cards"]:
            assert set(card) == {"rank", "id", "text", "tool"}

    def test_several_extracts_are_sorted_together(self) -> None:
        run = played()
        message = sort(run, *((deal, right(deal)) for deal in deals(1)))
        assert "16 extraits triés, dont 16 justes" in message
        assert "aucun extrait" in message

    def test_an_extract_of_another_run_is_left_aside(self) -> None:
        run = played()
        other = next(card for card in cards() if card not in [d.card for d in deals(1)])
        deal = deals(1)[0]
        sort(run, (deal, right(deal)), (Deal(other, "public"), Sorted("never")))
        assert set(run.workspace) == {deal.card.id}

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"action": "sort"}, "au moins un bac"),
            ({"action": "sort", "bin-unknown": "paste"}, "rechargez"),
            ({"action": "sort", f"bin-{deals(1)[0].card.id}": "maybe"}, "rechargez"),
            ({"action": "sort", f"bin-{deals(1)[0].card.id}": "after"}, "la transformation"),
            ({"action": "look"}, "boutons"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, fields: dict[str, str], reason: str) -> None:
        run = played()
        form = {name: [value] for name, value in fields.items()}
        with pytest.raises(AnswerRefused, match=reason):
            run.activity.explore(form, run.run)

    def test_nothing_is_sorted_before_the_prediction(self) -> None:
        with pytest.raises(AnswerRefused, match="prédiction"):
            sort(Played(ACTIVITY), (deals(1)[0], right(deals(1)[0])))


class TestFinish:
    def test_the_step_waits_for_the_last_extract(self) -> None:
        run = played()
        sort(run, *((deal, right(deal)) for deal in deals(1)[1:]))
        with pytest.raises(AnswerRefused, match="Il reste 1 extrait"):
            run.answer("mission-1")

    @given(seeds)
    def test_the_score_and_the_trace_come_from_what_was_sorted(self, seed: int) -> None:
        run = played(seed)
        sort(run, *((deal, right(deal)) for deal in deals(seed)))
        outcome = run.answer("mission-1", score="0")
        assert (outcome.score, outcome.success) == (1.0, True)
        assert outcome.response == {f"{d.card.id}@{d.tool}": right(d).written for d in deals(seed)}

    def test_both_versions_score_alike(self) -> None:
        outcomes = []
        for mode in ("visual", "text"):
            run = played(5, mode=mode)
            for deal in deals(5):
                sort(run, (deal, Sorted("after", "remove")))
            outcomes.append(run.answer("mission-1"))
        assert outcomes[0] == outcomes[1]

    def test_a_leak_is_no_success(self) -> None:
        run = played()
        leak = next(deal for deal in deals(1) if deal.bins[0] == "never")
        sort(run, (leak, Sorted("paste")))
        sort(run, *((deal, right(deal)) for deal in deals(1)))
        outcome = run.answer("mission-1")
        assert not outcome.success
        assert "une fuite" in outcome.feedback
