"""Signs heads of the log: Ed25519, as a compact JWS that any library can check.

The key is a JSON Web Key in the data folder, readable by its owner only; `caire backup` saves it
with the database, since a log cannot go on without the key that began it.
"""

import hmac
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from caire.lrs.errors import SigningKeyMissing
from caire.lrs.log.claims import BundleClaim, ErasureClaim, Erasures, HeadClaim, RetiredClaim

FILE_NAME = "log-key.json"
ALGORITHM = "Ed25519"  # RFC 9864
#: The signature at the end of a compact JWS: 64 bytes. Its last letter carries two bits, of which
#: other letters would be further spellings: a signature has one.
_SIGNATURE = re.compile(r"\.[A-Za-z0-9_-]{85}[AQgw]")
#: A list of the contents of a large bundle is longer than what the library reads by itself.
MAX_SIGNED = 1_000_000
#: What reading a text of somebody else may raise.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


class _Registry(jws.JWSRegistry):
    max_payload_length = MAX_SIGNED


_registry = _Registry(algorithms=[ALGORITHM])


@dataclass(frozen=True, slots=True)
class LogKey:
    """Checks what the log signed; the public part of the key is enough."""

    key: OKPKey

    @property
    def key_id(self) -> str:
        return str(self.key.thumbprint())

    @property
    def public_key(self) -> dict[str, str]:
        """The JSON Web Key that others check signatures with."""
        return {**self.key.as_dict(private=False), "kid": self.key_id}  # type: ignore[dict-item]  # texts only, for this type of key

    def read(self, signed: str) -> HeadClaim | None:
        """What was signed with this key; None when the signature is not good."""
        payload = self._payload(signed)
        try:
            return HeadClaim(
                size=int(payload["size"]),
                root_hash=bytes.fromhex(payload["root"]),
                signed_at=datetime.fromisoformat(payload["at"]),
                after=None if payload.get("after") is None else int(payload["after"]),
                erasures=_erasures_in(payload.get("erasures")),
            )
        except _UNREADABLE:
            return None

    def read_erasure(self, signed: str) -> ErasureClaim | None:
        """What was signed with this key; None when the signature is not good."""
        payload = self._payload(signed)
        try:
            return ErasureClaim(
                number=int(payload["erasure"]),
                reason=str(payload["reason"]),
                erased_at=datetime.fromisoformat(payload["at"]),
                count=int(payload["count"]),
                rows=bytes.fromhex(payload["rows"]),
                before=bytes.fromhex(payload["before"]),
            )
        except _UNREADABLE:
            return None

    def read_retired(self, signed: str) -> RetiredClaim | None:
        """What was signed with this key; None when the signature is not good."""
        payload = self._payload(signed)
        try:
            return RetiredClaim(
                first_seq=int(payload["retired_from"]),
                end_seq=int(payload["retired_to"]),
                retired_at=datetime.fromisoformat(payload["at"]),
            )
        except _UNREADABLE:
            return None

    def read_bundle(self, signed: str) -> BundleClaim | None:
        """What was signed with this key; None when the signature is not good."""
        payload = self._payload(signed)
        try:
            ids, certificate = payload["bundle"], payload["certificate"]
            if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
                return None
            return BundleClaim(
                statement_ids=tuple(ids),
                certificate=None if certificate is None else str(certificate),
                size=int(payload["of_size"]),
                made_at=datetime.fromisoformat(payload["at"]),
            )
        except _UNREADABLE:
            return None

    def signed_with_it(self, signed: str) -> bool:
        return self.read(signed) is not None

    def _payload(self, signed: str) -> dict[str, Any]:
        """Empty when the signature is not good."""
        if not _SIGNATURE.fullmatch(signed, signed.rfind(".")):
            return {}
        try:
            found = jws.deserialize_compact(signed, self.key, registry=_registry)
            payload = json.loads(found.payload or b"")
        except (JoseError, RecursionError, *_UNREADABLE):
            return {}
        return payload if isinstance(payload, dict) else {}


