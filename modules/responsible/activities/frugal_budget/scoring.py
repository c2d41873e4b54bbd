"""What each mission is worth, in [0, 1]."""

from collections.abc import Collection

from modules.responsible.activities.frugal_budget.solver import Bill
from modules.responsible.activities.frugal_budget.uses import Budget

#: The share of the best value that the first mission asks for.
ENOUGH = 0.9
#: Hundredths of the value: a way that does the job, or half of it.
SUITS, HELPS = 70, 40
_PLACES_SHARE, _HOLDS_SHARE = 2 / 3, 1 / 3


def portfolio_score(chosen: Bill, highest: Bill, limit: Budget) -> float:
    """The share of the best value; nothing when a budget is exceeded."""
    return chosen.value / highest.value if chosen.fits(limit) else 0.0


def places_score(ticked: Collection[str], truth: Collection[str]) -> float:
    """Uses rightly ticked, out of all those that are ticked or should be."""
    together = set(ticked) | set(truth)
    return len(set(ticked) & set(truth)) / len(together) if together else 1.0


def robustness_score(ticked: Collection[str], truth: Collection[str], *, holds: bool) -> float:
    """Two thirds for the uses, a third for what rebound does to one's own choice."""
    return min(1.0, _PLACES_SHARE * places_score(ticked, truth) + _HOLDS_SHARE * holds)


def method_score(kept: int) -> float:
    """1 when the way keeps most of the value, half when it helps."""
    if kept >= SUITS:
        return 1.0
    return 0.5 if kept >= HELPS else 0.0


def rewriting_score(kept: int, ticked: int, criteria: int) -> float:
    """Half for the way chosen, half for what the sentence does."""
    return (method_score(kept) + ticked / criteria) / 2
