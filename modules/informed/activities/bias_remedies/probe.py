"""Does one column give the group away? A rule with one bar, learned on the past, tried on the new.

Source: a decision stump; the lesson's question is « si je ne connais que cette colonne, est-ce que
je devine le groupe ? ».
"""

from collections.abc import Sequence
from functools import cache

from modules.shared.hiring.history import MOST_B, Row, history

#: What a rule may look at; the group itself is what it guesses.
PROBED = ("years", "mark", "interrupted", "school")
PROXY = "interrupted"


@cache
def guessed(column: str) -> float:
    """Share of the 400 new candidates whose group is guessed from this column alone."""
    past = [*history().past_a[:MOST_B], *history().past_b[:MOST_B]]
    bar, above = learned(past, column)
    new = history().new
    return sum(_guess(row, column, bar, above) == row.group for row in new) / len(new)


def learned(rows: Sequence[Row], column: str) -> tuple[float, int]:
    """The bar between two values, and the group guessed above it, that are right most often."""
    values = sorted({getattr(row, column) for row in rows})
    bars = [(low + high) / 2 for low, high in zip(values, values[1:], strict=False)]
    rules = [(bar, above) for bar in bars for above in (0, 1)]
    return max(rules, key=lambda rule: sum(_guess(r, column, *rule) == r.group for r in rows))


def _guess(row: Row, column: str, bar: float, above: int) -> int:
    return above if getattr(row, column) > bar else 1 - above
