"""Connections that a server has closed while they rested."""

import pytest
from sqlalchemy import create_engine, text

from caire import db as database
from tests.support.browser import on_postgresql


class TestConnectionsThatRested:
    # A file has no connections that somebody else could close.
    @on_postgresql
    def test_are_replaced_before_anybody_notices(
        self, database_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "RESTED_S", 0.0)
        engine = database.make_engine(database_url)
        other = create_engine(database_url)
        with engine.connect() as connection:
            server_process = connection.scalar(text("SELECT pg_backend_pid()"))
        with other.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:n, 5000)"), {"n": server_process})

        with engine.connect() as connection:
            assert connection.scalar(text("SELECT pg_backend_pid()")) != server_process

        engine.dispose()
        other.dispose()
