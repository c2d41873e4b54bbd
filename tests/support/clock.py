"""The product's time, which a test sets; no setting of the product does, since times are proof."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

import pytest


class SetClock:
    """Takes the place of `datetime` in `caire.clock`, the one place that asks what time it is."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self.ahead

    def move_to(self, moment: datetime) -> None:
        """It is this moment now, and time goes on from there."""
        self.ahead = moment - datetime.now(UTC)


def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    clock = SetClock()
    monkeypatch.setattr("caire.clock.datetime", clock)
    return clock


@contextmanager
def at_real_time() -> Iterator[None]:
    """For as long as the block lasts, no clock is set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("caire.clock.datetime", datetime)
        yield


@contextmanager
def beginning_at(moment: datetime) -> Iterator[None]:
    """For as long as the block lasts, it is this moment and later."""
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch).move_to(moment)
        yield
