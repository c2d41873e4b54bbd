"""Chance that depends on a seed only: the same seed gives the same page and the same exam."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from caire.sdk.random import Mulberry32

T = TypeVar("T")


def generator(seed: str | bytes) -> Mulberry32:
    """Numbers seeded with a text of any length."""
    data = seed.encode() if isinstance(seed, str) else seed
    return Mulberry32(int.from_bytes(hashlib.sha256(data).digest()[:4], "big"))


def shuffled(values: Sequence[T], chance: Mulberry32) -> tuple[T, ...]:
    """The same values in another order (Fisher-Yates)."""
    mixed = list(values)
    for last in range(len(mixed) - 1, 0, -1):
        other = chance.below(last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return tuple(mixed)
