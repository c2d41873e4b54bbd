"""Requests that store at the same time share a transaction: one wait for the disk, not one each.

Whoever comes first reads and stores for all who came meanwhile, then hands over: statements that
are checked one after another take half the time of those that are checked between other things.
Each request is still all or nothing: when one of them is refused, each is tried again in a
transaction of its own. As many as came last time are expected again: who comes first waits for them
as long as they keep coming, so that programs that send one statement after another soon go
together; a request that comes alone is stored at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Condition, Lock
from typing import Protocol

from sqlalchemy.orm import Session, sessionmaker

from caire.db import transaction
from caire.lrs.records import StatementRecord
from caire.lrs.services.completing import Incoming
from caire.lrs.services.storing import Source, store

#: Statements stored in one transaction at most, beyond those of one request.
MOST = 2_000
#: How long the next one of those who are expected is waited for, seconds.
PATIENCE_S = 0.002


class Bringing(Protocol):
    """A request that brings statements. Whoever leads calls these, in a thread of another request.

    What they raise is raised to the request alone.
    """

    def read(self) -> Sequence[Incoming]:
        """The statements, checked."""

    def follow(self, db: Session, records: Sequence[StatementRecord]) -> None:
        """Store what belongs to them, in their transaction."""


def _held() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(eq=False, slots=True)
class _Waiting:
    """A request in the queue; `leads` when it is its turn to store for all.

    `sleep` is held until it may go on. An event would take the same lock around another, and each
    wake would be two.
    """

    bringing: Bringing
    sleep: Lock = field(default_factory=_held)
    leads: bool = False
    incoming: Sequence[Incoming] = ()
    records: list[StatementRecord] | None = None
    failure: BaseException | None = None


class Gatherer:
    """The queue of one process. What comes in by it has come with a key (`Source.KEY`)."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._lock = Lock()
        self._queue: list[_Waiting] = []
        self._led = False
        #: How many came last time: in the last turn, and behind it.
        self._expected = 1
        self._all_came = Condition(self._lock)

    def store(self, bringing: Bringing) -> list[StatementRecord]:
        """Store statements as `services.store` does, and what follows them, all or nothing.

        Raises:
            What `store` and the request's own functions raise.
        """
        own = _Waiting(bringing)
        with self._lock:
            self._queue.append(own)
            if len(self._queue) == self._expected:
                self._all_came.notify()
            own.leads = not self._led
            self._led = True
        if not own.leads:
            own.sleep.acquire()
        if own.leads:
            self._lead(own)
        if own.failure is not None:
            raise own.failure
        assert own.records is not None  # stored, or failed
        return own.records

    def _lead(self, own: _Waiting) -> None:
        """Store for those in the queue, oneself among them, and hand over to who came since."""
        turn = [own]
        try:
            with self._lock:
                self._wait_for_others()
                turn = list(self._queue)
                self._queue.clear()
            for part in _parts([one for one in turn if _is_read(one)]):
                self._store_together(part)
        finally:
            with self._lock:
                if own in self._queue:  # interrupted before its turn was taken
                    self._queue.remove(own)
                self._expected = len(turn) + len(self._queue)
                follower = self._queue[0] if self._queue else None
                self._led = follower is not None
                if follower is not None:
                    follower.leads = True
            for one in turn:
                if one is not own:
                    one.sleep.release()
            if follower is not None:
                follower.sleep.release()

    def _wait_for_others(self) -> None:
        came = 0
        while came < len(self._queue) < self._expected:
            came = len(self._queue)
            self._all_came.wait(PATIENCE_S)

    def _store_together(self, part: Sequence[_Waiting]) -> None:
        try:
            with self._sessions() as db, transaction(db):
                stored = _stored(db, part)
        except BaseException as failure:
            if len(part) == 1:
                part[0].failure = failure
                return
            for one in part:
                self._store_together([one])
            return
        for one, records in zip(part, stored, strict=True):
            one.records = records


def _is_read(one: _Waiting) -> bool:
    try:
        one.incoming = one.bringing.read()
    except BaseException as failure:
        one.failure = failure
        return False
    return True


def _parts(turn: Sequence[_Waiting]) -> Iterator[list[_Waiting]]:
    """The requests by what can be stored together, in order: not too many, no id twice."""
    part: list[_Waiting] = []
    ids: set[str] = set()
    for one in turn:
        theirs = {incoming.id for incoming in one.incoming}
        if part and (len(ids) + len(theirs) > MOST or not ids.isdisjoint(theirs)):
            yield part
            part, ids = [], set()
        part.append(one)
        ids |= theirs
    if part:
        yield part


def _stored(db: Session, part: Sequence[_Waiting]) -> list[list[StatementRecord]]:
    together = [incoming for one in part for incoming in one.incoming]
    records = store(db, incoming=together, source=Source.KEY)
    stored, start = [], 0
    for one in part:
        theirs = records[start : start + len(one.incoming)]
        one.bringing.follow(db, theirs)
        stored.append(theirs)
        start += len(one.incoming)
    return stored
