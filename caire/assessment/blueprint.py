"""The final assessment: which items are drawn, and what decides (CURRICULUM F.2.1, F.1).

Plans and floors are described by their shape, so that this package knows no course.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from caire.assessment.items import Item, item_type
from caire.assessment.scoring import CORRECT_FROM, EPSILON
from caire.assessment.shuffling import generator
from caire.sdk.random import Mulberry32

REDRAWS = 200
ONE_SECTOR_AT_MOST = 0.4
SECTORS_AT_LEAST = 3
#: Vignettes that belong to no sector are not counted among sectors.
NEUTRAL = "neutral"


class CellShape(Protocol):
    @property
    def competency(self) -> str: ...
    @property
    def types(self) -> Mapping[str, int]: ...


class PlanShape(Protocol):
    @property
    def difficulty_target(self) -> float: ...
    @property
    def difficulty_tolerance(self) -> float: ...
    @property
    def cells(self) -> Sequence[CellShape]: ...


class FloorShape(Protocol):
    @property
    def competency(self) -> str: ...
    @property
    def min_correct_items(self) -> int: ...


class ShareFloorShape(Protocol):
    @property
    def competency(self) -> str: ...
    @property
    def min_share(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Shortage:
    """A cell of the plan that the bank cannot fill, even with items already seen."""

    competency: str
    type: str
    needed: int
    available: int


class BankTooSmall(ValueError):
    """The bank cannot give a form that follows the plan; `shortages` says where."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        lines = [f"{s.competency} {s.type}: {s.available} of {s.needed}" for s in shortages]
        super().__init__("; ".join(lines) or "items that give each other away leave too few")
        self.shortages = tuple(shortages)


@dataclass(frozen=True, slots=True)
class ExamForm:
    """`relaxed`: the constraints that could not be kept, among sectors, difficulty, seen."""

    item_ids: tuple[str, ...]
    relaxed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """`correct` and `drawn` count items by competency; a floor is about correct items."""

    passed: bool
    points: float
    points_max: float
    correct: dict[str, int]
    drawn: dict[str, int]


def eligible(items: Mapping[str, Item], *, today: date | None = None) -> list[Item]:
    """The items an exam may ask: published, for certification, not overdue for review."""
    overdue = today.isoformat() if today else ""
    found = [
        item
        for item in items.values()
        if item.head.pool == "certification"
        and item.head.status == "published"
        and not (item.head.review_by and item.head.review_by < overdue)
    ]
    return sorted(found, key=lambda item: item.head.id)


def shortages(
    plan: PlanShape, items: Mapping[str, Item], *, today: date | None = None
) -> tuple[Shortage, ...]:
    """The cells that cannot be filled at all: to be mended before anyone takes the exam."""
    counts = Counter(_cell_of(item) for item in eligible(items, today=today))
    return tuple(
        Shortage(cell.competency, kind, needed, counts[cell.competency, kind])
        for cell in plan.cells
        for kind, needed in cell.types.items()
        if counts[cell.competency, kind] < needed
    )


def draw(
    plan: PlanShape,
    items: Mapping[str, Item],
    *,
    seed: bytes,
    seen: Collection[str],
    exposures: Mapping[str, int],
    today: date | None = None,
) -> ExamForm:
    """An exam form: same arguments, same form.

    Args:
        seen: ids of items this person met in earlier attempts; drawn when nothing else is left.
        exposures: item id -> number of recent forms that held it; the less shown are preferred.
        today: items whose review is overdue on that day are left out; None leaves none out.

    Raises:
        BankTooSmall: some cell cannot be filled.
    """
    missing = shortages(plan, items, today=today)
    if missing:
        raise BankTooSmall(missing)
    bank = eligible(items, today=today)
    chance = generator(seed)
    for again in (False, True):
        redraws = (_fill(plan, bank, seen, exposures, chance, again=again) for _ in range(REDRAWS))
        found = _best(plan, redraws)
        if found is not None:
            form, broken = found
            was_seen = any(item.head.id in seen for item in form)
            relaxed = (*broken, "seen") if was_seen else broken
            return ExamForm(tuple(item.head.id for item in form), relaxed)
    raise BankTooSmall(())


