"""Requests at the same time share a transaction, and none of them pays for another's fault."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event

from caire.db import make_sessions, transaction
from caire.lrs.errors import StatementConflict
from caire.lrs.queries import known_ids, statement
from caire.lrs.services.completing import complete
from caire.lrs.services.gathering import Gatherer
from tests.caire.lrs.factories import HOME, encoded, id_of, own_statement


def incoming(name, **changes):
    return complete(encoded(own_statement(name, **changes)), home=HOME, authority="tool", key_id=7)


def nothing_more(db, records):
    """Nothing belongs to these statements."""


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
            return gatherer.store(given, follow=nothing_more)
        except StatementConflict as refusal:
            return refusal

    with ThreadPoolExecutor(len(requests)) as pool:
        with make_sessions(engine)() as other, transaction(other):
            asked = [pool.submit(ask, given) for given in requests]
        return [one.result(timeout=300) for one in asked]


class TestStore:
    def test_keeps_what_each_request_brought(self, db, engine, gatherer):
        requests = [[incoming(f"{n}:{part}") for part in "ab"] for n in range(8)]

        stored = store_while_another_writes(engine, gatherer, requests)

        for given, records in zip(requests, stored, strict=True):
            assert [record.id for record in records] == [one.id for one in given]
            assert all(statement(db, record.id) is not None for record in records)

    def test_does_not_wait_for_who_never_ends_reading(self, db, gatherer):
        with gatherer.reading():
            (record,) = gatherer.store([incoming("alone")], follow=nothing_more)

        assert statement(db, record.id) is not None

    def test_waits_no_more_for_who_was_refused(self, db, gatherer):
        with pytest.raises(StatementConflict), gatherer.reading():
            raise StatementConflict(id_of("a"))
        with gatherer.reading() as reader:
            gatherer.store([incoming("a")], follow=nothing_more, reader=reader)

        assert not gatherer.is_being_read

    def test_refuses_one_and_stores_the_others(self, db, engine, gatherer):
        gatherer.store([incoming("taken")], follow=nothing_more)
        fine = [[incoming(f"fine:{n}")] for n in range(4)]
        false = [incoming("new"), incoming("taken", actor_name="another")]

        *stored, refused = store_while_another_writes(engine, gatherer, [*fine, false])

        assert all(len(records) == 1 for records in stored)
        assert isinstance(refused, StatementConflict)
        assert known_ids(db, [id_of("new")]) == set()

    def test_the_same_id_in_two_requests_is_stored_once(self, engine, gatherer):
        one = [incoming("same")]

        first, second = store_while_another_writes(engine, gatherer, [one, one])

        assert sorted((first[0].was_new, second[0].was_new)) == [False, True]

    def test_takes_many_requests_in_few_transactions(self, engine, gatherer, commits):
        # The first may go alone; those who come while it waits for the disk go together.
        store_while_another_writes(engine, gatherer, [[incoming(f"n:{n}")] for n in range(12)])

        if engine.dialect.name == "sqlite":  # there the first waits for the one who writes
            assert len(commits) <= 4
        assert 1 <= len(commits) <= 13

    def test_what_follows_is_in_the_same_transaction(self, db, gatherer):
        def fails(session, records):
            raise StatementConflict(records[0].id)

        with pytest.raises(StatementConflict):
            gatherer.store([incoming("a")], follow=fails)

        assert known_ids(db, [id_of("a")]) == set()
