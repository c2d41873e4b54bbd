"""SQL statements compiled once a run, not once for the engine of each test.

The product has one engine and compiles a statement once, 1 ms or more; each test has an engine of
its own, and most of what it asks was asked by a test before.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

#: More than the whole suite asks of one kind of database.
STATEMENTS = 3000


def compile_once() -> None:
    """Engines on the same kind of database share what they compile: they say all the same SQL."""
    shared: dict[type[Dialect], LRUCache[Any, Any]] = {}
    made = Engine.__init__

    def make(engine: Engine, pool: Any, dialect: Dialect, *given: Any, **named: Any) -> None:
        made(engine, pool, dialect, *given, **named)
        engine._compiled_cache = shared.setdefault(type(dialect), LRUCache(STATEMENTS))

    Engine.__init__ = make
    # The key of a compiled statement names its dialect: one of a kind stands for all.
    DefaultDialect.__eq__ = lambda mine, other: type(mine) is type(other)
    DefaultDialect.__hash__ = lambda mine: hash(type(mine))
