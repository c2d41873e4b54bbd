"""A file that grows beside its place and says how far it is, so that it goes on after a cut.

It grows as `FILE.part` and takes its name when it is whole; `FILE.progress` says what is safely in
it. Both are readable by their owner only. Each page of a `.gz` is a member of its own (RFC 1952,
2.2), so that the file can be cut between two.
"""

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from caire.lrs.errors import ExportRefused


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def open_part(path: Path, size: int) -> IO[bytes]:
    """The part of a file, cut to what is known to be whole.

    Raises:
        ExportRefused: it is shorter than that.
    """
    part = beside(path, ".part")
    flags = os.O_RDWR | os.O_CREAT | (0 if size else os.O_TRUNC)
    file = os.fdopen(os.open(part, flags, 0o600), "r+b")
    if part.stat().st_size < size:
        file.close()
        raise ExportRefused(f"{part} is shorter than it was: export again without --resume")
    file.truncate(size)
    file.seek(size)
    return file


def append(file: IO[bytes], path: Path, lines: Iterable[bytes]) -> int:
    """Write lines safely; returns how large the part is now."""
    data = b"".join(line + b"\n" for line in lines)
    file.write(gzip.compress(data, 6) if path.suffix == ".gz" else data)
    file.flush()
    os.fsync(file.fileno())
    return file.tell()


@contextmanager
def opened_lines(path: Path, most: int) -> Iterator[Iterator[bytes]]:
    """The lines of such a file; of one longer than `most` bytes, only so much and a byte more."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        yield iter(lambda: file.readline(most + 1), b"")


def keep_progress(path: Path, progress: Mapping[str, Any]) -> None:
    """Say how far the part of the file is."""
    draft = beside(path, ".progress.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(progress))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, beside(path, ".progress"))


def kept_progress(path: Path) -> dict[str, Any] | None:
    """What was said last of a file that is not whole yet.

    Raises:
        ExportRefused: it cannot be read.
    """
    name = beside(path, ".progress")
    try:
        found = json.loads(name.read_text())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise unreadable(path) from error
    if not isinstance(found, dict):
        raise unreadable(path)
    return found


def unreadable(path: Path) -> ExportRefused:
    name = beside(path, ".progress")
    return ExportRefused(f"{name} cannot be read: export again without --resume")


def finish(path: Path) -> None:
    """The part is whole: it takes its name."""
    os.replace(beside(path, ".part"), path)
    beside(path, ".progress").unlink(missing_ok=True)
