"""Which statements a target gets, and in which order.

What takes a statement back goes where that statement went, after it, whatever its own verb.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from caire.lrs.hashing import activity_key, verb_key
from caire.lrs.models import LogLeaf, StatementFile, StatementId, StoredStatement
from caire.lrs.numbering import first_number, instant
from caire.lrs.texts import moment
from caire.lrs.vocabulary import VOIDED

#: Positions of the log looked at in one query.
LOOKED_AT = 1_000
_VOIDING = verb_key(VOIDED)


@dataclass(frozen=True, slots=True)
class Choice:
    """All that are given must hold; nothing given: every statement.

    `since`: stored at this instant or later. `key_ids`: sent with one of these keys.
    """

    verbs: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    key_ids: tuple[int, ...] = ()
    organisation_id: int | None = None
    own_only: bool = False
    since: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "verbs": list(self.verbs),
            "activities": list(self.activities),
            "key_ids": list(self.key_ids),
            "organisation_id": self.organisation_id,
            "own_only": self.own_only,
            "since": instant(self.since) if self.since else None,
        }


def choice_of(kept: Mapping[str, Any]) -> Choice:
    """The choice as `as_json` wrote it."""
    since = kept["since"]
    return Choice(
        verbs=tuple(kept["verbs"]),
        activities=tuple(kept["activities"]),
        key_ids=tuple(kept["key_ids"]),
        organisation_id=kept["organisation_id"],
        own_only=kept["own_only"],
        since=moment(since, "since") if since else None,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """A statement to be sent; `size` of its text in characters."""

    position: int
    seq: int
    id: str
    size: int
    has_files: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was chosen from the log before `end`; `end` is where to go on."""

    items: Sequence[Item]
    end: int


def ahead_of(db: Session, choice: Choice, *, position: int) -> Ahead:
    """The statements chosen from the next part of the log, in the order to be sent."""
    rows = db.execute(
        _seen().where(LogLeaf.position >= position).order_by(LogLeaf.position).limit(LOOKED_AT)
    ).all()
    if not rows:
        return Ahead((), position)
    wanted = _Wanted(choice)
    targets = _by_id(db, [row.refers for row in rows if row.verb_key == _VOIDING and row.refers])
    earlier = _by_id(db, [row.voided_by for row in rows if row.voided_by])
    items: list[tuple[int, Row[Any]]] = []
    for row in rows:
        if not _is_chosen(row, targets, wanted):
            continue
        items.append((row.position, row))
        voiding = earlier.get(row.voided_by)
        if voiding is not None and voiding.position < row.position and voiding.size is not None:
            items.append((row.position, voiding))
    with_files = _with_files(db, [row.seq for _, row in items])
    return Ahead(
        [Item(at, row.seq, row.id, row.size, row.seq in with_files) for at, row in items],
        rows[-1].position + 1,
    )


class _Wanted:
    """A choice with its keys made once."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._verbs = {verb_key(iri) for iri in choice.verbs}
        self._activities = {activity_key(iri) for iri in choice.activities}
        self._first = first_number(choice.since) if choice.since else 0

    def has(self, row: Row[Any]) -> bool:
        choice = self._choice
        return (
            row.size is not None  # erased, or dropped when its time was over
            and row.seq >= self._first
            and (not self._verbs or row.verb_key in self._verbs)
            and (not self._activities or row.activity_key in self._activities)
            and (not choice.key_ids or row.key_id in choice.key_ids)
            and choice.organisation_id in (None, row.organisation_id)
            and (row.is_own or not choice.own_only)
        )


def _is_chosen(row: Row[Any], targets: Mapping[str | None, Row[Any]], wanted: _Wanted) -> bool:
    target = targets.get(row.refers) if row.verb_key == _VOIDING else None
    if target is None:
        return wanted.has(row)
    # One that was stored before what it takes back waits for that, and goes with it.
    return target.position < row.position and row.size is not None and wanted.has(target)


def _seen() -> Any:
    """Rows of what `_Wanted` looks at; without text where nothing of a statement is left."""
    kept = aliased(StoredStatement)
    return select(
        LogLeaf.position,
        LogLeaf.seq,
        LogLeaf.statement_id.label("id"),
        kept.verb_key,
        kept.activity_key,
        kept.key_id,
        kept.organisation_id,
        kept.is_own,
        kept.refers,
        kept.voided_by,
        func.length(kept.raw).label("size"),
    ).outerjoin(kept, kept.seq == LogLeaf.seq)


def _by_id(db: Session, ids: Sequence[str]) -> dict[str | None, Row[Any]]:
    """What is in the log under these ids."""
    if not ids:
        return {}
    query = _seen().join(StatementId, StatementId.seq == LogLeaf.seq)
    return {row.id: row for row in db.execute(query.where(StatementId.id.in_(ids)))}


def _with_files(db: Session, seqs: Sequence[int]) -> set[int]:
    query = select(StatementFile.seq).where(StatementFile.seq.in_(seqs))
    return set(db.scalars(query.distinct())) if seqs else set()
