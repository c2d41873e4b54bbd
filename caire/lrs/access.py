"""Who comes with a key and a secret, and what she may do."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from caire.lrs.bounds import Bounds
from caire.lrs.driver import cursor, is_postgres, reading
from caire.lrs.errors import KeyRefused
from caire.lrs.memo import Memo

KEY_LENGTH = 32
REFUSED = "unknown key, wrong secret, or revoked"
#: What a secret that is not there is compared with: no SHA-256 has this form.
_NONE = "-" * 64
#: Keys that a process remembers for each database.
_REMEMBERED = 1_000
#: Where a session keeps the accesses that were asked for again in its transaction.
_READ = "caire.lrs.keys"
_QUERY = (
    "SELECT id, secret_hash, previous_hash, previous_ends_at, scopes, organisation_id,"
    " requests_per_minute, statements_per_minute, revoked_at FROM lrs_key WHERE key = "
)

_scopes = msgspec.json.Decoder(frozenset[str])


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """How much a key may do in a minute; None: as the settings say."""

    requests: int | None = None
    statements: int | None = None


NO_LIMITS_OF_ITS_OWN = KeyLimits()


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """A program that proved who it is. `organisation_id` limits what it sees; None: all.

    `bounds` are those of a lent access; None: its scopes alone say what it may do. `given` is the
    hash of the secret.
    """

    key_id: int
    key: str
    scopes: frozenset[str]
    organisation_id: int | None
    bounds: Bounds | None = None
    limits: KeyLimits = NO_LIMITS_OF_ITS_OWN
    given: str = field(default="", repr=False)

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


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says of a key: its secrets, by their hashes, and what it may do.

    `access` is that of who comes with the current secret.
    """

    previous: str | None
    previous_ends_at: datetime
    is_revoked: bool
    access: KeyAccess


_remembered: WeakKeyDictionary[Engine, Memo[str, _Known]] = WeakKeyDictionary()


def access_with(engine: Engine, *, key: str, secret: str, now: datetime) -> KeyAccess:
    """Who this key and secret belong to, asked of the database each time.

    So what is revoked is refused by every process from the next request on.

    Raises:
        KeyRefused: the same for an unknown key, a wrong secret and a revoked key.
    """
    lent = _lent(engine, key, secret)
    return lent or _access(_read(engine, key), hashed(secret), now)


def expected_access(engine: Engine, *, key: str, secret: str, now: datetime) -> KeyAccess:
    """As `access_with`, by what this process knows of the key: `confirmed` asks again.

    For who will write in a transaction, where many who write together cost one question. Whoever
    is refused by what is known is asked of the database, so that nobody waits for a new secret.

    Raises:
        KeyRefused.
    """
    lent = _lent(engine, key, secret)
    if lent is not None:
        return lent
    given = hashed(secret)
    memory = _memory_of(engine)
    if known := memory.get(key):
        try:
            return _access(known, given, now)
        except KeyRefused:
            pass
    known = _read(engine, key)
    access = _access(known, given, now)
    _remember(memory, key, known)
    return access


def confirmed(db: Session, access: KeyAccess, *, now: datetime) -> KeyAccess:
    """The same access, as the database has it in this transaction, one question for each key.

    Raises:
        KeyRefused: it was revoked, or its secret has ended.
    """
    if access.bounds is not None:  # lent: what bounds it is asked of the database by itself
        return access
    read: dict[tuple[str, str], KeyAccess] = db.info.setdefault(_READ, {})
    asked = (access.key, access.given)
    if asked not in read:
        known = _asked(cursor(db), access.key, postgres=is_postgres(db))
        engine = db.get_bind()
        assert isinstance(engine, Engine)  # sessions are made on engines
        _remember(_memory_of(engine), access.key, known)
        read[asked] = _access(known, access.given, now)
    return read[asked]


def _lent(engine: Engine, key: str, secret: str) -> KeyAccess | None:
    for prefix, lender in _lenders.items():
        if key.startswith(prefix) and "\0" not in key:  # PostgreSQL's driver would fail
            with Session(engine) as db:
                return lender(db, key, secret)
    return None


def _access(known: _Known | None, given: str, now: datetime) -> KeyAccess:
    # Both are compared in any case, so that the time says nothing about which keys exist.
    is_current = hmac.compare_digest(known.access.given if known else _NONE, given)
    is_previous = hmac.compare_digest((known.previous if known else None) or _NONE, given)
    if known is None or known.is_revoked:
        raise KeyRefused(REFUSED)
    if is_current:
        return known.access
    if is_previous and now < known.previous_ends_at:
        return replace(known.access, given=given)
    raise KeyRefused(REFUSED)


def _read(engine: Engine, key: str) -> _Known | None:
    """By the driver: every request asks for it. None: there is no such key."""
    if len(key) != KEY_LENGTH or not key.isalnum() or not key.isascii():
        return None  # a NUL would make PostgreSQL's driver fail
    with reading(engine) as asking:
        return _asked(asking, key, postgres=engine.dialect.name == "postgresql")


def _asked(asking: Any, key: str, *, postgres: bool) -> _Known | None:
    row = asking.execute(_QUERY + ("%s" if postgres else "?"), (key,)).fetchone()
    if row is None:
        return None
    key_id, current, previous, ends_at, scopes, organisation_id, *limits, revoked_at = row
    access = KeyAccess(
        key_id,
        key,
        _scopes.decode(scopes),
        organisation_id,
        limits=KeyLimits(*limits),
        given=current,
    )
    return _Known(previous, _moment(ends_at), revoked_at is not None, access)


def _remember(memory: Memo[str, _Known], key: str, known: _Known | None) -> None:
    if known is None:
        memory.pop(key, None)
    else:
        memory.keep(key, known)


def _memory_of(engine: Engine) -> Memo[str, _Known]:
    if engine not in _remembered:
        _remembered[engine] = Memo(size=_REMEMBERED, length=KEY_LENGTH)
    return _remembered[engine]


def _moment(value: datetime | str | None) -> datetime:
    """A column of time as the driver gives it: aware on PostgreSQL, text in UTC on SQLite."""
    if value is None:
        return datetime.min.replace(tzinfo=UTC)
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def hashed(secret: str) -> str:
    """What is kept of a secret.

    One SHA-256 is enough: slow hashes protect words that people choose, of which an attacker can
    try the likely ones. Of 256 random bits none is likely, so a stolen table tells nothing however
    fast one may hash; and a slow hash would cost each request more than all the rest of it.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
