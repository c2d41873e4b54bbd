"""The code that the room shows: it lives one minute and says only that somebody sees the screen.

Codes are derived from the half-day's secret, so nothing is stored and any worker can check them.
"""

import hmac
from datetime import datetime

PERIOD_S = 60
DIGITS = 6


def room_code(secret: str, now: datetime) -> str:
    """Six digits for the minute of `now`."""
    return _code(secret, _period(now))


def is_current(secret: str, typed: str, now: datetime) -> bool:
    """Whether it is the code of this minute or of the one before; spaces do not matter."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit()):
        return False
    period = _period(now)
    return any(
        hmac.compare_digest(digits, _code(secret, accepted)) for accepted in (period, period - 1)
    )


def seconds_left(now: datetime) -> int:
    """Until the next code is shown, 1 to 60."""
    return PERIOD_S - int(now.timestamp()) % PERIOD_S


def _period(now: datetime) -> int:
    return int(now.timestamp()) // PERIOD_S


def _code(secret: str, period: int) -> str:
    digest = hmac.digest(bytes.fromhex(secret), period.to_bytes(8, "big"), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"
