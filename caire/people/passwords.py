"""What makes a password acceptable, and how it is kept.

The rule follows the CNIL's recommendation of 21 July 2022 (deliberation 2022-100) for a password
that stands alone: an entropy of at least 80 bits, estimated as `log2(N ** L)`, N signs in the
alphabet used and L signs in the password. Its own example of twelve signs of four kinds, among
which 37 special ones, stands at 79.5 bits: the estimate is therefore rounded. A passphrase of
seven words always passes.

The formula alone would accept `aaaaaaaaaaaaaaaaaa`. So L counts what is hard to guess: a listed
word, a run (`3456`, `aaaa`), a piece of keyboard count for two signs, a repeated block once.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from caire.people.errors import PasswordRefused
from caire.people.names import plain

MIN_SIGNS = 12
MAX_SIGNS = 128
MIN_BITS = 80
#: Longer than any accepted password even before normalisation: not worth the work.
MAX_TYPED = 1_000

TOO_SHORT = "too_short"
TOO_LONG = "too_long"
COMMON = "common"
PERSONAL = "personal"
GUESSABLE = "guessable"

KINDS = (("a-z", 26), ("A-Z", 26), ("0-9", 10), ("^a-zA-Z0-9", 37))
ROWS = ("azertyuiop", "qsdfghjklm", "qwertyuiop", "asdfghjkl", "zxcvbnm", "wxcvbn", "1234567890")
KEYBOARD = tuple(line for row in ROWS for line in (row, row[::-1]))
LOOKALIKES = str.maketrans("0134578@$€!|", "oieastbaseil")
#: A word drawn from a list of 2,000 is worth 11 bits, about two signs.
PIECE_WORTH = 2
SHORTEST_WORD = 4
SHORTEST_RUN = 3
LIST = Path(__file__).parent / "data" / "common_passwords.txt"

# OWASP's parameters for Argon2id with 19 MiB: some 25 ms, and memory for many at a time.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def normalised(password: str) -> str:
    """One spelling whatever keyboard typed it: `é` in one sign or two is the same password."""
    return unicodedata.normalize("NFKC", password)


def password_faults(
    password: str, *, email: str = "", names: Iterable[str] = ()
) -> tuple[str, ...]:
    """What is wrong with the password, the most important first; empty when it is accepted."""
    text = normalised(password[: MAX_TYPED + 1])
    if len(text) > MAX_SIGNS:
        return (TOO_LONG,)
    faults = []
    if len(text) < MIN_SIGNS:
        faults.append(TOO_SHORT)
    if _is_common(plain(text)):
        faults.append(COMMON)
    if any(piece in plain(text) for piece in _personal_pieces(email, names)):
        faults.append(PERSONAL)
    if not faults and round(estimated_bits(text)) < MIN_BITS:
        faults.append(GUESSABLE)
    return tuple(faults)


def accepted_hash(password: str, *, email: str = "", names: Iterable[str] = ()) -> str:
    """The Argon2id hash of an acceptable password.

    Takes some 25 ms: call it before the transaction, so that no other writer waits.

    Raises:
        PasswordRefused: it breaks the rule.
    """
    if faults := password_faults(password, email=email, names=names):
        raise PasswordRefused(faults)
    return _hasher.hash(normalised(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long when there is nobody to compare with."""
    typed = password if len(password) <= MAX_TYPED else ""
    try:
        _hasher.verify(password_hash or _nobodys_hash(), normalised(typed))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def renewed_hash(password_hash: str, password: str) -> str | None:
    """A new hash when the parameters have become stronger since the old one was made."""
    if not _hasher.check_needs_rehash(password_hash):
        return None
    return _hasher.hash(normalised(password))


def estimated_bits(text: str) -> float:
    """`log2(N ** L)`, where L leaves out what is easy to guess."""
    signs = sum(size for kind, size in KINDS if re.search(f"[{kind}]", text))
    return _hard_length(plain(text)) * math.log2(signs) if signs else 0.0


@cache
def common_words() -> frozenset[str]:
    """Passwords and words that are tried first: lower case, no accent, no sign around."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def _is_common(text: str) -> bool:
    read = text.translate(LOOKALIKES)
    tries = {text, text.strip(" 0123456789!?.,;:*+-_#@$€&"), read, read.strip(" .,;:*+-_#&?")}
    tries |= {re.sub(r"[^a-z]", "", text), re.sub(r"[^a-z]", "", read)}
    return not tries.isdisjoint(common_words())


def _personal_pieces(email: str, names: Iterable[str]) -> set[str]:
    local_part = plain(email).partition("@")[0]
    pieces = {local_part, *re.split(r"[^a-z0-9]+", local_part)}
    for name in names:
        pieces.update(re.split(r"[^\w]+", plain(name)))
    return {piece for piece in pieces if len(piece) >= SHORTEST_WORD}


def _hard_length(text: str) -> int:
    block = _repeated_block(text)
    if block < len(text):
        return _hard_length(text[:block]) + 1
    length = position = 0
    while position < len(text):
        easy = _easy_piece(text, position)
        length += min(easy, PIECE_WORTH) if easy else 1
        position += easy or 1
    return length


def _easy_piece(text: str, start: int) -> int:
    """Length of the longest guessable piece that begins here; 0 when there is none."""
    return max(_word(text, start), _run(text, start), _keyboard(text, start))


def _word(text: str, start: int) -> int:
    read = text[start : start + 24].translate(LOOKALIKES)
    for end in range(len(read), SHORTEST_WORD - 1, -1):
        if read[:end] in common_words() or text[start : start + end] in common_words():
            return end
    return 0


def _run(text: str, start: int) -> int:
    """`aaaa`, `3456`, `dcba`: the same step of -1, 0 or 1 again and again."""
    steps = [ord(b) - ord(a) for a, b in zip(text[start:], text[start + 1 :], strict=False)]
    if not steps or abs(steps[0]) > 1:
        return 0
    same = next((n for n, step in enumerate(steps) if step != steps[0]), len(steps))
    return same + 1 if same + 1 >= SHORTEST_RUN else 0


def _keyboard(text: str, start: int) -> int:
    for end in range(min(len(text), start + 10), start + SHORTEST_WORD - 1, -1):
        if any(text[start:end] in line for line in KEYBOARD):
            return end - start
    return 0


def _repeated_block(text: str) -> int:
    """Length of the block that the text repeats, the last time perhaps in part."""
    for block in range(1, len(text)):
        if all(sign == text[position % block] for position, sign in enumerate(text)):
            return block
    return len(text)
