"""The Merkle tree, against RFC 6962's definition written out, and against known roots."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.lrs.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    leaf_hash,
    node_hash,
    proves_inclusion,
    root_of,
    sibling_ranges,
)

leaves = st.lists(st.binary(max_size=8).map(leaf_hash), max_size=70)
#: The inputs of Certificate Transparency's reference tests, and their root.
REFERENCE = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243"),
        *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
    )
]
REFERENCE_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def root_by_definition(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1: split at the largest power of two below the size."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node_hash(root_by_definition(hashes[:middle]), root_by_definition(hashes[middle:]))


class TestRoot:
    def test_of_the_reference_tree(self):
        assert root_of(map(leaf_hash, REFERENCE)).hex() == REFERENCE_ROOT

    def test_of_nothing_is_the_hash_of_nothing(self):
        assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()

    @given(leaves)
    def test_is_the_one_of_the_definition(self, hashes):
        assert root_of(hashes) == root_by_definition(hashes)

    @given(leaves, st.data())
    def test_changes_with_any_leaf(self, hashes, data):
        if not hashes:
            return
        index = data.draw(st.integers(0, len(hashes) - 1))
        altered = [*hashes[:index], leaf_hash(b"something else"), *hashes[index + 1 :]]

        assert root_of(altered) != root_of(hashes)


class TestFrontier:
    @given(leaves, st.data())
    def test_goes_on_from_where_it_was_kept(self, hashes, data):
        cut = data.draw(st.integers(0, len(hashes)))
        before = Frontier()
        for leaf in hashes[:cut]:
            before.append(leaf)

        after = Frontier(before.size, before.encoded())
        for leaf in hashes[cut:]:
            after.append(leaf)

        assert after.root() == root_of(hashes)

    def test_refuses_bytes_of_another_size(self):
        with pytest.raises(ValueError, match="no frontier of 3 leaves"):
            Frontier(3, b"x" * 32)


class TestInclusion:
    @given(leaves, st.data())
    def test_every_leaf_is_proved_by_its_path_and_by_no_other(self, hashes, data):
        if not hashes:
            return
        index = data.draw(st.integers(0, len(hashes) - 1))
        path = [root_of(hashes[a:b]) for a, b in sibling_ranges(index, len(hashes))]
        proof = {"index": index, "size": len(hashes), "path": path, "root": root_of(hashes)}

        assert proves_inclusion(hashes[index], **proof)
        assert not proves_inclusion(leaf_hash(b"something else"), **proof)
        assert not proves_inclusion(hashes[index], **(proof | {"path": [*path, EMPTY_ROOT]}))
        assert not proves_inclusion(hashes[index], **(proof | {"index": len(hashes)}))

    def test_there_is_no_path_to_a_leaf_that_is_not_there(self):
        with pytest.raises(ValueError, match="no leaf 3 in a tree of 3"):
            sibling_ranges(3, 3)
