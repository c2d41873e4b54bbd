"""Statements are read from a replica, and never less of them than is said to be there."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from caire.db import make_engine, make_sessions, transaction
from caire.lrs import reading
from caire.lrs.queries import statement
from caire.lrs.reading import consistent_reader
from caire.migrate import upgrade_to_head
from tests.caire.lrs.factories import own_statement, store_some
from tests.support.replica import Replicated, replicated_postgres

Sessions = sessionmaker[Session]


@pytest.fixture(scope="module")
def servers() -> Iterator[Replicated]:
    with replicated_postgres() as servers:
        upgraded = make_engine(servers.primary.url)
        upgrade_to_head(upgraded)
        upgraded.dispose()
        yield servers


@pytest.fixture
def primary(servers: Replicated) -> Iterator[Session]:
    engine = make_engine(servers.primary.url)
    with make_sessions(engine)() as session:
        yield session
    engine.dispose()


@pytest.fixture
def replicas(servers: Replicated) -> Iterator[Sessions]:
    engine = make_engine(servers.replica.url)
    yield make_sessions(engine)
    engine.dispose()


def is_replica(db: Session) -> bool:
    return bool(db.scalar(text("SELECT pg_is_in_recovery()")))


class TestConsistentReader:
    def test_reads_from_the_replica_what_was_just_stored(self, primary, replicas, monkeypatch):
        # A page cannot wait for a replica on a busy machine; this can.
        monkeypatch.setattr(reading, "PATIENCE_S", 120)
        with transaction(primary):
            (record,) = store_some(primary, own_statement("a"))

        with consistent_reader(primary, replicas) as (db, through):
            assert is_replica(db)
            assert statement(db, record.id) is not None
            assert through > record.stored

    def test_reads_from_the_primary_while_the_replica_is_behind(self, servers, primary, replicas):
        servers.stop_following()
        with transaction(primary):
            (record,) = store_some(primary, own_statement("b"))

        with consistent_reader(primary, replicas) as (db, _through):
            assert not is_replica(db)
            assert statement(db, record.id) is not None
        servers.follow_again()

    def test_reads_from_the_primary_when_no_replica_answers(self, primary):
        nowhere = make_engine("postgresql+psycopg://caire@/caire?host=/nowhere")

        with consistent_reader(primary, make_sessions(nowhere)) as (db, _through):
            assert not is_replica(db)

    def test_reads_from_the_primary_when_there_is_none(self, primary):
        with consistent_reader(primary, None) as (db, _through):
            assert db is primary
