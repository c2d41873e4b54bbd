"""The tree as it is kept: leaves, and the roots of its perfect sub-trees from a level upwards.

Any root that a proof asks for is put together from a few of these and from the leaves of at most
two blocks, whatever the size.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from caire.lrs.errors import LogIncomplete
from caire.lrs.log.merkle import Subtree, folded, root_of, subtrees
from caire.lrs.models import LogLeaf, LogNode

#: Roots of smaller sub-trees are hashed again from their leaves: 256 at most in a block.
LOWEST_LEVEL = 8


def completed_nodes(size: int, roots: Sequence[bytes]) -> list[tuple[Subtree, bytes]]:
    """Which nodes to keep once the tree has `size` leaves, of the roots that the last completed."""
    return [
        (Subtree(level, (size >> level) - 1), root)
        for level, root in enumerate(roots[LOWEST_LEVEL:], start=LOWEST_LEVEL)
    ]


def roots_of(db: Session, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
    """The roots of ranges of leaves as `merkle.subtrees` takes them.

    Raises:
        LogIncomplete: a leaf or a node was removed.
    """
    parts = [list(subtrees(start, end)) for start, end in ranges]
    asked = {part for each in parts for part in each}
    nodes = stored_nodes(db, [part for part in asked if part.level >= LOWEST_LEVEL])
    low = [part for part in asked if part.level < LOWEST_LEVEL]
    leaves = _leaves(db, {part.start >> LOWEST_LEVEL for part in low})
    try:
        for part in low:
            nodes[part] = root_of(leaves[at] for at in range(part.start, part.end))
        return [folded([nodes[part] for part in each]) for each in parts]
    except KeyError as missing:
        raise LogIncomplete(
            f"{missing} is missing in the log: `caire traces verify` says what was removed"
        ) from None


def stored_nodes(db: Session, asked: Iterable[Subtree]) -> dict[Subtree, bytes]:
    """Those that are kept."""
    keys = [tuple(part) for part in asked]
    if not keys:
        return {}
    query = select(LogNode.level, LogNode.number, LogNode.hash).where(
        tuple_(LogNode.level, LogNode.number).in_(keys)
    )
    return {Subtree(row.level, row.number): row.hash for row in db.execute(query)}


def _leaves(db: Session, blocks: Iterable[int]) -> dict[int, bytes]:
    """The hashes of whole blocks by position."""
    found: dict[int, bytes] = {}
    for number in blocks:
        block = Subtree(LOWEST_LEVEL, number)
        rows = db.execute(
            select(LogLeaf.position, LogLeaf.leaf_hash).where(
                LogLeaf.position >= block.start, LogLeaf.position < block.end
            )
        )
        found.update((row.position, row.leaf_hash) for row in rows)
    return found
