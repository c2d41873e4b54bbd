"""What the workers of one run share: whoever needs it first makes it, the others wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path


@contextmanager
def one_at_a_time(folder: Path, what: str) -> Iterator[None]:
    """No other process is in this block for the same folder and the same thing."""
    with (folder / f"{what}.lock").open("w") as file:
        flock(file, LOCK_EX)
        yield
