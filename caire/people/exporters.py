"""What each slice knows about a person, and what it must keep of her: two open lists.

A slice above registers a function; people calls it, without knowing the slice.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

#: JSON values about one person; nothing about anybody else, and no secret.
Exporter = Callable[[Session, int], Any]
#: How many records of this kind stay after an erasure.
Keeper = Callable[[Session, int], int]

#: What a legal obligation or a third party's trust keeps; pages say why, and until when.
ATTENDANCE = "attendance"
CERTIFICATES = "certificates"
KINDS_KEPT = (ATTENDANCE, CERTIFICATES)

_exporters: dict[str, Exporter] = {}
_keepers: dict[str, Keeper] = {}


def register_exporter(name: str, exporter: Exporter) -> None:
    """Add a section to the export of a person's data."""
    _exporters[name] = exporter


def register_kept(kind: str, keeper: Keeper) -> None:
    """Say that records of this kind outlive the account."""
    if kind not in KINDS_KEPT:
        raise ValueError(f"{kind!r} has no explanation: add it to KINDS_KEPT and to the page")
    _keepers[kind] = keeper


def exported(db: Session, person_id: int) -> dict[str, Any]:
    """Every section, by name."""
    return {name: exporter(db, person_id) for name, exporter in sorted(_exporters.items())}


def kept(db: Session, person_id: int) -> dict[str, int]:
    """What would stay, or stays: kind -> number of records, without the kinds that have none."""
    counted = {kind: keeper(db, person_id) for kind, keeper in _keepers.items()}
    return {kind: counted[kind] for kind in KINDS_KEPT if counted.get(kind)}
