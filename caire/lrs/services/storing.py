"""Statements enter here, and only here: checked, completed, stored once, announced."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any
from uuid import uuid4

import msgspec
import tincan
from msgspec import Raw
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caire.db import insert_for
from caire.events import announce
from caire.lrs.equivalence import same_statement
from caire.lrs.errors import StatementConflict, VoidingNotAllowed, VoidingRefused
from caire.lrs.events import StatementsStored
from caire.lrs.models import StoredStatement
from caire.lrs.queries import StatementRecord, records_by_id
from caire.lrs.validation import Checked, check, moment
from caire.lrs.vocabulary import VOIDED

VERSION = "1.0.3"
#: The name of the platform's own authority.
OWN_NAME = "caire"
SALT_BYTES = 16

_table = StoredStatement.__table__
_members = msgspec.json.Decoder(dict[str, Raw])


class Source(Enum):
    """Who brings a statement: the platform, an export that comes back, a program with a key."""

    OWN = auto()
    IMPORT = auto()
    KEY = auto()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A statement checked and completed, ready to be stored."""

    checked: Checked
    id: str
    stored: datetime
    timestamp: datetime
    raw: str
    is_own: bool
    key_id: int | None
    organisation_id: int | None


def store_own(
    db: Session,
    *,
    statements: Sequence[tincan.Statement | dict[str, Any]],
    authority_home: str,
    now: datetime,
    organisation_id: int | None = None,
) -> list[StatementRecord]:
    """Store statements of the platform and tell who listens; each id is stored once.

    A statement whose id is known is not stored again: its record comes back as it was stored, with
    `was_new` false, and nobody is told.

    Raises:
        StatementInvalid: a statement that xAPI does not allow; nothing is stored.
    """
    authority = authority_of(authority_home, OWN_NAME)
    incoming = [
        complete(
            _encoded(given),
            authority=authority,
            now=now,
            is_own=True,
            organisation_id=organisation_id,
        )
        for given in statements
    ]
    return store(db, incoming=incoming, source=Source.OWN)


