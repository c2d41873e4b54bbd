"""Keys of programs: what they may do is their scopes."""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.lrs.bounds import Bounds
from caire.lrs.errors import KeyNameTaken, KeyRefused, NoSuchKey, UnknownScope
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


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """The secret is shown once and never again: only its hash is kept."""

    id: int
    key: str
    secret: str
    scopes: tuple[str, ...]


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
) -> CreatedKey:
    """A new key with its secret.

    Raises:
        KeyNameTaken, UnknownScope.
    """
    for scope in scopes:
        if scope not in SCOPES:
            raise UnknownScope(f"no scope {scope}: known are {', '.join(SCOPES)}")
    if db.scalar(select(LrsKey.id).where(LrsKey.name == name)) is not None:
        raise KeyNameTaken(f"there is a key named {name}: choose another name, or revoke it")
    secret = secrets.token_urlsafe(32)
    row = LrsKey(
        name=name,
        key=secrets.token_hex(16),
        secret_hash=_hashed(secret),
        scopes=sorted(set(scopes)),
        organisation_id=organisation_id,
        created_at=now,
    )
    db.add(row)
    db.flush()
    return CreatedKey(row.id, row.key, secret, tuple(row.scopes))


def revoke_key(db: Session, *, name: str, now: datetime) -> None:
    """End a key, by its name or by itself; doing it again changes nothing. Raises: NoSuchKey."""
    row = db.scalar(select(LrsKey).where((LrsKey.name == name) | (LrsKey.key == name)))
    if row is None:
        raise NoSuchKey(f"no key {name}: `caire lrs keys list` shows them")
    row.revoked_at = row.revoked_at or now
    db.flush()


def access_with(db: Session, *, key: str, secret: str) -> KeyAccess:
    """Who this key and secret belong to.

    Raises:
        KeyRefused: the same for an unknown key, a wrong secret and a revoked key.
    """
    for prefix, lender in _lenders.items():
        if key.startswith(prefix):
            return lender(db, key, secret)
    row = db.execute(
        select(
            LrsKey.id, LrsKey.secret_hash, LrsKey.scopes, LrsKey.organisation_id, LrsKey.revoked_at
        ).where(LrsKey.key == key)
    ).one_or_none()
    # Compared in any case, so that the time says nothing about which keys exist.
    matches = hmac.compare_digest(row.secret_hash if row else "", _hashed(secret))
    if row is None or not matches or row.revoked_at is not None:
        raise KeyRefused("unknown key, wrong secret, or revoked")
    return KeyAccess(row.id, key, frozenset(row.scopes), row.organisation_id)


def _hashed(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
