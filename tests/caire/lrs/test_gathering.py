"""Requests at the same time share a transaction, and none of them pays for another's fault."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, event

from caire.db import make_sessions, transaction
from caire.lrs.errors import StatementConflict, StatementInvalid, VoidingNotAllowed
from caire.lrs.queries import known_ids, statement
from caire.lrs.services.completing import Incoming, complete
from caire.lrs.services.gathering import Gatherer
from caire.lrs.vocabulary import VOIDED
from tests.caire.lrs.factories import HOME, encoded, id_of, own_statement


def incoming(name, *, key_id=7, **changes):
    given = encoded(own_statement(name, **changes))
    return complete(given, home=HOME, authority="tool", key_id=key_id)


def voiding(name, *, key_id):
    """What takes the statement of this name back, sent with this key."""
    return complete(
        json.dumps(
            {
                "id": id_of(f"voids {name} with {key_id}"),
                "actor": {"mbox": "mailto:ada@example.org"},
                "verb": {"id": VOIDED},
                "object": {"objectType": "StatementRef", "id": id_of(name)},
            }
        ).encode(),
        home=HOME,
        authority="tool",
        key_id=key_id,
    )


@dataclass
class Request:
    """What a request brings, and how what belongs to it fails."""

    incoming: list[Incoming]
    failure: Exception | None = None

    def read(self):
        return self.incoming

    def follow(self, db, records):
        if self.failure:
            raise self.failure


class Unreadable:
    """A request that breaks a rule."""

    def read(self):
        raise StatementInvalid("$.verb", "missing")

    def follow(self, db, records):
        raise LookupError("nothing of it is stored")


@pytest.fixture
def gatherer(engine: Engine) -> Gatherer:
    return Gatherer(make_sessions(engine))


@pytest.fixture
def commits(engine: Engine) -> list[object]:
    """One entry for each transaction that was committed."""
    found: list[object] = []
    event.listen(engine, "commit", found.append)
    return found


def store_while_another_writes(engine, gatherer, requests):
    """All requests come while the database is taken; what each got, or how it was refused."""

    def ask(given):
        try:
            return gatherer.store(given)
        except (StatementConflict, StatementInvalid, VoidingNotAllowed) as refusal:
            return refusal

    with ThreadPoolExecutor(len(requests)) as pool:
        with make_sessions(engine)() as other, transaction(other):
            asked = [pool.submit(ask, given) for given in requests]
        return [one.result(timeout=300) for one in asked]


@dataclass
class Slow(Request):
    """A request whose reading lasts until others stand behind it."""

    may_go: Event = field(default_factory=Event)

    def read(self):
        self.may_go.wait(300)
        return self.incoming


def store_in_one_turn(gatherer, requests):
    """The requests wait, in this order, behind one that is being read; what each got."""
    slow = Slow([incoming("slow")])

    def ask(given):
        try:
            return gatherer.store(given)
        except VoidingNotAllowed as refusal:
            return refusal

    def stand_in_queue(given, place):
        asked = pool.submit(ask, given)
        while len(gatherer._queue) < place and not asked.done():
            slow.may_go.wait(0.001)
        return asked

    with ThreadPoolExecutor(len(requests) + 1) as pool:
        first = pool.submit(gatherer.store, slow)
        while not gatherer._led or gatherer._queue:
            slow.may_go.wait(0.001)
        asked = [stand_in_queue(given, place) for place, given in enumerate(requests, start=1)]
        slow.may_go.set()
        first.result(timeout=300)
        return [one.result(timeout=300) for one in asked]


class TestStore:
    def test_keeps_what_each_request_brought(self, db, engine, gatherer):
        requests = [Request([incoming(f"{n}:{part}") for part in "ab"]) for n in range(8)]

        stored = store_while_another_writes(engine, gatherer, requests)

        for given, records in zip(requests, stored, strict=True):
            assert [record.id for record in records] == [one.id for one in given.incoming]
            assert all(statement(db, record.id) is not None for record in records)

    def test_does_not_wait_for_those_who_came_last_time_and_do_not_come_again(
        self, db, engine, gatherer
    ):
        store_while_another_writes(
            engine, gatherer, [Request([incoming(f"n:{n}")]) for n in range(8)]
        )

        (record,) = gatherer.store(Request([incoming("alone")]))

        assert statement(db, record.id) is not None

    def test_expects_those_who_came_last_time_to_come_again_at_the_same_time(
        self, engine, gatherer, commits
    ):
        rounds, programs = 20, 6
        together = Barrier(programs)

        def send(program):
            for number in range(rounds):
                together.wait(timeout=60)
                gatherer.store(Request([incoming(f"{program}:{number}")]))

        with ThreadPoolExecutor(programs) as pool:
            for sent in [pool.submit(send, program) for program in range(programs)]:
                sent.result(timeout=60)

        assert len(commits) < rounds * programs / 2

    def test_refuses_one_and_stores_the_others(self, db, engine, gatherer):
        gatherer.store(Request([incoming("taken")]))
        fine = [Request([incoming(f"fine:{n}")]) for n in range(4)]
        false = Request([incoming("new"), incoming("taken", actor_name="another")])

        *stored, refused = store_while_another_writes(engine, gatherer, [*fine, false])

        assert all(len(records) == 1 for records in stored)
        assert isinstance(refused, StatementConflict)
        assert known_ids(db, [id_of("new")]) == set()

    def test_who_cannot_be_read_is_told_and_the_others_are_stored(self, db, engine, gatherer):
        fine = [Request([incoming(f"fine:{n}")]) for n in range(4)]

        refused, *stored = store_while_another_writes(engine, gatherer, [Unreadable(), *fine])

        assert isinstance(refused, StatementInvalid)
        assert all(statement(db, record.id) is not None for (record,) in stored)

    def test_the_same_id_in_two_requests_is_stored_once(self, engine, gatherer):
        one = Request([incoming("same")])

        first, second = store_while_another_writes(engine, gatherer, [one, one])

        assert sorted((first[0].was_new, second[0].was_new)) == [False, True]

    def test_takes_many_requests_in_few_transactions(self, engine, gatherer, commits):
        # The first may go alone; those who come while it waits for the disk go together.
        store_while_another_writes(
            engine, gatherer, [Request([incoming(f"n:{n}")]) for n in range(12)]
        )

        if engine.dialect.name == "sqlite":  # there the first waits for the one who writes
            assert len(commits) <= 4
        assert 1 <= len(commits) <= 13

    @pytest.mark.parametrize("came", [1, -1], ids=["the statement first", "the voiding first"])
    def test_takes_back_nothing_that_another_key_stores_at_the_same_time(self, db, gatherer, came):
        requests = [Request([incoming("a")]), Request([voiding("a", key_id=8)])][::came]

        store_in_one_turn(gatherer, requests)

        assert statement(db, id_of("a")) is not None

    def test_refuses_who_takes_back_with_another_key_beside_who_may(self, db, gatherer):
        gatherer.store(Request([incoming("a")]))
        requests = [Request([voiding("a", key_id=key)]) for key in (8, 7)]

        answers = store_in_one_turn(gatherer, requests)

        assert isinstance(answers[0], VoidingNotAllowed)
        assert [record.id for record in answers[1]] == [id_of("voids a with 7")]
        assert statement(db, id_of("a")) is None

    def test_what_follows_is_in_the_same_transaction(self, db, gatherer):
        with pytest.raises(StatementConflict):
            gatherer.store(Request([incoming("a")], failure=StatementConflict(id_of("a"))))

        assert known_ids(db, [id_of("a")]) == set()
