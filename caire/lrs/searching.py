"""Finds the statements that a GET asks for, each question by an index, whatever the store's size.

A question has up to four facets: registration, agent, activity, verb. One of them leads: its rows
are read from an index that is in the order of storage, and the others are looked up for each row
until the page is full. Each facet is in a column or, when the statement is found by what it refers
to or by what is around it, in a term (`caire.lrs.relations`): two branches of one query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from caire.lrs.asking import StatementFilter
from caire.lrs.driver import cursor, is_postgres
from caire.lrs.numbering import last_number
from caire.lrs.relations import EVERYONE, Facet, term

#: A piece of SQL with the values of its question marks.
Piece = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks. `key_ids`: only what these keys stored; None: everything."""

    key_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the answer wanted: at most `size`, beyond `after`, up to `through`.

    Both are numbers of statements, `through` included.
    """

    size: int
    after: int | None = None
    through: int | None = None


class Sender(Enum):
    """Who sent a statement, when it was no program with a key: those are asked for by `Reader`."""

    PLATFORM = "s.key_id = 0"
    IMPORT = "s.key_id IS NULL"


@dataclass(frozen=True, slots=True)
class Found:
    """`raw` is empty when the statement was erased."""

    seq: int
    raw: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """One facet of a question: the column it is in, or the terms; `key_id` when it vouches."""

    column: str
    value: Any
    facet: Facet
    key: bytes
    key_id: int | None = None


def search(
    db: Session,
    asked: StatementFilter,
    *,
    reader: Reader,
    window: Window,
    authority: int | None = None,
    sender: Sender | None = None,
    with_gone: bool = False,
) -> list[Found]:
    """Statements in the order asked for, neither voided nor erased.

    Args:
        sender: only what came from there.
        with_gone: voided and erased statements too, for who audits.
        authority: the key that vouches for statements by the name of the agent asked for
            (`related_agents` finds by it).
    """
    if reader.key_ids == ():
        return []
    facets = _facets(asked, authority)
    bounds = [*_bounds(asked, window), *_kept(sender, with_gone)]
    order = "ASC" if asked.ascending else "DESC"
    branches = [
        _page(source, [*conditions, *bounds, *map(_also, facets[1:])], order, window.size)
        for source, conditions in _led(facets, reader)
    ]
    sql = " UNION ALL ".join(f"SELECT * FROM ({text}) AS page" for text, _ in branches)
    values = [value for _, given in branches for value in given]
    if is_postgres(db):
        sql = sql.replace("?", "%s")
    rows = cursor(db).execute(sql, values).fetchall()
    found = {seq: Found(seq, raw or "") for seq, raw in rows}
    return sorted(found.values(), key=lambda one: one.seq, reverse=not asked.ascending)[
        : window.size
    ]


def _facets(asked: StatementFilter, authority: int | None) -> list[_Asked]:
    """The most telling first: it leads."""
    facets = []
    if asked.registration is not None:
        key = asked.registration.encode()
        facets.append(_Asked("registration", asked.registration, Facet.REGISTRATION, key))
    if asked.agent_key is not None:
        facet = Facet.ANY_AGENT if asked.related_agents else Facet.AGENT
        vouches = authority if asked.related_agents else None
        facets.append(_Asked("actor_key", asked.agent_key, facet, asked.agent_key, vouches))
    if asked.activity_key is not None:
        facet = Facet.ANY_ACTIVITY if asked.related_activities else Facet.ACTIVITY
        facets.append(_Asked("activity_key", asked.activity_key, facet, asked.activity_key))
    if asked.verb_key is not None:
        facets.append(_Asked("verb_key", asked.verb_key, Facet.VERB, asked.verb_key))
    return facets


def _led(facets: Sequence[_Asked], reader: Reader) -> list[tuple[str, list[Piece]]]:
    """For each branch: what it reads from, and what the first facet and the reader ask of it."""
    if reader.key_ids is None:
        return _branches(facets[:1], EVERYONE, [])
    branches = []
    for key_id in reader.key_ids:
        # The literal lets both databases see that their partial indexes serve.
        own: list[Piece] = [("s.key_id = ? AND s.key_id > 0", (key_id,))]
        branches += _branches(facets[:1], key_id, own)
    return branches


def _branches(
    lead: Sequence[_Asked], reader_key: int, own: list[Piece]
) -> list[tuple[str, list[Piece]]]:
    statements = "statement AS s"
    if not lead:
        return [(statements, own)]
    (first,) = lead
    joined = "statement_relation AS r JOIN statement AS s ON s.seq = r.seq"
    found_by = ("r.term = ?", (term(first.facet, first.key, reader_key),))
    branches: list[tuple[str, list[Piece]]] = [
        (statements, [*own, (f"s.{first.column} = ?", (first.value,))]),
        (joined, [*own, found_by]),
    ]
    if first.key_id is not None:
        branches.append((statements, [*own, ("s.key_id = ?", (first.key_id,))]))
    return branches


def _also(facet: _Asked) -> Piece:
    """A facet that does not lead: by its column or by its term."""
    by_term = "SELECT 1 FROM statement_relation AS t WHERE t.term = ? AND t.seq = s.seq"
    sql = f"s.{facet.column} = ? OR EXISTS ({by_term})"
    values: tuple[Any, ...] = (facet.value, term(facet.facet, facet.key))
    if facet.key_id is not None:
        return f"({sql} OR s.key_id = ?)", (*values, facet.key_id)
    return f"({sql})", values


def _bounds(asked: StatementFilter, window: Window) -> list[Piece]:
    bounds: list[Piece] = []
    if asked.since is not None:
        bounds.append(("s.seq > ?", (last_number(asked.since),)))
    if asked.until is not None:
        bounds.append(("s.seq <= ?", (last_number(asked.until),)))
    if window.after is not None:
        bounds.append(("s.seq > ?" if asked.ascending else "s.seq < ?", (window.after,)))
    if window.through is not None:
        bounds.append(("s.seq <= ?", (window.through,)))
    return bounds


def _kept(sender: Sender | None, with_gone: bool) -> list[Piece]:
    """Literals, so that both databases see which partial index serves."""
    kept: list[Piece] = [(sender.value, ())] if sender is not None else []
    return kept if with_gone else [*kept, ("s.voided_by IS NULL", ()), ("s.raw IS NOT NULL", ())]


def _page(source: str, conditions: Sequence[Piece], order: str, size: int) -> Piece:
    led_by = "r" if source.startswith("statement_relation") else "s"
    asked = [sql.replace("s.seq ", f"{led_by}.seq ") for sql, _ in conditions]
    where = " AND ".join(asked) or "TRUE"
    values = tuple(value for _, given in conditions for value in given)
    sql = f"SELECT s.seq, s.raw FROM {source} WHERE {where} ORDER BY {led_by}.seq {order} LIMIT ?"
    return sql, (*values, size)
