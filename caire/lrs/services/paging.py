"""Pages of an export: by number of rows, and by what they hold together."""

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")


def last_within(sized: Iterable[tuple[Key, int]], most: int) -> Key | None:
    """The last key of those that hold at most `most` together; the first at least; None: no row."""
    last, total = None, 0
    for key, size in sized:
        total += size
        if last is not None and total > most:
            break
        last = key
    return last
