"""Keys of agents, activities and verbs: what the store's indexes hold in place of long texts.

A key is 16 bytes of BLAKE2b over the kind of the thing and what identifies it. Two different things
share a key with a probability of 2^-128 a pair, so a search by key needs no second look.
"""

from functools import lru_cache
from hashlib import blake2b, sha224, sha256, sha384, sha512

KEY_BYTES = 16
#: Longer texts are hashed anew each time, so that the caches stay below about 10 MB each.
CACHED_LENGTH = 512
CACHED_KEYS = 8192
#: SHA-2 by the number of hexadecimal digits.
_SHA2 = {56: sha224, 64: sha256, 96: sha384, 128: sha512}


def activity_key(iri: str) -> bytes:
    return _key("activity", iri)


def verb_key(iri: str) -> bytes:
    return _key("verb", iri)


def agent_key(kind: str, value: str) -> bytes:
    """The key of an agent or group by `mbox`, `mbox_sha1sum` or `openid`."""
    return _key(kind, value)


def account_key(home: str, name: str) -> bytes:
    """The key of the agent or group with this account; an IRI holds no space."""
    return _key("account", f"{home} {name}")


def is_hash_of(sha2: str, data: bytes) -> bool:
    """Whether a SHA-224, 256, 384 or 512, in hexadecimal digits of any case, is that of data."""
    make = _SHA2.get(len(sha2))
    return make is not None and make(data).hexdigest() == sha2.lower()


def _key(kind: str, value: str) -> bytes:
    if len(value) > CACHED_LENGTH:
        return _hashed(kind, value)
    return _remembered(kind, value)


def _hashed(kind: str, value: str) -> bytes:
    text = f"{kind} {value}".encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=KEY_BYTES).digest()


_remembered = lru_cache(maxsize=CACHED_KEYS)(_hashed)
