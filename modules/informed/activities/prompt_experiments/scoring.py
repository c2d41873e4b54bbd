"""Scores of the steps, each in [0, 1]."""

from collections.abc import Sequence


def foresight(right: Sequence[bool], wanted: int) -> float:
    """Share of right predictions among the first `wanted` experiments."""
    return sum(right[:wanted]) / wanted


def gain(start: int, final: int, best: int) -> float:
    """How much of what could be gained was gained; nothing for an answer worse than the first."""
    return min(1.0, max(0.0, (final - start) / (best - start)))
