"""What waits for a trainer besides her half-days: an open list, that slices above fill.

A slice above registers a function under the endpoint of its page; the agenda calls it, without
knowing the slice.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from caire.people.account import Account

#: How much waits for her, in one query.
Counter = Callable[[Session, Account, datetime], int]

_counters: dict[str, Counter] = {}


def register_duty(endpoint: str, counter: Counter) -> None:
    """Have the agenda say how much waits on this page."""
    _counters[endpoint] = counter


def duties_of(db: Session, actor: Account, *, now: datetime) -> dict[str, int]:
    """How much waits, by endpoint; one query each."""
    return {endpoint: counter(db, actor, now) for endpoint, counter in _counters.items()}
