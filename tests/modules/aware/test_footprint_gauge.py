"""« La jauge d’empreinte »: the estimate, its ranges, the steps."""

import re
from itertools import combinations
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import footprint_gauge
from modules.aware.activities.footprint_gauge.presentation import number
from modules.shared.footprint.estimator import (
    ACTIONS,
    USES,
    Day,
    after,
    best_gain,
    by_use,
    closeness,
    emissions,
    energy,
    gain,
    heaviest,
    life_cycle,
    ratio,
)
from modules.shared.footprint.hypotheses import FILE, Profile, book
from tests.modules.runs import Played

ACTIVITY = footprint_gauge.load()
DAY = {"text": "20", "reasoning": "1", "image": "1", "video": "0", "days": "200"}
uses = st.tuples(*(st.integers(0, use.most) for use in book().uses)).filter(any)
day_lists = uses.map(lambda counts: Day(*counts))
triples = st.sets(st.sampled_from(list(ACTIONS)), min_size=3, max_size=3)


def played(seed: int = 0, estimate: str = "3", **options: str) -> Played:
    """A run whose estimate is made."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    run.answer("prediction", **DAY, estimate=estimate)
    return run


def tick(run: Played, *actions: str, **fields: str) -> str:
    form = {name: [value] for name, value in {**DAY, "zone": "france", **fields}.items()}
    form |= {"action": ["set"], "actions": list(actions)}
    found = run.activity.explore(form, run.run)
    run.workspace = found.workspace
    return found.message


class TestHypotheses:
    def test_each_one_is_a_range_with_scope_source_and_date(self) -> None:
        cards = [*(use.hypothesis for use in book().uses), *book().zones, book().life_cycle]
        for card in cards:
            assert 0 < card.value[0] <= card.value[1] <= card.value[2]
            for text in (card.name, card.scope, card.source, card.date, card.checked):
                assert set(text) == {"fr", "en"}
                assert all(text.values())
            assert re.search(r"20\d\d", card.date["fr"])

    def test_they_cite_the_register_of_facts(self) -> None:
        raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        entries = [*raw["uses"], *raw["zones"], raw["life_cycle"]]
        assert {entry["fact"] for entry in entries} == {f"F{n}" for n in range(20, 27)}

    def test_uses_come_in_the_order_of_the_estimator(self) -> None:
        assert tuple(use.hypothesis.id for use in book().uses) == USES


class TestEstimate:
    def test_adds_each_use_three_times_over(self) -> None:
        day = Day(text=20, reasoning=1, image=1, video=0)
        assert energy(day, 200) == pytest.approx((0.38, 3.16, 20.6))

    def test_greenhouse_gases_follow_the_zone(self) -> None:
        zone = book().zone("world")
        assert zone
        assert emissions((1.0, 2.0, 4.0), zone.value) == pytest.approx((0.436, 0.89, 1.92))

    def test_the_life_cycle_counts_short_answers_alone(self) -> None:
        assert life_cycle(Day(10, 5, 5, 5), 100) == pytest.approx(1.14)

    @given(day_lists, st.integers(1, 366))
    def test_the_range_frames_its_centre(self, day: Day, days: int) -> None:
        low, central, high = energy(day, days)
        assert 0 < low <= central <= high
        assert sum(levels[1] for levels in by_use(day, days)) == pytest.approx(central)

    @given(day_lists)
    def test_twice_the_days_take_twice_as_much(self, day: Day) -> None:
        assert energy(day, 200) == pytest.approx([2 * level for level in energy(day, 100)])

    @given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6))
    def test_too_much_and_too_little_are_as_far(self, one: float, other: float) -> None:
        assert ratio(one, other) == pytest.approx(ratio(other, one))
        assert ratio(one, other) >= 1

    @pytest.mark.parametrize(
        ("times", "score"), [(1, 1), (3, 1), (3.01, 0.5), (10, 0.5), (10.1, 0), (1e5, 0)]
    )
    def test_three_times_off_is_full_and_ten_times_half(self, times: float, score: float) -> None:
        assert closeness(times) == score


class TestActions:
    @given(day_lists, triples)
    def test_never_add_and_never_beat_the_best(self, day: Day, actions: set[str]) -> None:
        saved = gain(day, tuple(actions))
        assert -1e-9 <= saved <= best_gain(day) + 1e-9
        assert saved < 1

    @given(day_lists, triples, st.randoms())
    def test_do_the_same_in_any_order(self, day: Day, actions: set[str], chance: Random) -> None:
        mixed = list(actions)
        chance.shuffle(mixed)
        assert after(day, mixed) == after(day, sorted(actions))

    @pytest.mark.parametrize("profile", book().profiles, ids=lambda p: p.name["en"])
    def test_the_decoys_are_in_no_best_choice(self, profile: Profile) -> None:
        day = Day(*profile.uses)
        best = [a for a in combinations(ACTIONS, 3) if gain(day, a) > 0.999 * best_gain(day)]
        assert best
        assert not {"no-thanks", "dark"} & {name for names in best for name in names}

    def test_one_video_weighs_more_than_a_day_of_questions(self) -> None:
        assert heaviest(Day(200, 0, 0, 1)) == "video"


class TestSayNumbers:
    @pytest.mark.parametrize(
        ("value", "fr", "en"),
        [
            (0, "0", "0"),
            (0.0123, "0,012", "0.012"),
            (0.38, "0,38", "0.38"),
            (9.96, "10", "10"),
            (20.6, "21", "21"),
            (1234, "1\u202f200", "1,200"),
        ],
    )
    def test_two_digits_are_enough(self, value: float, fr: str, en: str) -> None:
        assert (number(value, "fr"), number(value, "en")) == (fr, en)


class TestPredict:
    @pytest.mark.parametrize(
        ("estimate", "score"), [("3", 1.0), ("1,1", 1.0), ("20", 0.5), ("0.1", 0.0), ("900", 0.0)]
    )
    def test_the_score_follows_the_order_of_magnitude(self, estimate: str, score: float) -> None:
        outcome = Played(ACTIVITY).answer("prediction", **DAY, estimate=estimate)
        assert (outcome.score, outcome.done) == (score, True)
        assert "0,38 à 21 kWh" in outcome.feedback.replace("\u00a0", " ")

    def test_the_trace_holds_uses_and_the_ratio(self) -> None:
        outcome = Played(ACTIVITY).answer("prediction", **DAY, estimate="6,32")
        assert outcome.response == {**{k: int(v) for k, v in DAY.items()}, "ratio": 2.0}

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"estimate": ""}, "plus grand que zéro"),
            ({"estimate": "0"}, "plus grand que zéro"),
            ({"estimate": "nan"}, "plus grand que zéro"),
            ({"estimate": "inf"}, "plus grand que zéro"),
            ({"estimate": "beaucoup"}, "plus grand que zéro"),
            ({"text": "201"}, "de 0 à 200"),
            ({"video": "1,5"}, "nombre entier"),
            ({"days": "0"}, "de 1 à 366"),
            ({"text": "0", "reasoning": "0", "image": "0"}, "au moins un usage"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, fields: dict[str, str], reason: str) -> None:
        with pytest.raises(AnswerRefused, match=reason):
            Played(ACTIVITY).answer("prediction", **{**DAY, "estimate": "3", **fields})

    def test_no_figure_is_shown_before(self) -> None:
        view = Played(ACTIVITY).view()
        assert not {"bench", "cards"} & set(view)
        assert set(view["client"]) == {"words"}


class TestExplore:
    def test_the_gauge_is_said_with_what_actions_save(self) -> None:
        message = tick(played(), "less-reasoning").replace("\u00a0", " ")
        assert "0,38 à 21 kWh par an, 3,2 au centre" in message
        assert "Avec 1 geste" in message

    def test_the_estimate_s_uses_are_kept_for_the_gauge(self) -> None:
        run = Played(ACTIVITY)
        run.answer("prediction", **{**DAY, "image": "7"}, estimate="3")
        assert [field["value"] for field in run.view()["fields"]] == [20, 1, 7, 0]

    @pytest.mark.parametrize(
        ("fields", "actions"),
        [({"zone": "moon"}, ()), ({"zone": ""}, ()), ({}, ("fly",)), ({"text": "-1"}, ())],
    )
    def test_what_cannot_be_read_is_refused(
        self, fields: dict[str, str], actions: tuple[str, ...]
    ) -> None:
        with pytest.raises(AnswerRefused):
            tick(played(), *actions, **fields)

    def test_the_gauge_waits_for_the_estimate(self) -> None:
        with pytest.raises(AnswerRefused, match="estimation"):
            tick(Played(ACTIVITY))


class TestChoose:
    def test_the_best_choice_and_the_heaviest_use_have_every_point(self) -> None:
        run = played()
        tick(run, "less-reasoning", "shorter", "without-ai")
        outcome = run.answer("mission-1", heaviest="reasoning")
        assert (outcome.score, outcome.success) == (1.0, True)
        assert outcome.response["gain"] == outcome.response["best"] == 0.54

    @given(uses, triples, st.sampled_from(USES))
    def test_the_score_is_the_share_of_the_best_gain(
        self, counts: tuple[int, ...], actions: set[str], named: str
    ) -> None:
        run = Played(ACTIVITY)
        day = {name: str(count) for name, count in zip(USES, counts, strict=True)}
        run.answer("prediction", **day, days="200", estimate="3")
        outcome = run.answer("mission-1", actions=" ".join(actions), heaviest=named)
        share = gain(Day(*counts), tuple(actions)) / best_gain(Day(*counts))
        expected = 0.7 * max(0, min(1, share)) + 0.3 * (named == heaviest(Day(*counts)))
        assert outcome.score == pytest.approx(expected)

    @pytest.mark.parametrize("actions", [(), ("dark",), ("dark", "shorter"), list(ACTIONS)])
    def test_three_actions_are_wanted(self, actions: tuple[str, ...]) -> None:
        run = played()
        tick(run, *actions)
        with pytest.raises(AnswerRefused, match="exactement trois"):
            run.answer("mission-1", heaviest="text")

    def test_both_versions_score_alike(self) -> None:
        chosen = ("shorter", "smaller", "dark")
        text, visual = played(mode="text"), played(mode="visual")
        tick(text, *chosen)
        sent = visual.answer("mission-1", actions=" ".join(chosen), heaviest="text")
        assert text.answer("mission-1", heaviest="text") == sent

    def test_an_unknown_use_is_refused(self) -> None:
        run = played()
        tick(run, "shorter", "smaller", "dark")
        with pytest.raises(AnswerRefused, match="pèse le plus"):
            run.answer("mission-1", heaviest="coffee")
