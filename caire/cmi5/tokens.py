"""Secrets of a session. Pure."""

import hmac
import secrets
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

#: Keys of sessions begin so; the store then asks this slice who comes.
KEY_PREFIX = "cmi5-"


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password of Basic authentication, of which only the hash is kept."""

    key: str
    secret: str

    @property
    def auth_token(self) -> str:
        """What follows `Basic ` in the header (8.2.1)."""
        return b64encode(f"{self.key}:{self.secret}".encode()).decode()


def new_credentials(session_id: str) -> Credentials:
    return Credentials(KEY_PREFIX + session_id, secrets.token_urlsafe(32))


def session_of_key(key: str) -> str:
    return key.removeprefix(KEY_PREFIX)


def hashed(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_content_key() -> str:
    return secrets.token_urlsafe(32)


def fetch_token(secret_key: str, session_id: str) -> str:
    """Signed, so that nobody makes one and nothing needs to be stored."""
    return f"{session_id}.{_signature(secret_key, session_id)}"


def session_of_fetch(secret_key: str, token: str) -> str | None:
    """The session that the token fetches for; None: it is not ours."""
    session_id, _, signature = token.partition(".")
    expected = _signature(secret_key, session_id)
    return session_id if hmac.compare_digest(signature.encode(), expected.encode()) else None


def _signature(secret_key: str, session_id: str) -> str:
    said = f"cmi5 fetch {session_id}".encode("utf-8", "surrogatepass")
    return hmac.new(secret_key.encode(), said, sha256).hexdigest()
