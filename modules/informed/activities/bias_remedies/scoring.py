"""Scores of the steps, each in [0, 1]."""

WANTED_RATIO, MOST_LOST = 0.8, 5.0
#: Beyond the points allowed, each one more takes a tenth away.
TOLERATED = 10.0
NEAR, FAR = 0.05, 0.15
DOOR, LIMIT = 0.4, 0.6


def closeness(guess: float, truth: float) -> float:
    """Of a predicted ratio: whole within 0.05, half within 0.15."""
    gap = round(abs(guess - truth), 6)
    return 1.0 if gap <= NEAR else 0.5 if gap <= FAR else 0.0


def balance(ratio: float) -> float:
    """The lower rate over the higher one, whichever group it is: in [0, 1]."""
    return min(ratio, 1 / ratio) if ratio > 0 else 0.0


def reached(ratio: float, lost: float) -> bool:
    """`lost` in points of agreement."""
    return balance(ratio) >= WANTED_RATIO and lost < MOST_LOST


def remedied(ratio: float, lost: float, start: float) -> float:
    """How much of the way from the ratio `start` to 0.8, less what is lost beyond five points."""
    if reached(ratio, lost):
        return 1.0
    way = (balance(ratio) - start) / (WANTED_RATIO - start)
    paid = 1 - max(0.0, lost - MOST_LOST) / TOLERATED
    return min(1.0, max(0.0, way)) * min(1.0, max(0.0, paid))


def sheet(*, door: bool, limit: bool) -> float:
    """Of the decision sheet: where the gap came in, and a limit of the remedy kept."""
    return DOOR * door + LIMIT * limit
