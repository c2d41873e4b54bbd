"""Signed heads in a file that others copy: who kept a head notices when the log is replaced.

A line is the JSON of one head, the oldest first: {"size", "root", "signed_at", "head"}, where
`head` is the signed text (compact JWS) that the others repeat.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from caire.lrs.errors import HeadsRefused
from caire.lrs.log.claims import HeadClaim
from caire.lrs.log.proving import heads_since
from caire.lrs.log.signing import LogKey
from caire.lrs.models import LogHead

MAX_LINE_BYTES = 4_096


def head_json(head: LogHead) -> dict[str, Any]:
    return {
        "size": head.size,
        "root": head.root_hash.hex(),
        "signed_at": head.signed_at.isoformat(),
        "head": head.jws,
    }


def publish_heads(db: Session, path: Path) -> int:
    """Append the heads that the file does not hold yet; returns how many.

    The folder is made when it is missing. A last line that was cut off (the disk was full) is
    written again.

    Raises:
        HeadsRefused: the file holds something else.
        OSError: it cannot be read or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two publishers write one after the other
        last, end = _last_head(file, path)
        file.truncate(end)
        heads = heads_since(db, last)
        file.write("".join(json.dumps(head_json(head)) + "\n" for head in heads).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(heads)


def _last_head(file: IO[bytes], path: Path) -> tuple[int, int]:
    """The size of the last head in the file, and where its line ends."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - 2 * MAX_LINE_BYTES))
    tail = file.read()
    whole, newline, cut_off = tail.rpartition(b"\n")
    if not newline and (not tail or tail.startswith(b'{"size"')):
        return 0, 0
    try:
        return int(json.loads(whole.rpartition(b"\n")[2])["size"]), length - len(cut_off)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise HeadsRefused(f"{path} holds no heads of a log: name another file") from None


def read_heads(path: Path, key: LogKey) -> dict[int, HeadClaim]:
    """The heads of a file by size, each with a good signature of this key.

    Raises:
        HeadsRefused: with the line that is no head, or not signed with this key.
        OSError: it cannot be read.
    """
    found: dict[int, HeadClaim] = {}
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_BYTES), b""), start=1):
            if not line.strip():
                continue
            claim = _claim_in(line, key)
            if claim is None:
                raise HeadsRefused(
                    f"line {number} of {path} is no head signed with the key {key.key_id}"
                )
            if found.setdefault(claim.size, claim).root_hash != claim.root_hash:
                raise HeadsRefused(
                    f"line {number} of {path}: this key signed two different logs of {claim.size} "
                    "statements; keep both lines, they prove it"
                )
    return found


def _claim_in(line: bytes, key: LogKey) -> HeadClaim | None:
    try:
        said = json.loads(line)
        claim = key.read(said["head"])
        if claim and (said["size"], said["root"]) == (claim.size, claim.root_hash.hex()):
            return claim
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return None


def replaced_head(db: Session, published: Mapping[int, HeadClaim]) -> HeadClaim | None:
    """The first published head that this log does not have: it was replaced, or cut off."""
    for size, claim in sorted(published.items()):
        head = db.get(LogHead, size) if 0 < size < 1 << 63 else None
        if head is None or head.root_hash != claim.root_hash:
            return claim
    return None
