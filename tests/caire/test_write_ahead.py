"""SQLite's write-ahead log is given room once, and nothing else changes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from caire.db import make_engine
from caire.write_ahead import ROOM_BYTES, make_room


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "caire.db"


@pytest.fixture
def engine(file: Path):
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))
        connection.execute(text("INSERT INTO kept VALUES ('here')"))
        connection.commit()
    yield engine
    engine.dispose()


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def words(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT word FROM kept")).scalars())


class TestMakeRoom:
    def test_has_the_log_as_long_as_it_will_be(self, engine, file):
        make_room(engine)

        assert log_of(file).stat().st_size >= ROOM_BYTES

    def test_leaves_the_database_as_it_is(self, engine, file):
        make_room(engine)

        assert inspect(engine).get_table_names() == ["kept"]
        assert words(engine) == ["here"]
        with engine.connect() as connection:
            connection.execute(text("INSERT INTO kept VALUES ('written since')"))
            connection.commit()
        engine.dispose()
        assert words(engine) == ["here", "written since"]
        assert file.stat().st_size < 100_000

    def test_is_not_repeated_where_there_is_room(self, engine, file):
        make_room(engine)
        before = log_of(file).stat()

        make_room(engine)

        assert log_of(file).stat().st_mtime_ns == before.st_mtime_ns

    def test_gives_way_to_who_writes(self, engine, file):
        with closing(sqlite3.connect(file, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")

            make_room(engine)

            assert log_of(file).stat().st_size < ROOM_BYTES
            writer.execute("INSERT INTO kept VALUES ('too')")
            writer.execute("COMMIT")
        assert words(engine) == ["here", "too"]

    def test_is_given_up_where_the_database_cannot_be_opened(self, tmp_path):
        make_room(create_engine(f"sqlite:///{tmp_path}/nowhere/caire.db"))
