"""Requests that store at the same time share a transaction: one wait for the disk, not one each.

Whoever comes first stores for all who came meanwhile, then hands over. Each request is still all
or nothing: when one of them is refused, each is tried again in a transaction of its own. Who comes
first waits for those who are being read at this moment, two milliseconds at most; a request that
comes alone is stored at once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Lock

from sqlalchemy.orm import Session, sessionmaker

from caire.db import transaction
from caire.lrs.records import StatementRecord
from caire.lrs.services.completing import Incoming
from caire.lrs.services.storing import Source, store

#: Statements stored in one transaction at most, beyond those of one request.
MOST = 2_000
#: How long those who are being read are waited for, seconds.
PATIENCE_S = 0.002

#: What belongs to a request's statements, in their transaction.
Follow = Callable[[Session, Sequence[StatementRecord]], None]


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

    incoming: Sequence[Incoming]
    follow: Follow
    sleep: Lock = field(default_factory=_held)
    leads: bool = False
    records: list[StatementRecord] | None = None
    failure: BaseException | None = None


@dataclass(eq=False, slots=True)
class Reader:
    """A request that is being read, until it stands in the queue or is refused."""

    has_read: bool = False


class Gatherer:
    """The queue of one process. What comes in by it has come with a key (`Source.KEY`)."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._lock = Lock()
        self._queue: list[_Waiting] = []
        self._led = False
        self._reading = 0
        self._all_read = Condition(self._lock)

    @property
    def is_being_read(self) -> bool:
        """Whether there is a request that may come into the queue soon."""
        return self._reading > 0

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """While a request is read that will probably be stored."""
        reader = Reader()
        with self._lock:
            self._reading += 1
        try:
            yield reader
        finally:
            if not reader.has_read:
                with self._lock:
                    self._note_read(reader)

    def store(
        self, incoming: Sequence[Incoming], *, follow: Follow, reader: Reader | None = None
    ) -> list[StatementRecord]:
        """Store statements as `services.store` does, then `follow`, all or nothing.

        Raises:
            What `store` and `follow` raise.
        """
        own = _Waiting(incoming, follow)
        with self._lock:
            self._queue.append(own)
            if reader is not None:
                self._note_read(reader)
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

    def _note_read(self, reader: Reader) -> None:
        reader.has_read = True
        self._reading -= 1
        if not self._reading:
            self._all_read.notify()

    def _lead(self, own: _Waiting) -> None:
        """Store for those in the queue, oneself among them, and hand over to who came since."""
        with self._lock:
            if self.is_being_read:
                self._all_read.wait(PATIENCE_S)
            turn = _next_turn(self._queue)
            del self._queue[: len(turn)]
        try:
            self._store_together(turn)
        finally:
            with self._lock:
                follower = self._queue[0] if self._queue else None
                self._led = follower is not None
                if follower is not None:
                    follower.leads = True
            for one in turn:
                if one is not own:
                    one.sleep.release()
            if follower is not None:
                follower.sleep.release()

    def _store_together(self, turn: Sequence[_Waiting]) -> None:
        try:
            with self._sessions() as db, transaction(db):
                stored = _stored(db, turn)
        except BaseException as failure:
            if len(turn) == 1:
                turn[0].failure = failure
                return
            for one in turn:
                self._store_together([one])
            return
        for one, records in zip(turn, stored, strict=True):
            one.records = records


def _next_turn(queue: Sequence[_Waiting]) -> list[_Waiting]:
    """The first requests that can be stored together: not too many, no id twice."""
    turn: list[_Waiting] = []
    ids: set[str] = set()
    for one in queue:
        theirs = {incoming.id for incoming in one.incoming}
        if turn and (len(ids) + len(theirs) > MOST or not ids.isdisjoint(theirs)):
            break
        turn.append(one)
        ids |= theirs
    return turn


def _stored(db: Session, turn: Sequence[_Waiting]) -> list[list[StatementRecord]]:
    together = [incoming for one in turn for incoming in one.incoming]
    records = store(db, incoming=together, source=Source.KEY)
    stored, start = [], 0
    for one in turn:
        theirs = records[start : start + len(one.incoming)]
        one.follow(db, theirs)
        stored.append(theirs)
        start += len(one.incoming)
    return stored
