"""Merkle trees of RFC 6962, 2.1: pure functions on hashes of 32 bytes.

A tree grows by its frontier, the roots of its perfect sub-trees from left to right, which is all
that is needed to go on: log2(size) hashes. A perfect sub-tree never changes again: `level` says
that it has 2**level leaves, `number` how many of them stand to its left.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Subtree(NamedTuple):
    """A perfect sub-tree: the leaves from `start` to before `end`."""

    level: int
    number: int

    @property
    def start(self) -> int:
        return self.number << self.level

    @property
    def end(self) -> int:
        return (self.number + 1) << self.level


class Frontier:
    """A growing tree of `size` leaves."""

    def __init__(self, size: int = 0, encoded: bytes = b"") -> None:
        """Go on from `encoded()` of a tree with `size` leaves.

        Raises:
            ValueError: the bytes are not those of a tree of this size.
        """
        if len(encoded) != HASH_BYTES * size.bit_count():
            raise ValueError(f"{len(encoded)} bytes are no frontier of {size} leaves")
        self.size = size
        self._roots = [
            encoded[start : start + HASH_BYTES] for start in range(0, len(encoded), HASH_BYTES)
        ]

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf's hash at the right end; returns the roots that it completed.

        The item at `level` is the root of the sub-tree of 2**level leaves that ends here, the first
        is the leaf itself.
        """
        completed, rest = [leaf], self.size
        while rest & 1:
            completed.append(node_hash(self._roots.pop(), completed[-1]))
            rest >>= 1
        self._roots.append(completed[-1])
        self.size += 1
        return completed

    def root(self) -> bytes:
        return folded(self._roots)

    def encoded(self) -> bytes:
        return b"".join(self._roots)


def folded(roots: Sequence[bytes]) -> bytes:
    """The root above perfect sub-trees that stand side by side, the largest first."""
    if not roots:
        return EMPTY_ROOT
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = node_hash(left, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of leaves; they may be streamed."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def subtrees(start: int, end: int) -> Iterator[Subtree]:
    """The perfect sub-trees side by side of which a range of leaves consists, the largest first.

    `start` is a multiple of a power of two that is not below the length of the range.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield Subtree(level, start >> level)
        start += 1 << level


def sibling_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove the leaf at `index`, from the leaf upwards.

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove that a tree of `first` leaves grew into the other.

    Source: RFC 9162, 2.1.4.1.

    Raises:
        ValueError: not 0 < first <= second.
    """
    if not 0 < first <= second:
        raise ValueError(f"a tree of {first} leaves does not grow into one of {second}")
    ranges, start, end = [], 0, second
    while first < end:
        middle = _middle(start, end)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start > 0:  # else it is the first tree itself, whose root the reader has
        ranges.append((start, end))
    return ranges[::-1]


def _middle(start: int, end: int) -> int:
    return start + (1 << ((end - start - 1).bit_length() - 1))


def proves_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether `path` leads from the leaf at `index` to the root of a tree of `size` leaves.

    Source: RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    low, high, grown = index, size - 1, leaf
    for sibling in path:
        if high == 0:
            return False
        if low & 1 or low == high:
            grown = node_hash(sibling, grown)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            grown = node_hash(grown, sibling)
        low, high = low >> 1, high >> 1
    return high == 0 and grown == root


def proves_consistency(
    *, first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of `second` leaves begins with all leaves of the one of `first`.

    Source: RFC 9162, 2.1.4.2.
    """
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    steps = [first_root, *path] if first.bit_count() == 1 else list(path)
    if not steps:
        return False
    low, high = first - 1, second - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if high == 0:
            return False
        if low & 1 or low == high:
            old, new = node_hash(step, old), node_hash(step, new)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            new = node_hash(new, step)
        low, high = low >> 1, high >> 1
    return high == 0 and (old, new) == (first_root, second_root)