def authority_of(home: str, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": home, "name": name}}


def complete(
    raw: bytes | Raw,
    *,
    authority: dict[str, Any],
    now: datetime,
    is_own: bool = False,
    key_id: int | None = None,
    organisation_id: int | None = None,
    keep_provenance: bool = False,
    default_id: str | None = None,
) -> Incoming:
    """Check one statement and add what the store adds; the sender's own members keep their bytes.

    Args:
        keep_provenance: an export comes back: keep its `stored` and `authority`.
        default_id: the id of a statement that has none; else a new one.

    Raises:
        StatementInvalid.
    """
    checked = check(bytes(raw))
    members = _members.decode(raw)
    id = checked.id or default_id or str(uuid4())
    stored = now
    if keep_provenance and "stored" in members:
        stored = moment(msgspec.json.decode(members["stored"]), "$.stored")
    else:
        members["stored"] = _json(instant(now))
    if not (keep_provenance and "authority" in members):
        members["authority"] = _json(authority)
    members.setdefault("timestamp", _json(instant(now)))
    members.setdefault("version", _json("1.0.0"))
    members["id"] = _json(id)
    return Incoming(
        checked=checked,
        id=id,
        stored=stored,
        timestamp=checked.timestamp or now,
        raw=msgspec.json.encode(members).decode(),
        is_own=is_own,
        key_id=key_id,
        organisation_id=organisation_id,
    )


def store(db: Session, *, incoming: Sequence[Incoming], source: Source) -> list[StatementRecord]:
    """Store what is new, in this order, and announce it. One record for each statement given.

    Two transactions may store the same id at once: the second waits for the first and finds its
    statement.

    What comes with a key is compared with what is stored under its id, and may void only what the
    same key stored. Of our own and of imports the id alone decides.

    Raises:
        StatementConflict: another statement has this id.
        VoidingRefused, VoidingNotAllowed.
    """
    unique = {one.id: one for one in reversed(incoming)}
    ordered = [unique[id] for id in dict.fromkeys(one.id for one in incoming)]
    _refuse_voiding(db, ordered, source)
    seqs = _inserted(db, ordered)
    records = {one.id: _new_record(one, seqs[one.id]) for one in ordered if one.id in seqs}
    known = [one for one in ordered if one.id not in seqs]
    if known:
        kept = records_by_id(db, [one.id for one in known])
        for one in known:
            if not _may_stand_for(kept.get(one.id), one, source):
                raise StatementConflict(one.id)
        records |= kept
    _apply_voiding(db, [one for one in ordered if one.id in seqs], source)
    new = tuple(records[one.id] for one in ordered if one.id in seqs)
    if new:
        announce(db, StatementsStored(new))
    return [records[one.id] for one in incoming]


def instant(when: datetime) -> str:
    """RFC 3339, in UTC, always with microseconds: such texts sort as the instants do."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _encoded(given: tincan.Statement | dict[str, Any]) -> bytes:
    data = given.as_version(VERSION) if isinstance(given, tincan.Statement) else dict(given)
    if isinstance(data.get("timestamp"), str):
        data["timestamp"] = instant(moment(data["timestamp"], "$.timestamp"))
    data.setdefault("version", VERSION)
    return msgspec.json.encode(data)


def _json(value: Any) -> Raw:
    return Raw(msgspec.json.encode(value))


def _inserted(db: Session, ordered: Sequence[Incoming]) -> dict[str, int]:
    """The numbers given to those that were new, by id."""
    if not ordered:
        return {}
    insert = (
        insert_for(db, _table)
        .on_conflict_do_nothing(index_elements=[_table.c.id])
        .returning(_table.c.id, _table.c.seq)
    )
    rows = db.execute(insert, [_row(one) for one in ordered]).all()
    return {row.id: row.seq for row in rows}


def _row(one: Incoming) -> dict[str, Any]:
    return {
        "id": one.id,
        "registration": one.checked.registration,
        "actor_key": one.checked.actor_key,
        "verb": one.checked.verb,
        "activity": one.checked.activity,
        "timestamp": one.timestamp,
        "stored": one.stored,
        "is_own": one.is_own,
        "key_id": one.key_id,
        "organisation_id": one.organisation_id,
        "voids": one.checked.voids,
        "raw": one.raw,
        "salt": secrets.token_bytes(SALT_BYTES),
    }


def _new_record(one: Incoming, seq: int) -> StatementRecord:
    return StatementRecord(
        seq=seq,
        id=one.id,
        registration=one.checked.registration,
        verb=one.checked.verb,
        activity=one.checked.activity,
        stored=one.stored,
        data=msgspec.json.decode(one.raw),
        was_new=True,
        is_own=one.is_own,
    )


def _may_stand_for(kept: StatementRecord | None, one: Incoming, source: Source) -> bool:
    """Whether the statement known by this id is an answer to storing `one`."""
    if kept is None:  # erased: it is known, but nothing of it is left to show
        return False
    if source is Source.OWN:  # nobody else's statement may take the place of ours
        return kept.is_own
    if source is Source.IMPORT:
        return True
    dated = one.checked.timestamp is not None
    return same_statement(msgspec.json.decode(one.raw), kept.data, with_timestamp=dated)


def _refuse_voiding(db: Session, ordered: Sequence[Incoming], source: Source) -> None:
    by_target = {one.checked.voids: one for one in ordered if one.checked.voids}
    if not by_target:
        return
    for one in ordered:
        if one.id in by_target and one.checked.verb == VOIDED:
            raise VoidingRefused(f"{one.id} is itself a voiding statement")
    columns = (StoredStatement.id, StoredStatement.verb, StoredStatement.key_id)
    for target in db.execute(select(*columns).where(StoredStatement.id.in_(by_target))):
        if target.verb == VOIDED:
            raise VoidingRefused(f"{target.id} is itself a voiding statement")
        if source is Source.KEY and target.key_id != by_target[target.id].key_id:
            raise VoidingNotAllowed(f"{target.id} was not stored with this key")


def _apply_voiding(db: Session, new: Sequence[Incoming], source: Source) -> None:
    """Mark what is taken back, also when its voiding statement arrived first."""
    for one in new:
        if one.checked.voids:
            _mark_voided(db, one.checked.voids, by=one.id)
    if source is Source.OWN or not new:
        return
    arrived = {one.id: one.key_id for one in new}
    early = select(StoredStatement.id, StoredStatement.voids, StoredStatement.key_id).where(
        StoredStatement.voids.in_(arrived)
    )
    for row in db.execute(early).all():
        if source is Source.IMPORT or row.key_id == arrived[row.voids]:
            _mark_voided(db, row.voids, by=row.id)


def _mark_voided(db: Session, statement_id: str, *, by: str) -> None:
    db.execute(
        update(StoredStatement)
        .where(StoredStatement.id == statement_id, StoredStatement.voided_by.is_(None))
        .values(voided_by=by)
        .execution_options(synchronize_session=False)
    )
