"""Statements that a program sends: stored with those of others, or as far as it was lent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import transaction
from caire.lrs.access import KeyAccess, confirmed
from caire.lrs.attachments import Received
from caire.lrs.bounds import Bounds
from caire.lrs.errors import ScopeMissing
from caire.lrs.metering import Meter
from caire.lrs.receiving import Brought, brought_by
from caire.lrs.records import StatementRecord
from caire.lrs.services.completing import Incoming
from caire.lrs.services.definitions import remember_definitions
from caire.lrs.services.gathering import Gatherer
from caire.lrs.services.keeping_files import keep_files
from caire.lrs.services.storing import Source, store
from caire.lrs.versions import Version
from caire.lrs.views.callers import spend_statements
from caire.web.platform import Platform

#: Larger bodies are read before the request stands in the queue: nobody waits for their reading.
READ_IN_TURN_BYTES = 16_384


@dataclass(slots=True)
class Posted:
    """What a POST or a PUT brought; `only_id`: the id of the address of a PUT.

    It may be read in the thread of another request: nothing here asks what the current one is.
    """

    platform: Platform
    meter: Meter
    access: KeyAccess
    version: Version
    sent: Received
    only_id: str | None = None
    _brought: Brought | None = field(default=None, init=False)

    def read(self) -> Sequence[Incoming]:
        """Raises: StatementInvalid, BadRequest, TooLarge, RateExceeded."""
        return self.brought.incoming

    @property
    def brought(self) -> Brought:
        """What was brought, checked and counted the first time."""
        if self._brought is None:
            config = self.platform.config
            self._brought = brought_by(
                self.sent,
                access=self.access,
                version=self.version,
                home=config.xapi_root,
                limits=config.lrs,
                only_id=self.only_id,
            )
            spend_statements(self.platform, self.meter, self.access, len(self._brought.incoming))
        return self._brought

    def follow(self, db: Session, records: Sequence[StatementRecord]) -> None:
        """Files that came with statements, and what these say of activities.

        That their key still is good is asked here, once for all who write together.
        """
        access, now = confirmed(db, self.access, now=utcnow()), utcnow()
        refuse_unless_writes(access)
        pairs = zip(records, self.brought.incoming, strict=True)
        new = [(record, one) for record, one in pairs if record.was_new]
        spoken_of = [
            (record.seq, seen.sha2) for record, one in new for seen in one.checked.attachments
        ]
        if spoken_of:
            contents = {sha2: file.data for sha2, file in self.brought.files.items()}
            keep_files(db, spoken_of=spoken_of, files=contents)
        if access.may_define:
            definitions = [seen for _, one in new for seen in one.checked.definitions]
            remember_definitions(
                db, organisation_id=access.organisation_id, definitions=definitions, now=now
            )


def refuse_unless_writes(access: KeyAccess) -> None:
    if not access.may_write:
        raise ScopeMissing("statements/write")


def stored(posted: Posted, gatherer: Gatherer) -> list[str]:
    """Store what was sent, all or nothing; the ids in the same order.

    Raises:
        What `Posted.read` raises, StatementConflict, VoidingRefused, VoidingNotAllowed.
    """
    if len(posted.sent.statements) > READ_IN_TURN_BYTES or posted.access.bounds is not None:
        posted.read()
    if posted.access.bounds is None:
        records = gatherer.store(posted)
    else:
        records = _stored_within(posted.access.bounds, posted)
    return [record.id for record in records]


def _stored_within(bounds: Bounds, posted: Posted) -> list[StatementRecord]:
    """What may be stored depends on what is stored: in a transaction of its own."""
    with posted.platform.sessions() as db, transaction(db):
        now = utcnow()
        incoming = posted.brought.incoming
        bounds.admit(db, incoming=incoming, now=now)
        records = store(db, incoming=incoming, source=Source.KEY)
        posted.follow(db, records)
        new = [record for record in records if record.was_new]
        bounds.follow(db, records=new, now=now)
    return records
