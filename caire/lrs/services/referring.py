"""A statement that refers to another is found by whatever finds that one, however long the chain.

What another organisation's tool stored is not looked into: whoever guessed its id could else ask,
filter by filter, what it says.

Source: xAPI 1.0.3, part three, 2.1.3, "filter conditions for StatementRefs".
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.driver import rows_where_in
from caire.lrs.models import LrsKey, StatementId, StoredStatement
from caire.lrs.relations import Facet, inherited_terms
from caire.lrs.services.inserting import insert_relations, relation_terms
from caire.lrs.services.placing import Placed
from caire.lrs.validation import found_in

#: A chain is followed so far, in each direction; statements could refer to each other in a circle.
LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Referring:
    """A stored statement whose object is a StatementRef to `refers`."""

    seq: int
    id: str
    key_id: int | None
    refers: str
    verb_key: bytes


def referring_to(db: Session, ids: Collection[str]) -> list[Referring]:
    """Statements that are stored already and refer to these."""
    if not ids:
        return []
    select = "SELECT seq, id, key_id, refers, verb_key FROM statement"
    rows = rows_where_in(db, select, "refers", ids)
    return [Referring(seq, str(id), key, str(to), verb) for seq, id, key, to, verb in rows]


def inherit(db: Session, new: Sequence[Placed], waiting: Sequence[Referring]) -> None:
    """Give terms to new statements that refer, and to those that waited for new ones."""
    referring = [one for one in new if one.incoming.checked.refers]
    if not referring and not waiting:
        return
    rows: list[tuple[bytes, int]] = []
    for one in referring:
        facets = list(_facets_of_chain(db, one.incoming.key_id, one.incoming.checked.refers))
        rows += [(t, one.seq) for t in relation_terms(one.incoming.key_id, facets)]
    for _ in range(LONGEST_CHAIN):
        for row in waiting:
            facets = list(_facets_of_chain(db, row.key_id, row.refers))
            rows += [(t, row.seq) for t in relation_terms(row.key_id, facets)]
        if not waiting:
            break
        waiting = referring_to(db, {row.id for row in waiting})
    insert_relations(db, rows)


def _facets_of_chain(
    db: Session, key_id: int | None, target: str | None
) -> Iterator[tuple[Facet, bytes]]:
    """What finds a statement, and those that it refers to in turn, for who refers with this key."""
    organisation_id = db.scalar(select(LrsKey.organisation_id).where(LrsKey.id == key_id))
    seen: set[str] = set()
    while target is not None and target not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(target)
        found = db.execute(
            select(StoredStatement.raw, LrsKey.organisation_id)
            .join(StatementId, StatementId.seq == StoredStatement.seq)
            .outerjoin(LrsKey, LrsKey.id == StoredStatement.key_id)
            .where(StatementId.id == target)
        ).one_or_none()
        if found is None or found.raw is None:
            return
        if organisation_id not in (None, found.organisation_id):
            return
        checked = found_in(found.raw.encode())
        yield from inherited_terms(checked)
        target = checked.refers
