"""Several visitors who press the same button at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from caire.db import make_sessions, transaction

T = TypeVar("T")


def together(engine: Engine, act: Callable[[Session], T], *, times: int = 2) -> list[T]:
    """What each got, each in its own transaction on its own connection; errors are raised."""
    barrier, sessions = Barrier(times, timeout=120), make_sessions(engine)

    def one() -> T:
        with sessions() as db:
            barrier.wait()
            with transaction(db):
                return act(db)

    with ThreadPoolExecutor(times) as pool:
        return [done.result(timeout=300) for done in [pool.submit(one) for _ in range(times)]]
