"""The seeded generator that browser and server share."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Mulberry32:
    """Deterministic numbers in [0, 1); the same seed gives the same numbers in the client script.

    Source: Tommy Ettinger's public-domain mulberry32 (32-bit state).
    """

    def __init__(self, seed: int) -> None:
        self._state = seed & 0xFFFFFFFF

    def random(self) -> float:
        """The next number in [0, 1)."""
        self._state = (self._state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 15)) * (mixed | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 4294967296

    def below(self, n: int) -> int:
        """A whole number in [0, n)."""
        return int(self.random() * n)


def shuffled(values: Sequence[T], generator: Mulberry32) -> list[T]:
    """The values in a random order (Fisher and Yates)."""
    found = list(values)
    for last in range(len(found) - 1, 0, -1):
        other = generator.below(last + 1)
        found[last], found[other] = found[other], found[last]
    return found


def rotated(values: Sequence[T], seed: int) -> list[T]:
    """The values from another one on, so that the right one is not always the first."""
    start = seed % len(values)
    return [*values[start:], *values[:start]]
