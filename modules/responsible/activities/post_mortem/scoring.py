"""What an order, families of causes and a set of actions are worth, in [0, 1]."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from modules.responsible.activities.post_mortem.replay import asked, replay, springs
from modules.responsible.activities.post_mortem.story import cause, causes, gestures

#: Actions to choose, and those of them that must change the organisation.
ACTIONS, ORGANISATIONAL = 4, 2
#: Families misled over the three springs, at most, for the mission to be reached.
FEW_MISLED = 50


def order_score(order: Sequence[str]) -> float:
    """Kendall's tau with the right order, 0 when negative: chance alone is worth nothing."""
    ranks = [order.index(gesture.id) for gesture in gestures()]
    pairs = list(combinations(ranks, 2))
    right = sum(first < second for first, second in pairs)
    return max(0.0, (2 * right - len(pairs)) / len(pairs))


def families_right(given: Mapping[str, str]) -> int:
    return sum(given[name] in cause(name).families for name in causes())


def misled(chosen: Sequence[str]) -> int:
    """Families misled over the three springs."""
    return sum(replay(spring, chosen).total for spring in springs())


def most_misled() -> int:
    return sum(asked()) * len(springs())


def actions_score(chosen: Sequence[str]) -> float:
    return 1 - misled(chosen) / most_misled()
