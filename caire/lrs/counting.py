"""Counts statements by day, sender and verb while they are sealed: nobody ever counts the store.

The count follows the log, which holds each statement once: it goes on where it stopped, so that a
store that was sealed before there was a count is counted in the course of the next sealings.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.clock import in_paris
from caire.db import insert_for
from caire.lrs.models import CountedLog, KnownVerb, LogLeaf, StatementDay, StoredStatement
from caire.lrs.models.days import IMPORTED, OTHER_VERBS
from caire.lrs.numbering import stored_at

BATCH = 1_000
#: What one sealing counts at most: the time of an old store is spread over several.
AT_MOST = 200_000
#: A sender who invents verbs fills neither the table nor the list that people choose from.
VERBS_MAX = 500
IRI_MAX = 500
NAME_MAX = 100
LANGUAGES_MAX = 20

_Row = tuple[int, int | None, bytes]


def count_days(db: Session, *, through: int) -> None:
    """Count the leaves of the log below `through` that are not counted yet."""
    counted = db.get(CountedLog, 1)
    if counted is None:
        counted = CountedLog(id=1, position=0)
        db.add(counted)
    stop = min(through, counted.position + AT_MOST)
    if counted.position >= stop:
        return
    verbs = set(db.scalars(select(KnownVerb.verb_key)))
    while counted.position < stop:
        end = min(counted.position + BATCH, stop)
        _count(db, _rows(db, counted.position, end), verbs)
        counted.position = end
    db.flush()


def _rows(db: Session, first: int, end: int) -> list[_Row]:
    """Number, sender and verb of the statements with these leaves, those that are still there."""
    query = (
        select(StoredStatement.seq, StoredStatement.key_id, StoredStatement.verb_key)
        .join(LogLeaf, LogLeaf.seq == StoredStatement.seq)
        .where(LogLeaf.position >= first, LogLeaf.position < end)
    )
    return [(seq, key_id, verb or OTHER_VERBS) for seq, key_id, verb in db.execute(query)]


def _count(db: Session, rows: Sequence[_Row], verbs: set[bytes]) -> None:
    _learn_verbs(db, {verb: seq for seq, _, verb in reversed(rows) if verb not in verbs}, verbs)
    totals: Counter[tuple[date, int, bytes]] = Counter()
    for seq, key_id, verb in rows:
        day = in_paris(stored_at(seq)).date()
        sender = IMPORTED if key_id is None else key_id
        totals[day, sender, verb if verb in verbs else OTHER_VERBS] += 1
    if not totals:
        return
    insert = insert_for(db, StatementDay.__table__)
    more = {"total": StatementDay.total + insert.excluded.total}
    db.execute(
        insert.on_conflict_do_update(index_elements=["day", "key_id", "verb_key"], set_=more),
        [
            {"day": day, "key_id": sender, "verb_key": verb, "total": total}
            for (day, sender, verb), total in totals.items()
        ],
    )


def _learn_verbs(db: Session, first_seen: dict[bytes, int], verbs: set[bytes]) -> None:
    """Keep new verbs, each as the statement of that number says it, while there is room."""
    for verb_key, seq in list(first_seen.items())[: VERBS_MAX - len(verbs)]:
        raw = db.scalar(select(StoredStatement.raw).where(StoredStatement.seq == seq))
        if raw is None:
            continue  # erased meanwhile: the verb is learnt from another statement
        verb: dict[str, Any] = msgspec.json.decode(raw)["verb"]
        if len(verb["id"]) > IRI_MAX:
            continue
        shown = list(verb.get("display", {}).items())[:LANGUAGES_MAX]
        names = {tag: text[:NAME_MAX] for tag, text in shown}
        db.execute(
            insert_for(db, KnownVerb.__table__).on_conflict_do_nothing(),
            {"verb_key": verb_key, "iri": verb["id"], "display": names},
        )
        verbs.add(verb_key)
