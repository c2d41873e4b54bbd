"""PostgreSQL databases that tests borrow: put back as they were, which is ten times faster than
a fresh copy for every test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from tests.support.postgres import PostgresServer

#: Tables, indexes, sequences and functions, with all that could have been altered on them.
_SHAPE = """
SELECT c.relname, c.relkind, concat_ws(' ', c.oid, c.relnatts, c.relchecks, t.triggers)
FROM pg_class c
LEFT JOIN (
    SELECT tgrelid, string_agg(tgname || tgenabled::text, ' ' ORDER BY tgname) AS triggers
    FROM pg_trigger WHERE NOT tgisinternal GROUP BY tgrelid
) t ON t.tgrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT p.proname, 'f', p.oid::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
"""
_SEQUENCES = "SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2"
_LEAVE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
#: The schema that keeps the rows of the tables that are not empty.
_KEPT = "kept_for_tests"

Shape = dict[tuple[str, str], str]


@dataclass
class Lender:
    """The databases of one process of tests, by template; each is lent to one test at a time."""

    server: PostgresServer
    free: dict[str, "Restorable"] = field(default_factory=dict)

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """The address of a database that is as the template is."""
        database = self.free.pop(template, None) or Restorable(self.server, template)
        yield database.url
        if database.restored():
            self.free[template] = database
        else:
            database.drop()

    def close(self) -> None:
        for database in self.free.values():
            database.drop()


class Restorable:
    """A copy of a template that can be brought back to its first state."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self.server = server
        self.name = f"lent_{uuid4().hex}"
        self.url = server.create_database(self.name, template=template)
        plain = make_url(self.url).set(drivername="postgresql")
        self.connection = psycopg.connect(
            plain.render_as_string(hide_password=False), autocommit=True
        )
        self._execute(f"CREATE SCHEMA {_KEPT}")
        self._execute("SET session_replication_role = replica")  # no trigger, no foreign key
        self.shape = self._shape()
        self.rows = self._rows(self._tables)
        self.sequences = self._query(_SEQUENCES)
        for table, (count, _newest) in self.rows.items():
            if count:
                self._execute(f'CREATE TABLE {_KEPT}."{table}" AS TABLE public."{table}"')

    @cached_property
    def _tables(self) -> list[str]:
        """Tables that hold rows themselves, which partitioned ones do not."""
        return [name for name, kind in self.shape if kind == "r"]

    def restored(self) -> bool:
        """Undo what a test did. False if it altered more than rows and partitions."""
        self._query(_LEAVE)
        shape = self._shape()
        if any(shape.get(what) != how for what, how in self.shape.items()):
            return False
        for name, kind in shape.keys() - self.shape.keys():
            if kind == "r":  # the partition of a month
                self._execute(f'DROP TABLE public."{name}"')
        left = self._rows(self._tables)
        if changed := [table for table in self._tables if left[table] != self.rows[table]]:
            for table in changed:
                self._put_back(table)
            self.rows |= self._rows(changed)
        for (schema, name, was), (_schema, _name, now) in zip(
            self.sequences, self._query(_SEQUENCES), strict=True
        ):
            if was != now:
                self._query(
                    "SELECT setval(%s::regclass, %s, %s)", (f"{schema}.{name}", was or 1, bool(was))
                )
        return True

    def drop(self) -> None:
        self.connection.close()
        self.server.drop_database(self.name)

    def _put_back(self, table: str) -> None:
        self._execute(f'DELETE FROM public."{table}"')
        if self.rows[table][0]:
            self._execute(
                f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE '
                f'SELECT * FROM {_KEPT}."{table}"'
            )

    def _shape(self) -> Shape:
        return {(name, kind): how for name, kind, how in self._query(_SHAPE)}

    def _rows(self, tables: list[str]) -> dict[str, tuple[int, int]]:
        """Of each table: how many rows, and the newest transaction that wrote one."""
        counts = " UNION ALL ".join(
            f"SELECT '{table}', count(*), coalesce(max(xmin::text::bigint), 0) "
            f'FROM public."{table}"'
            for table in tables
        )
        return {table: (count, newest) for table, count, newest in self._query(counts)}

    def _execute(self, statement: str) -> None:
        self.connection.execute(statement)

    def _query(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values).fetchall()
