"""The attendance chain: each record holds the hash of the one before (R-EMG-6, R-EMG-7).

Whoever changes, deletes or inserts a row breaks it, and the first broken record can be named. The
chain's length and head are kept with the half-day, and the closed sheet freezes them too.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

#: Fields that are not part of what a record says.
_OUTSIDE = {"id", "record_hash"}


@dataclass(frozen=True, slots=True)
class Record:
    """A row of `signature`, read. See `models.Signature`."""

    id: int
    workshop_id: int
    seq: int
    kind: str
    method: str
    role: str
    booking_id: int | None
    person_id: int
    displayed_name: str
    typed_name: str
    signed_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    reason: str
    replaces_seq: int | None
    author_id: int
    author_name: str
    consent_version: str
    ip_hash: str
    user_agent: str
    slot_hash: str
    previous_hash: str
    record_hash: str


RECORD_FIELDS = tuple(field.name for field in fields(Record))


@dataclass(frozen=True, slots=True)
class Break:
    """The first record that does not hold. `fault`: altered, missing, inserted, or `sheet`."""

    workshop_id: int
    seq: int
    record_id: int | None
    fault: str


def fingerprint(content: Any) -> str:
    """SHA-256, hex, of the canonical JSON of plain values and aware datetimes."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text
    )
    return hashlib.sha256(text.encode()).hexdigest()


def record_fingerprint(values: Mapping[str, Any]) -> str:
    """The hash of what a record says, `previous_hash` included."""
    return fingerprint({name: values[name] for name in RECORD_FIELDS if name not in _OUTSIDE})


def first_break(
    workshop_id: int, records: Sequence[Record], *, length: int, head: str
) -> Break | None:
    """The first broken record of a half-day's chain, or None.

    Args:
        records: all of them, by `seq`.
        length, head: what the half-day says of its chain.
    """
    previous = ""
    for expected, record in enumerate(records, start=1):
        if record.seq != expected:
            return Break(workshop_id, expected, None, "missing")
        if expected > length:
            return Break(workshop_id, expected, record.id, "inserted")
        if record.previous_hash != previous or _recomputed(record) != record.record_hash:
            return Break(workshop_id, expected, record.id, "altered")
        previous = record.record_hash
    if len(records) < length:
        return Break(workshop_id, len(records) + 1, None, "missing")
    if previous != head:
        return Break(workshop_id, length, records[-1].id if records else None, "altered")
    return None


def _recomputed(record: Record) -> str:
    return record_fingerprint({name: getattr(record, name) for name in RECORD_FIELDS})


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no canonical form")
