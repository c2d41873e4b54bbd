"""Statements enter here, and only here: checked, completed, stored once, announced."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

import msgspec
import tincan
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.events import announce
from caire.lrs.equivalence import same_statement
from caire.lrs.errors import StatementConflict
from caire.lrs.events import StatementsStored
from caire.lrs.models import PLATFORM
from caire.lrs.numbering import instant
from caire.lrs.provenance import OWN_NAME
from caire.lrs.queries import known_ids, records_by_id
from caire.lrs.records import StatementRecord
from caire.lrs.services.completing import Incoming, complete
from caire.lrs.services.definitions import remember_definitions
from caire.lrs.services.inserting import Inserted, insert_new
from caire.lrs.services.placing import Placed, place
from caire.lrs.services.referring import inherit, referring_to
from caire.lrs.services.taking_back import apply_voiding, refuse_voiding
from caire.lrs.texts import moment

#: The version in which the platform speaks.
VERSION = "1.0.3"


class Source(Enum):
    """Who brings a statement: the platform, an export that comes back, a program with a key."""

    OWN = auto()
    IMPORT = auto()
    KEY = auto()


def store_own(
    db: Session,
    *,
    statements: Sequence[tincan.Statement | dict[str, Any]],
    authority_home: str,
    organisation_id: int | None = None,
) -> list[StatementRecord]:
    """Store statements of the platform and tell who listens; each id is stored once.

    A statement whose id is known is not stored again: its record comes back as it was stored, with
    `was_new` false, and nobody is told.

    Raises:
        StatementInvalid: a statement that xAPI does not allow; nothing is stored.
    """
    incoming = [
        complete(
            _encoded(given),
            home=authority_home,
            authority=OWN_NAME,
            is_own=True,
            key_id=PLATFORM,
            organisation_id=organisation_id,
        )
        for given in statements
    ]
    records = store(db, incoming=incoming, source=Source.OWN)
    definitions = [seen for one in incoming for seen in one.checked.definitions]
    remember_definitions(db, organisation_id=None, definitions=definitions, now=utcnow())
    return records


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
    if not incoming:
        return []
    unique = {one.id: one for one in reversed(incoming)}
    ordered = [unique[id] for id in dict.fromkeys(one.id for one in incoming)]
    refuse_voiding(db, ordered, only_own_key=source is Source.KEY)
    inserted = _inserted(db, ordered, source)
    new = inserted.new
    records = {one.incoming.id: _new_record(one) for one in new}
    known = [one for one in ordered if one.id not in records]
    if known:
        kept = records_by_id(db, [one.id for one in known])
        for one in known:
            if not _may_stand_for(kept.get(one.id), one, source):
                raise StatementConflict(one.id)
        records |= kept
    if new:
        ids = [one.incoming.id for one in new] if inserted.may_be_referred_to else []
        waiting = referring_to(db, ids)
        apply_voiding(db, new, waiting, only_same_key=source is Source.KEY)
        inherit(db, new, waiting)
        announce(db, StatementsStored(tuple(records[one.incoming.id] for one in new)))
    return [records[one.id] for one in incoming]


def _encoded(given: tincan.Statement | dict[str, Any]) -> bytes:
    data = given.as_version(VERSION) if isinstance(given, tincan.Statement) else dict(given)
    if isinstance(data.get("timestamp"), str):
        data["timestamp"] = instant(moment(data["timestamp"], "$.timestamp"))
    data.setdefault("version", VERSION)
    return msgspec.json.encode(data)


def _inserted(db: Session, ordered: Sequence[Incoming], source: Source) -> Inserted:
    """Those that were new, with their numbers."""
    if source is Source.IMPORT:  # the numbers of what is here already are taken: by itself
        known = known_ids(db, [one.id for one in ordered])
        ordered = [one for one in ordered if one.id not in known]
    if not ordered:
        return Inserted([])
    return insert_new(db, place(db, ordered))


def _new_record(one: Placed) -> StatementRecord:
    return StatementRecord(
        seq=one.seq,
        id=one.incoming.id,
        registration=one.incoming.checked.registration,
        raw=one.raw,
        is_own=one.incoming.is_own,
        key_id=one.incoming.key_id,
        was_new=True,
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
    given = msgspec.json.decode(one.raw(kept.stored))
    return same_statement(given, kept.data, with_timestamp=dated)
