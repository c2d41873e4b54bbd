"""Wait for what another process does: for its effect, never for a time."""

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], *, within_s: float) -> None:
    """Ask until the condition is true.

    Raises:
        TimeoutError: it never was.
    """
    give_up = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(f"not within {within_s} s")
        time.sleep(0.02)