def grade(
    points: Mapping[str, float],
    items: Mapping[str, Item],
    *,
    min_share: float,
    floors: Sequence[FloorShape],
    share_floors: Sequence[ShareFloorShape] = (),
    forbidden: Collection[str] = (),
) -> Grade:
    """Whether an attempt passes. Nothing is rounded up: 13.99 of 20 fails at 70 %.

    Args:
        points: item id -> points in [0, 1], for every item drawn.
        forbidden: items where something happened that the rule forbids: one is enough to fail.
    """
    drawn: dict[str, int] = {}
    correct: dict[str, int] = {}
    for item_id, scored in points.items():
        competency = items[item_id].head.competency_group
        drawn[competency] = drawn.get(competency, 0) + 1
        right = scored >= CORRECT_FROM - EPSILON
        correct[competency] = correct.get(competency, 0) + right
    total = sum(points.values())
    enough = bool(points) and total >= min_share * len(points) - EPSILON
    shares = competency_shares(points, items)
    held = all(correct.get(f.competency, 0) >= f.min_correct_items for f in floors) and all(
        reaches(shares.get(f.competency, 0.0), f.min_share) for f in share_floors
    )
    passed = enough and held and not forbidden
    return Grade(passed, round(total, 9), float(len(points)), correct, drawn)


def competency_shares(points: Mapping[str, float], items: Mapping[str, Item]) -> dict[str, float]:
    """Share in [0, 1] of the points of each competency's items; six decimals.

    Args:
        points: item id -> points in [0, 1]; an item that the bank no longer has is left out.
    """
    by_competency: dict[str, list[float]] = {}
    for item_id, scored in points.items():
        if item_id in items:
            group = items[item_id].head.competency_group
            by_competency.setdefault(group, []).append(scored)
    return {c: round(sum(found) / len(found), 6) for c, found in sorted(by_competency.items())}


def reaches(share: float, needed: float) -> bool:
    """Never rounded up, beyond the six decimals that absorb sums of fractions."""
    return round(share, 6) >= round(needed, 6)


def _cell_of(item: Item) -> tuple[str, str]:
    return item.head.competency_group, item_type(item)


def _fill(
    plan: PlanShape,
    bank: Sequence[Item],
    seen: Collection[str],
    exposures: Mapping[str, int],
    chance: Mulberry32,
    *,
    again: bool,
) -> list[Item] | None:
    """One try at a form; None when a cell stays short. `again` lets seen items complete a cell."""
    form: list[Item] = []
    for cell in plan.cells:
        for kind, needed in cell.types.items():
            candidates = [item for item in bank if _cell_of(item) == (cell.competency, kind)]
            fresh = [item for item in candidates if item.head.id not in seen]
            met = [item for item in candidates if item.head.id in seen]
            taken = _take(fresh, needed, form, exposures, chance)
            if again and len(taken) < needed:
                known = [*form, *taken]
                taken += _take(met, needed - len(taken), known, exposures, chance)
            if len(taken) < needed:
                return None
            form += taken
    return form


def _best(
    plan: PlanShape, redraws: Iterable[list[Item] | None]
) -> tuple[list[Item], tuple[str, ...]] | None:
    """The first form that keeps every constraint, else the one that gives up least."""
    found: list[tuple[int, list[Item], tuple[str, ...]]] = []
    for form in redraws:
        if form is None:
            continue
        broken = _broken(plan, form)
        if not broken:
            return form, ()
        # Sectors are given up before difficulty, difficulty before both.
        found.append((len(broken) + ("difficulty" in broken), form, broken))
    if not found:
        return None
    _, form, broken = min(found, key=lambda option: option[0])
    return form, broken


def _take(
    candidates: Sequence[Item],
    needed: int,
    drawn: Sequence[Item],
    exposures: Mapping[str, int],
    chance: Mulberry32,
) -> list[Item]:
    """Weighted draw without replacement, weight `1 / (1 + exposures)`; at most `needed` items."""
    left, taken = list(candidates), list[Item]()
    while len(taken) < needed:
        left = [item for item in left if not _gives_away(item, [*drawn, *taken])]
        if not left:
            break
        weights = [1 / (1 + exposures.get(item.head.id, 0)) for item in left]
        mark = chance.random() * sum(weights)
        index = 0
        while index < len(left) - 1 and mark >= weights[index]:
            mark -= weights[index]
            index += 1
        taken.append(left.pop(index))
    return taken


def _gives_away(item: Item, drawn: Sequence[Item]) -> bool:
    """Whether one of two items helps to answer the other, whichever of them says so."""
    return any(
        other.head.id in item.head.enemies or item.head.id in other.head.enemies for other in drawn
    )


def _broken(plan: PlanShape, form: Sequence[Item]) -> tuple[str, ...]:
    """The constraints this form does not keep, in the order in which they may be relaxed."""
    broken = []
    sectors = Counter(i.head.sector for i in form if i.head.sector != NEUTRAL)
    if len(sectors) < SECTORS_AT_LEAST or max(sectors.values()) > ONE_SECTOR_AT_MOST * len(form):
        broken.append("sectors")
    mean = sum(item.head.p_expected for item in form) / len(form) if form else 0.0
    if abs(mean - plan.difficulty_target) > plan.difficulty_tolerance + EPSILON:
        broken.append("difficulty")
    return tuple(broken)
