"""What each step is worth, in [0, 1]."""

from collections.abc import Mapping

from modules.responsible.activities.two_fairnesses.groups import CRITERIA, holds, payable


def kept_score(kept: Mapping[str, Mapping[str, int]]) -> float:
    """The share of the equalities that the bars kept for them do hold, within the places paid."""
    return sum(reached(name, kept) for name in CRITERIA) / len(CRITERIA)


def reached(name: str, kept: Mapping[str, Mapping[str, int]]) -> bool:
    return name in kept and payable(kept[name]) and holds(name, kept[name])


def decision_score(coherent: bool, ticked: int, criteria: int) -> float:
    """Half for bars that hold the criterion retained, half for what the sentences do."""
    return (coherent + ticked / criteria) / 2
