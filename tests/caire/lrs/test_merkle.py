"""The Merkle tree, against RFC 6962's definition written out, and against known roots."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.lrs.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    Subtree,
    consistency_ranges,
    folded,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root_of,
    sibling_ranges,
    subtrees,
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

    @given(leaves)
    def test_says_which_subtrees_each_leaf_completed(self, hashes):
        tree = Frontier()
        for size, leaf in enumerate(hashes, start=1):
            for level, root in enumerate(tree.append(leaf)):
                done = Subtree(level, (size >> level) - 1)
                assert done.end == size
                assert root == root_by_definition(hashes[done.start : done.end])

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


class TestSubtrees:
    @given(leaves, st.data())
    def test_make_up_every_range_that_a_proof_asks_for(self, hashes, data):
        if not hashes:
            return
        first = data.draw(st.integers(1, len(hashes)))
        asked = sibling_ranges(first - 1, len(hashes)) + consistency_ranges(first, len(hashes))
        for start, end in asked:
            parts = list(subtrees(start, end))
            roots = [root_by_definition(hashes[part.start : part.end]) for part in parts]

            assert [parts[0].start, parts[-1].end] == [start, end]
            assert folded(roots) == root_by_definition(hashes[start:end])


def consistency_by_definition(first: int, hashes: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 9162, 2.1.4.1: SUBPROOF(m, D_n, b)."""
    if first == len(hashes):
        return [] if whole else [root_by_definition(hashes)]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    left, right = hashes[:middle], hashes[middle:]
    if first <= middle:
        return [*consistency_by_definition(first, left, whole), root_by_definition(right)]
    return [*consistency_by_definition(first - middle, right, False), root_by_definition(left)]


def consistency_of(hashes: list[bytes], first: int) -> dict:
    path = [root_of(hashes[a:b]) for a, b in consistency_ranges(first, len(hashes))]
    return {
        "first": first,
        "first_root": root_of(hashes[:first]),
        "second": len(hashes),
        "second_root": root_of(hashes),
        "path": path,
    }


class TestConsistency:
    @given(leaves, st.data())
    def test_is_the_one_of_the_definition_and_holds(self, hashes, data):
        if not hashes:
            return
        proof = consistency_of(hashes, data.draw(st.integers(1, len(hashes))))

        assert proof["path"] == consistency_by_definition(proof["first"], hashes)
        assert proves_consistency(**proof)

    @given(leaves.filter(lambda hashes: len(hashes) > 1), st.data())
    def test_holds_for_no_tree_that_was_rewritten(self, hashes, data):
        first = data.draw(st.integers(1, len(hashes)))
        index = data.draw(st.integers(0, first - 1))
        rewritten = [*hashes[:index], leaf_hash(b"something else"), *hashes[index + 1 :]]
        proof = consistency_of(rewritten, first) | {"first_root": root_of(hashes[:first])}

        assert not proves_consistency(**proof)

    @given(leaves.filter(lambda hashes: len(hashes) > 1), st.data())
    def test_holds_for_no_other_path_nor_size(self, hashes, data):
        first = data.draw(st.integers(1, len(hashes)))
        proof = consistency_of(hashes, first)
        path = proof["path"]

        assert not proves_consistency(**(proof | {"path": [*path, EMPTY_ROOT]}))
        assert not proves_consistency(**(proof | {"second_root": EMPTY_ROOT}))
        assert not proves_consistency(**(proof | {"first": 0}))
        assert not proves_consistency(**(proof | {"second": first - 1}))
        for at in range(len(path)):
            assert not proves_consistency(**(proof | {"path": path[:at] + path[at + 1 :]}))

    @pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 1)])
    def test_is_asked_only_of_a_tree_that_grew(self, first, second):
        with pytest.raises(ValueError, match="does not grow"):
            consistency_ranges(first, second)
