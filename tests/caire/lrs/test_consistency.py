"""Consistent through: whoever reads up to this instant misses nothing, now or later."""

import pytest
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.lrs.consistency import consistent_through
from tests.caire.lrs.factories import own_statement, store_some


@pytest.fixture
def other(engine):
    """Another process that writes."""
    with make_sessions(engine)() as session:
        yield session


class TestConsistentThrough:
    def test_is_now_when_nobody_stores(self, db):
        before = utcnow()

        assert before <= consistent_through(db) <= utcnow()

    def test_is_past_what_was_just_stored(self, db: Session, other: Session):
        with transaction(other):
            (record,) = store_some(other, own_statement())

        assert consistent_through(db) > record.stored

    def test_stays_before_what_is_not_committed_yet(self, db: Session, other: Session):
        with transaction(other):
            store_some(other, own_statement("a"))
        with transaction(other):
            (record,) = store_some(other, own_statement("b"))

            assert consistent_through(db) < record.stored
        db.rollback()

        assert consistent_through(db) > record.stored