@dataclass(frozen=True, slots=True)
class LogSigner(LogKey):
    """The private key: also signs."""

    def sign(self, claim: HeadClaim) -> str:
        return self._signed(
            {
                "size": claim.size,
                "root": claim.root_hash.hex(),
                "at": claim.signed_at.isoformat(),
                "after": claim.after,
                "erasures": _erasures_said(claim.erasures),
            }
        )

    def sign_erasure(self, claim: ErasureClaim) -> str:
        return self._signed(
            {
                "erasure": claim.number,
                "reason": claim.reason,
                "at": claim.erased_at.isoformat(),
                "count": claim.count,
                "rows": claim.rows.hex(),
                "before": claim.before.hex(),
            }
        )

    def sign_retired(self, claim: RetiredClaim) -> str:
        return self._signed(
            {
                "retired_from": claim.first_seq,
                "retired_to": claim.end_seq,
                "at": claim.retired_at.isoformat(),
            }
        )

    def sign_bundle(self, claim: BundleClaim) -> str:
        return self._signed(
            {
                "bundle": list(claim.statement_ids),
                "certificate": claim.certificate,
                "of_size": claim.size,
                "at": claim.made_at.isoformat(),
            }
        )

    def secret_for(self, purpose: str) -> bytes:
        """A secret of 32 bytes that who has this key finds again, another for each purpose."""
        seed = str(self.key.as_dict(private=True)["d"])
        return hmac.digest(seed.encode(), f"caire: {purpose}".encode(), sha256)

    def _signed(self, payload: dict[str, Any]) -> str:
        header = {"alg": ALGORITHM, "kid": self.key_id}
        return jws.serialize_compact(
            header, json.dumps(payload).encode(), self.key, algorithms=[ALGORITHM]
        )


def _erasures_said(erasures: Erasures | None) -> dict[str, Any] | None:
    return None if erasures is None else {"count": erasures.count, "last": erasures.last.hex()}


def _erasures_in(said: Any) -> Erasures | None:
    """Raises: one of `_UNREADABLE`."""
    return None if said is None else Erasures(int(said["count"]), bytes.fromhex(said["last"]))


def read_key(jwk: Any) -> LogKey:
    """A published key, from its JSON Web Key.

    Raises:
        ValueError: it is no Ed25519 key.
    """
    try:
        key = OKPKey.import_key(jwk)
        if key.curve_name != "Ed25519":
            raise ValueError(f"the curve is {key.curve_name}")
        return LogKey(key)
    except (JoseError, *_UNREADABLE) as error:
        raise ValueError(f"it is no Ed25519 key (JWK): {error}") from None


def ensure_signer(data_dir: str | Path) -> LogSigner:
    """The key of this data folder, made at the first call; two callers at once get the same."""
    path = Path(data_dir) / FILE_NAME
    if not path.exists():
        key = OKPKey.generate_key("Ed25519")
        with suppress(FileExistsError):  # somebody else was first: theirs is the key
            _write_new(path, json.dumps(key.as_dict(private=True)))
    return open_signer(data_dir)


def install_key(text: bytes, data_dir: str | Path) -> None:
    """Put a saved key into this data folder; another one that is there gets its id as a name.

    Raises:
        SigningKeyMissing: the text holds no key.
    """
    path = Path(data_dir) / FILE_NAME
    saved = _signer_in(text.decode("utf-8", "replace"), "the saved log-key.json")
    if path.exists():
        with suppress(SigningKeyMissing):
            if open_signer(data_dir).key_id == saved.key_id:
                return
        beside = sha256(path.read_bytes()).hexdigest()[:16]
        path.replace(path.with_name(f"log-key.{beside}.json"))
    _write_new(path, json.dumps(saved.key.as_dict(private=True)))


def _write_new(path: Path, text: str) -> None:
    """Raises: FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # NamedTemporaryFile makes files that only their owner reads.
    with NamedTemporaryFile("w", dir=path.parent, prefix=".log-key-") as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        os.link(draft.name, path)


def open_signer(data_dir: str | Path) -> LogSigner:
    """The key of this data folder.

    Raises:
        SigningKeyMissing: no such file, or it holds no private Ed25519 key.
    """
    path = Path(data_dir) / FILE_NAME
    try:
        return _signer_in(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        raise SigningKeyMissing(
            f"{path} does not exist: restore the file from your backup"
        ) from None
    except (OSError, ValueError) as error:
        raise SigningKeyMissing(f"{path} cannot be used: {error}; restore it") from error


def _signer_in(text: str, name: str) -> LogSigner:
    try:
        key = OKPKey.import_key(json.loads(text))
        if not key.is_private or key.curve_name != "Ed25519":
            raise ValueError("it is no private Ed25519 key")
    except (JoseError, RecursionError, *_UNREADABLE) as error:
        raise SigningKeyMissing(f"{name} cannot be used: {error}; restore it") from error
    return LogSigner(key)
