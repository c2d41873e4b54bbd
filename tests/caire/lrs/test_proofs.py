"""Proofs read little of a large log, and hold for whoever has a signed head."""

import pytest
from sqlalchemy import delete, func, insert, select, update

from caire.lrs.errors import LogIncomplete, NoSuchHead
from caire.lrs.log import (
    ensure_signer,
    heads_since,
    prove_consistency,
    prove_inclusion,
    seal,
    verify,
)
from caire.lrs.log.claims import HeadClaim
from caire.lrs.log.merkle import Frontier, leaf_hash
from caire.lrs.log.tree import completed_nodes
from caire.lrs.models import LogHead, LogLeaf, LogNode, StatementId
from caire.migrate import downgrade_to, upgrade_to_head
from tests.caire.lrs.factories import NOW, id_of, own_statement, store_some

SIZES = (1, 256, 700, 1025, 2900)
ASKED = 1_300


@pytest.fixture
def signer(tmp_path):
    return ensure_signer(tmp_path)


@pytest.fixture
def large(db, signer):
    """A log of 2900 leaves under five heads; the statements themselves are not asked for."""
    tree, leaves, nodes = Frontier(), [], []
    for at in range(SIZES[-1]):
        leaf = leaf_hash(at.to_bytes(4, "big"))
        leaves.append(
            {"position": at, "seq": at, "statement_id": id_of(f"n:{at}"), "leaf_hash": leaf}
        )
        completed = completed_nodes(at + 1, tree.append(leaf))
        nodes += [{"level": n.level, "number": n.number, "hash": root} for n, root in completed]
        if tree.size in SIZES:
            db.add(head_of(tree, signer))
    db.execute(insert(LogLeaf), leaves)
    db.execute(insert(LogNode), nodes)
    db.add(StatementId(id=id_of(f"n:{ASKED}"), seq=ASKED))
    db.flush()
    return db


def head_of(tree, signer):
    return LogHead(
        size=tree.size,
        root_hash=tree.root(),
        frontier=tree.encoded(),
        signed_at=NOW,
        jws=signer.sign(HeadClaim(tree.size, tree.root(), NOW)),
    )


def forget_leaves_but(db, *blocks):
    """Keep 256 leaves a block: what a proof needs beyond them, it has from the nodes."""
    kept = [LogLeaf.position.between(256 * block, 256 * block + 255) for block in blocks]
    for condition in kept:
        assert db.scalar(select(func.count()).select_from(LogLeaf).where(condition))
    db.execute(delete(LogLeaf).where(~(kept[0] | kept[-1])))


class TestProveInclusion:
    def test_reads_two_blocks_of_leaves_of_a_large_log(self, large):
        forget_leaves_but(large, ASKED // 256, SIZES[-1] // 256)

        proof = prove_inclusion(large, id_of(f"n:{ASKED}"))

        assert proof.holds
        assert (proof.position, proof.size, len(proof.path)) == (ASKED, 2900, 12)

    def test_says_that_the_log_was_altered_when_a_node_is_missing(self, large):
        large.execute(delete(LogNode).where(LogNode.level == 10, LogNode.number == 0))

        with pytest.raises(LogIncomplete, match="caire traces verify"):
            prove_inclusion(large, id_of(f"n:{ASKED}"))

    def test_does_not_hold_when_a_node_was_altered(self, large):
        large.execute(update(LogNode).values(hash=b"x" * 32))

        assert not prove_inclusion(large, id_of(f"n:{ASKED}")).holds


class TestProveConsistency:
    def test_holds_between_any_two_heads(self, large):
        for first in SIZES:
            for second in (size for size in SIZES if size >= first):
                proof = prove_consistency(large, first=first, second=second)

                assert proof.holds
                assert (proof.first, proof.second) == (first, second)

    def test_is_to_the_latest_head_when_none_is_said(self, large):
        assert prove_consistency(large, first=700).second == 2900

    def test_is_not_from_a_larger_log_to_a_smaller_one(self, large):
        with pytest.raises(NoSuchHead, match="exchange them"):
            prove_consistency(large, first=700, second=256)

    def test_reads_two_blocks_of_leaves_of_a_large_log(self, large):
        forget_leaves_but(large, 700 // 256, SIZES[-1] // 256)

        assert prove_consistency(large, first=700).holds

    def test_is_for_sizes_that_were_signed(self, large):
        for size in (0, -1, 2, 10**30):
            with pytest.raises(NoSuchHead, match="caire traces heads"):
                prove_consistency(large, first=size)

    def test_does_not_hold_for_a_log_that_was_replaced(self, db, signer):
        store_some(db, own_statement("a"))
        seal(db, signer=signer, now=NOW)
        forged = db.get(LogHead, 1)
        forged.root_hash = b"x" * 32
        store_some(db, own_statement("b"))
        seal(db, signer=signer, now=NOW)

        assert not prove_consistency(db, first=1).holds


class TestHeads:
    def test_are_told_from_a_size_on(self, large):
        assert [head.size for head in heads_since(large, 256)] == [700, 1025, 2900]
        assert [head.size for head in heads_since(large, 0, at_most=2)] == [1, 256]
        assert heads_since(large, 10**30) == []


class TestVerify:
    @pytest.fixture
    def sealed(self, db, signer):
        """One node is complete, and one leaf is beside it."""
        store_some(db, *(own_statement(f"n:{n}") for n in range(257)))
        seal(db, signer=signer, now=NOW)
        assert verify(db, signer=signer).sound
        return db

    def test_names_a_node_that_was_altered(self, sealed, signer):
        sealed.execute(update(LogNode).values(hash=b"x" * 32))

        fault = verify(sealed, signer=signer).fault

        assert fault.kind == "node"
        assert "node 0 of level 8 (over positions 0 to 255) was altered" in fault.message

    def test_names_a_node_that_was_removed(self, sealed, signer):
        sealed.execute(delete(LogNode))

        assert "level 8 (over positions 0 to 255) was removed" in (
            verify(sealed, signer=signer).fault.message
        )

    def test_names_a_node_that_was_inserted(self, sealed, signer):
        for level, number in ((8, 1), (9, 0), (3, 0), (8, -1), (60, 0)):
            node = LogNode(level=level, number=number, hash=b"x" * 32)
            sealed.add(node)
            sealed.flush()

            fault = verify(sealed, signer=signer).fault

            assert fault.message.startswith(f"node {number} of level {level} was inserted")
            sealed.delete(node)


class TestTheMigration:
    def test_fills_the_nodes_of_a_log_that_had_none(self, large, engine):
        def nodes():
            query = select(LogNode.level, LogNode.number, LogNode.hash)
            return large.execute(query.order_by(LogNode.level, LogNode.number)).all()

        before = nodes()
        large.commit()

        downgrade_to(engine, "20261121_1123")
        upgrade_to_head(engine)

        assert len(before) == 11 + 5 + 2 + 1
        assert nodes() == before
