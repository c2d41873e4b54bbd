"""What a choice costs, and the best choice that both budgets allow: a 0/1 selection with options.

Branch and bound over every choice: a branch is left as soon as the highest values of the uses not
yet decided cannot reach the best choice found. The result is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from modules.responsible.activities.frugal_budget.uses import (
    LEVELS,
    NONE,
    Budget,
    Option,
    Use,
    budget,
    models,
    use_named,
    uses,
)

#: A choice: use -> model, for the uses that are taken.
Picks = Mapping[str, str]
#: A use done without AI, in the field `model` of its option.
WITHOUT = "without"
_ALLOWANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Bill:
    """Of a choice: value declared, Wh a year, hours of review a year."""

    value: int = 0
    energy: float = 0.0
    hours: float = 0.0

    def plus(self, other: "Bill") -> "Bill":
        return Bill(self.value + other.value, self.energy + other.energy, self.hours + other.hours)

    def fits_energy(self, limit: Budget) -> bool:
        return self.energy <= limit.energy + _ALLOWANCE

    def fits_hours(self, limit: Budget) -> bool:
        return self.hours <= limit.hours + _ALLOWANCE

    def fits(self, limit: Budget) -> bool:
        return self.fits_energy(limit) and self.fits_hours(limit)


@dataclass(frozen=True, slots=True)
class Case:
    """`level`: one of LEVELS; `rebound`: volume added, in percent, with its review, at no value."""

    level: str = "central"
    rebound: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    picks: Picks
    bill: Bill


def cost(use: Use, option: Option, case: Case) -> Bill:
    """One use, taken in one way. Without AI, no energy is counted."""
    growth = 1 + case.rebound / 100
    if option.model == WITHOUT:
        return Bill(option.value, 0.0, option.hours * growth)
    each = models()[option.model].value[LEVELS.index(case.level)]
    return Bill(option.value, use.volume * each * growth, option.hours * growth)


def bill(picks: Picks, case: Case) -> Bill:
    total = Bill()
    for use in uses():
        option = use.option(picks.get(use.id, NONE))
        total = total.plus(cost(use, option, case)) if option else total
    return total


@cache
def best(case: Case, replaced: tuple[str, Option] | None = None) -> Best:
    """The choice of highest value within the budget; `replaced` offers one more way of a use.

    Among equals, the first found is kept: the highest values first, use by use.
    """
    offers = [_offers(use, case, replaced) for use in uses()]
    highest = [max(one.value for _, one in row) for row in offers]
    hopes = [*list(accumulate(reversed(highest)))[::-1], 0]
    return _search(offers, hopes, budget())


@cache
def by_value(case: Case) -> Best:
    """The highest declared values first, while both budgets allow it."""
    offers = [(use, option) for use in uses() for option in use.options]
    picks: dict[str, str] = {}
    total = Bill()
    for use, option in sorted(offers, key=lambda offer: -offer[1].value):
        then = total.plus(cost(use, option, case))
        if use.id not in picks and then.fits(budget()):
            picks[use.id], total = option.model, then
    return Best(picks, total)


def without_ai(use_id: str, method: str) -> Option:
    """The use done in another way: a share of its value, with the hours already planned for it."""
    use = use_named(use_id)
    value = round(use.without[method] * max(option.value for option in use.options) / 100)
    return Option(WITHOUT, value, max(option.hours for option in use.options))


@cache
def unsettled() -> frozenset[str]:
    """The uses that the best choice takes under one hypothesis and leaves under another."""
    found = [best(Case(level)).picks for level in LEVELS]
    return frozenset(use.id for use in uses() if len({use.id in picks for picks in found}) > 1)


Offer = tuple[str, Bill]


def _offers(use: Use, case: Case, replaced: tuple[str, Option] | None) -> list[Offer]:
    """Leaving the use aside, or taking it, the highest value first."""
    options = [*use.options]
    if replaced and replaced[0] == use.id:
        options.append(replaced[1])
    rows = [(f"{use.id} {option.model}", cost(use, option, case)) for option in options]
    return [*sorted(rows, key=lambda row: -row[1].value), ("", Bill())]


def _search(offers: Sequence[Sequence[Offer]], hopes: Sequence[int], limit: Budget) -> Best:
    found = Best({}, Bill())

    def follow(rank: int, taken: tuple[str, ...], total: Bill) -> None:
        nonlocal found
        if total.value > found.bill.value:
            found = Best(dict(name.split() for name in taken), total)
        if total.value + hopes[rank] <= found.bill.value:
            return
        for name, added in offers[rank]:
            then = total.plus(added)
            if then.fits(limit):
                follow(rank + 1, (*taken, name) if name else taken, then)

    follow(0, (), Bill())
    return found
