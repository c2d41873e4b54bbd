"""Secrets of targets: encrypted with a key derived from `site.secret_key`, never shown again.

JSON Web Encryption (RFC 7516), AES-256 in GCM. Who has the database alone cannot read them.
"""

import hmac
from hashlib import sha256

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from caire.lrs.forwarding.errors import CredentialsUnreadable

_HEADER = {"alg": "dir", "enc": "A256GCM"}
_PURPOSE = b"caire: secrets of targets that statements are forwarded to"


def hidden(secret: str, *, secret_key: str) -> str:
    return jwe.encrypt_compact(_HEADER, secret.encode(), _key(secret_key))


def shown(hidden: str, *, secret_key: str) -> str:
    """Raises: CredentialsUnreadable."""
    try:
        plain = jwe.decrypt_compact(hidden, _key(secret_key)).plaintext
    except (JoseError, ValueError) as error:
        raise CredentialsUnreadable(
            "site.secret_key has changed since its secret was given: "
            "give it again with `caire lrs forward credentials`"
        ) from error
    assert plain is not None  # what was decrypted has a text
    return plain.decode()


def _key(secret_key: str) -> OctKey:
    return OctKey.import_key(hmac.new(secret_key.encode(), _PURPOSE, sha256).digest())
