"""Statements are stored once, in order, and what is taken back drops out."""

from collections.abc import Iterator
from datetime import timedelta
from queue import Queue
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from caire import events
from caire.db import make_sessions, transaction
from caire.events import listen
from caire.lrs import vocabulary as v
from caire.lrs.errors import NoSuchStatement, StatementInvalid, VoidingRefused
from caire.lrs.events import StatementsStored
from caire.lrs.queries import (
    registrations,
    statement,
    statements_of_registration,
)
from caire.lrs.services import void
from tests.caire.lrs.factories import HOME, NOW, REGISTRATION, id_of, own_statement, store_some
from tests.support.together import together


@pytest.fixture
def announced() -> Iterator[list[StatementsStored]]:
    """What was announced during the test."""
    heard: list[StatementsStored] = []

    def hear(db: Session, event: StatementsStored) -> None:
        heard.append(event)

    others = events._listeners.pop(StatementsStored, [])
    listen(StatementsStored, hear)
    yield heard
    events._listeners[StatementsStored] = others


def rows_read(db):
    """How many rows of statements PostgreSQL has looked at in this transaction."""
    return db.scalar(
        text(
            "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'statement_p%'"
        )
    )


class TestTheCostOfStoring:
    # SQLite counts no rows.
    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_does_not_grow_with_what_is_stored(self, db):
        for number in range(12):  # so often that the plan is kept
            store_some(db, *(own_statement(f"{number}:{one}") for one in range(10)))
        before = rows_read(db)

        store_some(db, own_statement("last"))

        assert rows_read(db) - before <= 2


class TestStoreOwn:
    def test_keeps_what_was_said_and_adds_who_says_so(self, db):
        (record,) = store_some(
            db, own_statement(result={"score": {"scaled": 0.5}}, extensions={"screen": "n1"})
        )

        assert record.was_new
        assert record.is_own
        assert record.registration == REGISTRATION
        assert record.verb == v.EXPERIENCED
        assert v.local_activity(record.activity) == ("screen", "n1.s1.e1")
        assert record.data["authority"]["account"] == {"homePage": HOME, "name": "caire"}
        assert record.data["actor"]["account"] == {"homePage": HOME, "name": "5a0c"}
        assert record.data["timestamp"] == "2026-03-02T09:30:00.123456Z"
        assert record.data["result"]["score"]["scaled"] == 0.5
        assert v.extensions_of(record.data) == {"content_version": "1.0.0", "screen": "n1"}
        assert "name" not in record.data["actor"]

    def test_reads_back_what_it_returned(self, db):
        (record,) = store_some(db, own_statement())

        assert statement(db, record.id).data == record.data
        assert list(registrations(db)) == [REGISTRATION]

    def test_stores_the_same_id_once(self, db, announced):
        store_some(db, own_statement())
        (again,) = store_some(db, own_statement(verb=v.ANSWERED))

        assert not again.was_new
        assert again.verb == v.EXPERIENCED
        assert len(announced) == 1
        assert len(statements_of_registration(db, REGISTRATION)) == 1

    def test_stores_an_id_given_twice_at_once_only_once(self, db, announced):
        first, second = store_some(db, own_statement(), own_statement())

        assert first == second
        assert [len(event.records) for event in announced] == [1]

    def test_announces_only_what_is_new_in_the_order_given(self, db, announced):
        store_some(db, own_statement("b"))
        store_some(db, own_statement("c"), own_statement("b"), own_statement("a"))

        ids = [id_of(name) for name in "bca"]
        assert [r.id for event in announced for r in event.records] == ids
        assert [r.id for r in statements_of_registration(db, REGISTRATION)] == ids

    def test_announces_nothing_when_nothing_is_given(self, db, announced):
        assert store_some(db) == []
        assert announced == []

    def test_refuses_what_xapi_does_not_allow_and_says_where(self, db):
        bad = own_statement(result={"score": {"scaled": 1.5}})

        with pytest.raises(StatementInvalid) as refusal:
            store_some(db, own_statement("good"), bad)

        assert refusal.value.path == "$.result.score.scaled"
        assert statements_of_registration(db, REGISTRATION) == []

    def test_takes_a_thousand_at_once(self, db):
        records = store_some(db, *(own_statement(f"n:{n}") for n in range(1000)))

        assert [r.seq for r in records] == sorted(r.seq for r in records)
        assert len(statements_of_registration(db, REGISTRATION)) == 1000

    def test_two_transactions_at_once_store_it_once(self, engine: Engine):
        sessions, start, results = make_sessions(engine), Barrier(4), []

        def act() -> None:
            with sessions() as session:
                start.wait()
                with transaction(session):
                    results.extend(store_some(session, own_statement("x"), own_statement("y")))

        threads = [Thread(target=act) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(results) == 8
        assert sum(record.was_new for record in results) == 2
        with sessions() as session:
            assert len(statements_of_registration(session, REGISTRATION)) == 2

    @pytest.mark.parametrize("count", [15, 400])
    def test_two_transactions_with_the_same_ids_in_opposite_order_both_end(self, engine, count):
        for turn in range(10):
            given = [own_statement(f"{turn}:{number}") for number in range(count)]
            orders = Queue()
            orders.put(given)
            orders.put(given[::-1])

            stored = together(engine, lambda db, orders=orders: store_some(db, *orders.get()))

            assert sorted(len([one for one in found if one.was_new]) for found in stored) == [
                0,
                count,
            ]


class TestVoid:
    def test_takes_a_statement_back(self, db, announced):
        (kept, wrong) = store_some(db, own_statement("kept"), own_statement("wrong"))

        voiding = void(
            db, statement_id=wrong.id, authority_home=HOME, now=NOW, reason="sheet-corrected"
        )

        assert [r.id for r in statements_of_registration(db, REGISTRATION)] == [kept.id, voiding.id]
        assert statement(db, wrong.id) is None
        assert voiding.data["object"]["id"] == wrong.id
        assert v.extensions_of(voiding.data) == {"reason": "sheet-corrected"}
        assert announced[-1].records == (voiding,)

    def test_twice_is_once(self, db):
        (wrong,) = store_some(db, own_statement())

        first = void(db, statement_id=wrong.id, authority_home=HOME, now=NOW)
        again = void(db, statement_id=wrong.id, authority_home=HOME, now=NOW + timedelta(hours=1))

        assert again.id == first.id
        assert not again.was_new

    def test_a_corrected_statement_takes_its_place(self, db):
        (wrong,) = store_some(db, own_statement("v1"))
        void(db, statement_id=wrong.id, authority_home=HOME, now=NOW)
        (right,) = store_some(db, own_statement("v2"))

        assert right.id in {r.id for r in statements_of_registration(db, REGISTRATION)}

    def test_refuses_what_it_does_not_know(self, db):
        with pytest.raises(NoSuchStatement):
            void(db, statement_id=str(uuid4()), authority_home=HOME, now=NOW)

    def test_a_voiding_statement_stays(self, db):
        (wrong,) = store_some(db, own_statement())
        voiding = void(db, statement_id=wrong.id, authority_home=HOME, now=NOW)

        with pytest.raises(VoidingRefused):
            void(db, statement_id=voiding.id, authority_home=HOME, now=NOW)
