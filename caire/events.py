"""Facts announced upwards.

A slice calls the slices below it. What slices above need to know, it announces: `app.py` wires the
listeners. They run in the announcer's transaction, in the order in which they were added, so that
a statement and what follows from it are written together or not at all.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Event = TypeVar("Event")
Listener = Callable[[Session, Any], None]

_listeners: dict[type[Any], list[Listener]] = defaultdict(list)


def listen(event_type: type[Event], listener: Callable[[Session, Event], None]) -> None:
    """Call `listener` at each `announce` of this type; adding it twice calls it once."""
    if listener not in _listeners[event_type]:
        _listeners[event_type].append(listener)


def announce(db: Session, event: object) -> None:
    """Tell the listeners of this event's type, now, in this transaction."""
    for listener in _listeners[type(event)]:
        listener(db, event)
