"""Merkle trees of RFC 6962, 2.1: pure functions on hashes of 32 bytes.

A tree grows by its frontier, the roots of its perfect sub-trees from left to right, which is all
that is needed to go on: log2(size) hashes.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


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

    def append(self, leaf: bytes) -> None:
        """Add a leaf's hash at the right end."""
        grown, rest = leaf, self.size
        while rest & 1:
            grown = node_hash(self._roots.pop(), grown)
            rest >>= 1
        self._roots.append(grown)
        self.size += 1

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        folded = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            folded = node_hash(left, folded)
        return folded

    def encoded(self) -> bytes:
        return b"".join(self._roots)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of leaves; they may be streamed."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def sibling_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove the leaf at `index`, from the leaf upwards.

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def proves_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether `path` leads from the leaf at `index` to the root of a tree of `size` leaves.

    Source: RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    low, high, folded = index, size - 1, leaf
    for sibling in path:
        if high == 0:
            return False
        if low & 1 or low == high:
            folded = node_hash(sibling, folded)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            folded = node_hash(folded, sibling)
        low, high = low >> 1, high >> 1
    return high == 0 and folded == root
