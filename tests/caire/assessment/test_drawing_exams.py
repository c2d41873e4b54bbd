"""The final assessment: its draw (CURRICULUM F.2.1) and what decides (F.1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.blueprint import (
    BankTooSmall,
    ExamForm,
    Shortage,
    draw,
    grade,
    shortages,
)
from caire.assessment.items import Item, TrueFalse
from tests.caire.assessment.bank import TRUE_FALSE, head, single

SECTORS = ("bureau", "soin", "industrie", "commerce")
AREAS = ("c1", "c4", "c5")


@dataclass(frozen=True)
class Cell:
    competency: str
    types: dict[str, int]


@dataclass(frozen=True)
class Plan:
    cells: tuple[Cell, ...] = tuple(
        Cell(f"caire.{area}.1", {"single": 2, "true_false": 1}) for area in AREAS
    )
    difficulty_target: float = 0.62
    difficulty_tolerance: float = 0.04


@dataclass(frozen=True)
class Floor:
    competency: str
    min_correct_items: int = field(default=1)


@dataclass(frozen=True)
class ShareFloor:
    competency: str
    min_share: float


PLAN = Plan()


def bank(times: int, **changes: Any) -> dict[str, Item]:
    """`times` what the plan needs, in every cell."""
    items: list[Item] = []
    for area in AREAS:
        for n in range(3 * times):
            about = {
                "competency": f"caire.{area}.1.a",
                "sector": SECTORS[(n + AREAS.index(area)) % len(SECTORS)],
                **changes,
            }
            name = f"itm.n1.{area}.{n:04}"
            if n % 3:
                items.append(single(name, **about))
            else:
                items.append(
                    TrueFalse(
                        head(name, **about),
                        TRUE_FALSE.verdict,
                        TRUE_FALSE.justifications,
                        TRUE_FALSE.verdict_feedback,
                    )
                )
    return {item.head.id: item for item in items}


def drawn(
    items: dict[str, Item],
    seed: str = "s",
    *,
    plan: Plan = PLAN,
    seen: Iterable[str] = (),
    exposures: dict[str, int] | None = None,
    today: date | None = None,
) -> ExamForm:
    return draw(
        plan,
        items,
        seed=seed.encode(),
        seen=frozenset(seen),
        exposures=exposures or {},
        today=today,
    )


def matches(form: ExamForm, items: dict[str, Item], plan: Plan = PLAN) -> bool:
    found = Counter(
        (items[i].head.competency_group, items[i].__struct_config__.tag) for i in form.item_ids
    )
    wanted = {(c.competency, kind): n for c in plan.cells for kind, n in c.types.items()}
    return found == wanted


class TestDraw:
    def test_a_thousand_seeds_follow_the_plan_exactly(self) -> None:
        items = bank(3)
        for seed in range(1000):
            form = drawn(items, str(seed))
            assert matches(form, items)
            assert form.relaxed == ()

    @given(st.binary(max_size=32))
    def test_the_same_seed_gives_the_same_form(self, seed: bytes) -> None:
        items = bank(2)
        forms = [draw(PLAN, items, seed=seed, seen=(), exposures={}) for _ in range(2)]
        assert forms[0] == forms[1]

    def test_the_order_of_the_bank_does_not_matter(self) -> None:
        items = bank(3)
        assert drawn(dict(reversed(items.items()))) == drawn(items)

    def test_three_attempts_on_three_times_the_plan_share_no_item(self) -> None:
        items, seen = bank(3), set[str]()
        for attempt in range(3):
            form = drawn(items, f"attempt {attempt}", seen=seen)
            assert not seen & set(form.item_ids)
            assert "seen" not in form.relaxed
            seen |= set(form.item_ids)

    def test_when_all_was_seen_it_is_asked_again_and_said(self) -> None:
        items = bank(1)
        form = drawn(items, seen=items)
        assert matches(form, items)
        assert form.relaxed[-1] == "seen"

    def test_what_is_left_unseen_comes_first(self) -> None:
        items = bank(2)
        new = next(i for i in items if items[i].__struct_config__.tag == "true_false")
        form = drawn(items, seen=set(items) - {new})
        assert new in form.item_ids
        assert "seen" in form.relaxed

    def test_items_shown_less_are_preferred(self) -> None:
        items = bank(3)
        worn = dict.fromkeys((name for name in items if name[-4:] in {"0001", "0002", "0004"}), 9)
        fresh = {name for name in items if name[-4:] in {"0005", "0007", "0008"}}
        picked = Counter(
            name for n in range(300) for name in drawn(items, str(n), exposures=worn).item_ids
        )
        assert sum(picked[name] for name in fresh) > 3 * sum(picked[name] for name in worn)

    def test_two_items_that_give_each_other_away_never_meet(self) -> None:
        items = bank(2)
        rivals = ("itm.n1.c1.0001", "itm.n1.c4.0001")
        items[rivals[0]] = single(
            rivals[0], competency="caire.c1.1.a", sector="soin", enemies=(rivals[1],)
        )
        for seed in range(200):
            assert not set(rivals) <= set(drawn(items, str(seed)).item_ids)


class TestKeepTheFormBalanced:
    def test_no_sector_has_more_than_two_fifths(self) -> None:
        items = bank(3)
        for seed in range(100):
            sectors = Counter(items[i].head.sector for i in drawn(items, str(seed)).item_ids)
            assert len(sectors) >= 3
            assert max(sectors.values()) <= 0.4 * 9

    def test_the_mean_difficulty_stays_near_the_target(self) -> None:
        easy, hard = bank(3, p_expected=0.80), bank(3, p_expected=0.44)
        names = list(easy)
        items = {n: (easy if i % 2 else hard)[n] for i, n in enumerate(names)}
        for seed in range(50):
            form = drawn(items, str(seed))
            mean = sum(items[i].head.p_expected for i in form.item_ids) / len(form.item_ids)
            assert abs(mean - 0.62) <= 0.04 or "difficulty" in form.relaxed
        assert drawn(items, "0").relaxed == ()

    def test_what_the_bank_cannot_keep_is_given_up_and_said(self) -> None:
        assert drawn(bank(2, sector="bureau")).relaxed == ("sectors",)
        assert drawn(bank(2, p_expected=0.90)).relaxed == ("difficulty",)
        assert drawn(bank(2, sector="soin", p_expected=0.9)).relaxed == ("sectors", "difficulty")


class TestGuardTheBank:
    def test_a_bank_one_item_short_is_refused_with_the_cell(self) -> None:
        items = bank(1)
        del items["itm.n1.c4.0001"]
        missing = (Shortage("caire.c4.1", "single", 2, 1),)
        assert shortages(PLAN, items) == missing
        with pytest.raises(BankTooSmall, match=r"caire\.c4\.1 single: 1 of 2") as caught:
            drawn(items)
        assert caught.value.shortages == missing

    @pytest.mark.parametrize("changes", [{"status": "quarantined"}, {"pool": "formative"}])
    def test_only_published_certification_items_count(self, changes: dict[str, str]) -> None:
        assert len(shortages(PLAN, bank(1, **changes))) == 6

    def test_items_overdue_for_review_are_left_out(self) -> None:
        items = bank(1, review_by="2026-12-01")
        assert drawn(items, today=date(2026, 12, 1)).item_ids
        with pytest.raises(BankTooSmall):
            drawn(items, today=date(2026, 12, 2))

    def test_items_that_exclude_each_other_may_leave_too_few(self) -> None:
        items = bank(1)
        name = "itm.n1.c1.0001"
        items[name] = single(name, competency="caire.c1.1.a", enemies=("itm.n1.c1.0002",))
        with pytest.raises(BankTooSmall, match="give each other away"):
            drawn(items)


class TestGrade:
    items = bank(1)

    def graded(self, points: list[float], floors: tuple[Floor, ...] = ()) -> bool:
        scored = dict(zip(self.items, points, strict=True))
        return grade(scored, self.items, min_share=0.7, floors=floors).passed

    def test_the_pass_mark_itself_passes(self) -> None:
        assert self.graded([0.7] * 9)

    def test_nothing_is_rounded_up(self) -> None:
        assert not self.graded([0.7] * 8 + [0.69])
        assert not self.graded([0.7] * 8 + [0.69999])

    def test_sums_of_binary_fractions_do_not_cost_a_pass(self) -> None:
        assert self.graded([0.1, 0.2, 0.3, 0.7, 1.0, 1.0, 1.0, 1.0, 1.0])

    def test_a_floor_needs_correct_items_of_its_competency(self) -> None:
        floor = (Floor("caire.c4.1"),)
        assert not self.graded([1, 1, 1, 0.5, 0.5, 0.5, 1, 1, 1], floor)
        assert self.graded([1, 1, 1, 0.6, 0.5, 0.5, 1, 1, 1], floor)

    @pytest.mark.parametrize(
        ("points", "passes"),
        [
            ([0.5, 0.5, 0.5], True),
            ([1.0, 0.5, 0.0], True),
            ([0.5, 0.5, 0.49], False),
            ([0.49999, 0.5, 0.5], False),
            ([0.1, 0.4, 1.0], True),
        ],
    )
    def test_a_share_is_asked_of_the_points_of_one_competency(
        self, points: list[float], passes: bool
    ) -> None:
        scored = dict(zip(self.items, [1, 1, 1, *points, 1, 1, 1], strict=True))
        asked = (ShareFloor("caire.c4.1", 0.5),)
        found = grade(scored, self.items, min_share=0.7, floors=(), share_floors=asked)
        assert found.passed == passes

    def test_a_share_of_what_was_not_drawn_is_never_reached(self) -> None:
        scored = dict.fromkeys(self.items, 1.0)
        asked = (ShareFloor("caire.c9.1", 0.5),)
        assert not grade(scored, self.items, min_share=0.7, floors=(), share_floors=asked).passed

    def test_what_the_rule_forbids_fails_whatever_the_points(self) -> None:
        scored = dict.fromkeys(self.items, 1.0)
        found = grade(scored, self.items, min_share=0.7, floors=(), forbidden=["itm.n1.c1.0001"])
        assert (found.passed, found.points) == (False, 9.0)

    def test_a_competency_that_was_not_drawn_holds_no_floor(self) -> None:
        assert not self.graded([1.0] * 9, (Floor("caire.c9.1"),))

    def test_no_item_is_no_pass(self) -> None:
        assert not grade({}, {}, min_share=0.7, floors=()).passed

    def test_correct_items_are_counted_by_competency(self) -> None:
        scored = dict(zip(self.items, [1, 0, 0.6, 1, 1, 1, 0, 0, 0.59], strict=True))
        result = grade(scored, self.items, min_share=0.7, floors=())
        assert result.correct == {"caire.c1.1": 2, "caire.c4.1": 3, "caire.c5.1": 0}
        assert result.drawn == {"caire.c1.1": 3, "caire.c4.1": 3, "caire.c5.1": 3}
        assert (result.points, result.points_max) == (5.19, 9.0)
