"""Keys of programs: what they may do is their scopes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.access import KEY_LENGTH, NO_LIMITS_OF_ITS_OWN, KeyLimits, hashed
from caire.lrs.errors import (
    KeyIsRevoked,
    KeyNameTaken,
    LimitInvalid,
    NameInvalid,
    NoSuchKey,
    UnknownScope,
)
from caire.lrs.models import LrsKey

#: Those of xAPI 1.0.3, part three, 4.2, that the platform knows.
SCOPES = (
    "all",
    "all/read",
    "define",
    "profile",
    "state",
    "statements/read",
    "statements/read/mine",
    "statements/write",
)
DEFAULT_SCOPES = ("statements/write", "statements/read/mine")
NAME_MAX = 120
#: How long an old secret stays good beside the new one, unless it is said.
OVERLAP = timedelta(hours=24)
OVERLAP_MAX = timedelta(days=90)
LIMIT_MAX = 1_000_000_000


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """The secret is shown once and never again: only its hash is kept."""

    id: int
    key: str
    secret: str
    scopes: tuple[str, ...]


def create_key(
    db: Session,
    *,
    name: str,
    now: datetime,
    scopes: Sequence[str] = DEFAULT_SCOPES,
    organisation_id: int | None = None,
    limits: KeyLimits = NO_LIMITS_OF_ITS_OWN,
) -> CreatedKey:
    """A new key with its secret.

    A name is never given twice, not even after its key ended: modules may know tools by it.

    Raises:
        NameInvalid, KeyNameTaken, UnknownScope, LimitInvalid.
    """
    for scope in scopes:
        if scope not in SCOPES:
            raise UnknownScope(f"no scope {scope}: known are {', '.join(SCOPES)}")
    if not name.strip() or len(name) > NAME_MAX or not name.isprintable():
        raise NameInvalid(f"write a name of 1 to {NAME_MAX} printable letters")
    if db.scalar(select(LrsKey.id).where(LrsKey.name == name)) is not None:
        raise KeyNameTaken(f"there is a key named {name}: choose another name")
    _refuse_wrong(limits)
    secret = new_secret()
    row = LrsKey(
        name=name,
        key=secrets.token_hex(KEY_LENGTH // 2),
        secret_hash=hashed(secret),
        scopes=sorted(set(scopes)),
        organisation_id=organisation_id,
        requests_per_minute=limits.requests,
        statements_per_minute=limits.statements,
        created_at=now,
    )
    db.add(row)
    db.flush()
    return CreatedKey(row.id, row.key, secret, tuple(row.scopes))


def rotate_key(
    db: Session, *, name: str, now: datetime, overlap: timedelta = OVERLAP
) -> CreatedKey:
    """A new secret for a key; the old one stays good for a while, so that no tool stops.

    Only the latest two are good: rotating again ends the one before the last at once.

    Raises:
        NoSuchKey, KeyIsRevoked, LimitInvalid: the overlap is negative or too long.
    """
    if not timedelta(0) <= overlap <= OVERLAP_MAX:
        raise LimitInvalid(f"the old secret may stay good for 0 to {OVERLAP_MAX.days} days")
    row = _named(db, name)
    if row.revoked_at is not None:
        raise KeyIsRevoked(f"the key {row.name} is revoked: create another one")
    secret = new_secret()
    row.previous_hash = row.secret_hash if overlap else None
    row.previous_ends_at = now + overlap if overlap else None
    row.secret_hash = hashed(secret)
    row.rotated_at = now
    db.flush()
    return CreatedKey(row.id, row.key, secret, tuple(row.scopes))


def limit_key(db: Session, *, name: str, limits: KeyLimits) -> None:
    """Set what a key may do in a minute. Raises: NoSuchKey, LimitInvalid."""
    _refuse_wrong(limits)
    row = _named(db, name)
    row.requests_per_minute = limits.requests
    row.statements_per_minute = limits.statements
    db.flush()


def revoke_key(db: Session, *, name: str, now: datetime) -> None:
    """End a key, by its name or by itself; doing it again changes nothing. Raises: NoSuchKey."""
    row = _named(db, name)
    row.revoked_at = row.revoked_at or now
    row.previous_hash = row.previous_ends_at = None
    db.flush()


def _named(db: Session, name: str) -> LrsKey:
    """By its name or by itself."""
    row = db.scalar(
        select(LrsKey).where((LrsKey.name == name) | (LrsKey.key == name)).with_for_update()
    )
    if row is None:
        raise NoSuchKey(f"no key {name}: `caire lrs keys list` shows them")
    return row


def _refuse_wrong(limits: KeyLimits) -> None:
    for limit in (limits.requests, limits.statements):
        if limit is not None and not 1 <= limit <= LIMIT_MAX:
            raise LimitInvalid(f"a limit is a whole number of 1 to {LIMIT_MAX} a minute")


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)
