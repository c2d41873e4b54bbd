"""A small memory of what was checked already."""

from collections.abc import Sized
from typing import TypeVar

Known = TypeVar("Known", bound=Sized)
Told = TypeVar("Told")


class Memo(dict[Known, Told]):
    """A dictionary that never grows beyond `size` entries with keys of `length` at most.

    Full, it forgets everything and starts anew: cheaper than to know what was used last, and what
    comes often is soon back.
    """

    __slots__ = ("_length", "_size")

    def __init__(self, *, size: int, length: int) -> None:
        self._size = size
        self._length = length

    def keep(self, key: Known, value: Told) -> None:
        if len(key) > self._length:
            return
        if len(self) >= self._size:
            self.clear()
        self[key] = value
