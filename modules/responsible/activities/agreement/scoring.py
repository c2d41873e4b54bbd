"""How the steps are scored; every score is in [0, 1]."""

#: Where an often quoted convention begins to say « fort » (Landis and Koch, 1977).
STRONG = 0.61
DECISIONS = ("go", "more", "nothing", "drop")
REASONS = ("low", "kappa", "raw")


def guess_score(given: int, found: int) -> float:
    """Within one answer, then within three."""
    distance = abs(given - found)
    return 1.0 if distance <= 1 else 0.5 if distance <= 3 else 0.0


def sum_score(given: float, share: float) -> float:
    """A share typed in per cent, or between 0 and 1: right, or half within five points."""
    distance = min(abs(given - 100 * share), abs(100 * given - 100 * share) if given <= 1 else 100)
    return 1.0 if distance <= 0.5 else 0.5 if distance <= 5 else 0.0


def gain_score(before: float | None, after: float | None) -> float:
    """All of it for a strong agreement; else the part of the way made towards one."""
    if after is None:
        return 0.0
    if after >= STRONG:
        return 1.0
    start = before if before is not None else 0.0
    return max(0.0, (after - start) / (STRONG - start)) if start < STRONG else 0.0


def decision_score(decision: str, reason: str) -> float:
    """Judge more answers first, because the low end of the interval is still a weak agreement."""
    return 0.6 * (decision == "more") + 0.4 * (reason == "low")
