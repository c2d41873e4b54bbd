"""Codes that people read aloud and type: no I, L, O, U; case, spaces and hyphens do not matter."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    """Four groups of four signs of Crockford's alphabet: 80 random bits."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[i : i + 4] for i in range(0, LENGTH, 4))


def normalised(typed: str) -> str | None:
    """The code that was meant, or None when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(READ_AS)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    return "-".join(signs[i : i + 4] for i in range(0, LENGTH, 4))
