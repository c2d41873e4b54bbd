"""Connections that a server has closed while they rested."""

import pytest
from sqlalchemy import create_engine, text

from caire import db as database


class TestConnectionsThatRested:
    @pytest.fixture
    def on_postgresql(self, database_url: str) -> str:
        if not database_url.startswith("postgresql"):
            pytest.skip("a file has no connections to close")
        return database_url

    def test_are_replaced_before_anybody_notices(self, on_postgresql: str, monkeypatch) -> None:
        monkeypatch.setattr(database, "RESTED_S", 0.0)
        engine = database.make_engine(on_postgresql)
        other = create_engine(on_postgresql)
        with engine.connect() as connection:
            server_process = connection.scalar(text("SELECT pg_backend_pid()"))
        with other.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:n, 5000)"), {"n": server_process})

        with engine.connect() as connection:
            assert connection.scalar(text("SELECT pg_backend_pid()")) != server_process

        engine.dispose()
        other.dispose()
