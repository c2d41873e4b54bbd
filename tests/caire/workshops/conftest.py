"""A half-day ends in traces, which learning reads."""

from tests.support.projection import traces_alone_give_the_same_progress

__all__ = ["traces_alone_give_the_same_progress"]
