"""Scores of a case: the verdict, the last belief, the weight given to technical clues."""

from collections.abc import Sequence

from modules.informed.activities.image_inquiry.cases import TECHNICAL, Case, updated

VERDICT, BELIEF, STEADY = 0.4, 0.4, 0.2
#: How much further than its strength allows a technical clue may move a belief.
TOLERATED = 0.15
#: Beliefs of 0 or 1 could not be moved by any clue.
LEAST, MOST = 0.05, 0.95


def calibration(belief: float, truth: float) -> float:
    """From Brier's score (1950): 1 less the squared error, over the worst that can be."""
    worst = max(truth, 1 - truth)
    return 1 - ((belief - truth) / worst) ** 2


def overweighed(case: Case, opened: Sequence[str], beliefs: Sequence[float]) -> list[str]:
    """The technical clues that moved the belief much further than they should have.

    `beliefs` holds one value more than `opened`: before each clue, then the last.
    """
    found = []
    for kind, before, after in zip(opened, beliefs, beliefs[1:], strict=False):
        clue = case.clue(kind)
        due = abs(updated(min(max(before, LEAST), MOST), clue.ratio) - before)
        if clue.group == TECHNICAL and abs(after - before) > due + TOLERATED + 1e-9:
            found.append(kind)
    return found


def steadiness(case: Case, opened: Sequence[str], beliefs: Sequence[float]) -> float:
    """Nothing for who opens technical clues alone; else the share of them weighed with care."""
    technical = [kind for kind in opened if case.clue(kind).group == TECHNICAL]
    if len(technical) == len(opened):
        return 0.0
    if not technical:
        return 1.0
    return 1 - len(overweighed(case, opened, beliefs)) / len(technical)


def total(*, right: bool, calibrated: float, steady: float) -> float:
    return VERDICT * right + BELIEF * calibrated + STEADY * steady


def foreseen(guess: int, truth: int) -> float:
    """Of the prediction: whole within 10, half within 20."""
    gap = abs(guess - truth)
    return 1.0 if gap <= 10 else 0.5 if gap <= 20 else 0.0
