"""Keys of programs: what they may do is their scopes."""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from caire.lrs.bounds import Bounds
from caire.lrs.driver import reading
from caire.lrs.errors import (
    KeyIsRevoked,
    KeyNameTaken,
    KeyRefused,
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
#: What a secret that is not there is compared with: no SHA-256 has this form.
_NONE = "-" * 64
_KEY_LENGTH = 32

_scopes = msgspec.json.Decoder(frozenset[str])


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """The secret is shown once and never again: only its hash is kept."""

    id: int
    key: str
    secret: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """How much a key may do in a minute; None: as the settings say."""

    requests: int | None = None
    statements: int | None = None


NO_LIMITS_OF_ITS_OWN = KeyLimits()


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """A program that proved who it is. `organisation_id` limits what it sees; None: all.

    `bounds` are those of a lent access; None: its scopes alone say what it may do.
    """

    key_id: int
    key: str
    scopes: frozenset[str]
    organisation_id: int | None
    bounds: Bounds | None = None
    limits: KeyLimits = NO_LIMITS_OF_ITS_OWN

    @property
    def may_write(self) -> bool:
        return bool(self.scopes & {"all", "statements/write"})

    @property
    def may_read_all(self) -> bool:
        return bool(self.scopes & {"all", "all/read", "statements/read"})

    @property
    def may_read_own(self) -> bool:
        return self.may_read_all or "statements/read/mine" in self.scopes

    @property
    def may_define(self) -> bool:
        """What it says of activities counts as their description."""
        return bool(self.scopes & {"all", "define"})

    @property
    def may_look_up(self) -> bool:
        """Ask about an activity or an agent: any key that does more than send statements."""
        return bool(self.scopes - {"statements/write"})

    def may_keep(self, documents: str) -> bool:
        """`documents` is the scope of their resource: `state` or `profile`."""
        return bool(self.scopes & {"all", documents})

    def may_consult(self, documents: str) -> bool:
        return bool(self.scopes & {"all", "all/read", documents})


#: Answers for a key and its secret. Raises: KeyRefused.
Lender = Callable[[Session, str, str], KeyAccess]

_lenders: dict[str, Lender] = {}


def lend(prefix: str, lender: Lender) -> None:
    """Ask `lender` who comes with a key of this prefix. Our own keys are hexadecimal."""
    _lenders[prefix] = lender


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
        key=secrets.token_hex(_KEY_LENGTH // 2),
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


def access_with(engine: Engine, *, key: str, secret: str, now: datetime) -> KeyAccess:
    """Who this key and secret belong to, asked of the database each time.

    So what is revoked is refused by every process from the next request on.

    Raises:
        KeyRefused: the same for an unknown key, a wrong secret and a revoked key.
    """
    for prefix, lender in _lenders.items():
        if key.startswith(prefix):
            with Session(engine) as db:
                return lender(db, key, secret)
    row = _row(engine, key)
    given = hashed(secret)
    # Both are compared in any case, so that the time says nothing about which keys exist.
    is_current = hmac.compare_digest(row[1] if row else _NONE, given)
    is_previous = hmac.compare_digest((row[2] if row else None) or _NONE, given)
    if row is None or row[8] is not None:
        raise KeyRefused(REFUSED)
    if not (is_current or (is_previous and now < _moment(row[3]))):
        raise KeyRefused(REFUSED)
    return KeyAccess(row[0], key, _scopes.decode(row[4]), row[5], limits=KeyLimits(row[6], row[7]))


REFUSED = "unknown key, wrong secret, or revoked"
_QUERY = (
    "SELECT id, secret_hash, previous_hash, previous_ends_at, scopes, organisation_id,"
    " requests_per_minute, statements_per_minute, revoked_at FROM lrs_key WHERE key = "
)


def _row(engine: Engine, key: str) -> Any:
    """The columns of `_QUERY`, by the driver: every request asks for them."""
    if len(key) != _KEY_LENGTH or not key.isalnum() or not key.isascii():
        return None  # a NUL would make PostgreSQL's driver fail
    mark = "%s" if engine.dialect.name == "postgresql" else "?"
    with reading(engine) as cursor:
        return cursor.execute(_QUERY + mark, (key,)).fetchone()


def _moment(value: datetime | str | None) -> datetime:
    """A column of time as the driver gives it: aware on PostgreSQL, text in UTC on SQLite."""
    if value is None:
        return datetime.min.replace(tzinfo=UTC)
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


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


def hashed(secret: str) -> str:
    """What is kept of a secret.

    One SHA-256 is enough: slow hashes protect words that people choose, of which an attacker can
    try the likely ones. Of 256 random bits none is likely, so a stolen table tells nothing however
    fast one may hash; and a slow hash would cost each request more than all the rest of it.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
