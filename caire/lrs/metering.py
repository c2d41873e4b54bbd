"""How much each program does in a minute, counted in this process and shared with the others.

A process counts by itself and tells the database when it has counted a hundredth of a limit: then
it learns what the others did too. So a program far below its limits costs no write at all, one at
its limit about a hundred a minute, and all processes together let pass at most a hundredth of the
limit too much for each process. A limit below two hundred is exact: each request is told.

Minutes are those of the clock, so that what is refused says when to come back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from caire.lrs.errors import RateExceeded

SHARE = 100
#: Networks remembered as silenced; beyond, the database alone knows them.
SILENCED_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Amount:
    requests: int = 0
    statements: int = 0


#: Adds an amount to what the caller did in this minute; answers with the sum of all processes.
Tell = Callable[[int, Amount], Amount]


@dataclass(slots=True)
class _Tally:
    """`total`: of all processes as far as known; `untold`: the part of it that only we know."""

    total: dict[str, int] = field(default_factory=lambda: {"requests": 0, "statements": 0})
    untold: dict[str, int] = field(default_factory=lambda: {"requests": 0, "statements": 0})


class Meter:
    """One for each process; its methods may be called by any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._tallies: dict[str, _Tally] = {}
        self._noted: dict[int, int] = {}
        self._silenced: dict[str, datetime] = {}

    def spend(
        self, caller: str, what: str, count: int, *, limit: int, now: datetime, tell: Tell
    ) -> None:
        """Count `count` more of `what`: `requests` or `statements`.

        The last batch before the limit is taken whole, so that none is too large to ever pass.

        Args:
            limit: a minute; 0: there is none.

        Raises:
            RateExceeded.
        """
        if not limit:
            return
        minute, second = divmod(int(now.timestamp()), 60)
        with self._lock:
            tally = self._tally(caller, minute)
            if tally.total[what] >= limit:
                raise RateExceeded(limit, what, 60 - second)
            tally.total[what] += count
            tally.untold[what] += count
            if tally.untold[what] < max(1, limit // SHARE):
                return
            told = Amount(**tally.untold)
            tally.untold = {"requests": 0, "statements": 0}
        known = tell(minute, told)
        with self._lock:
            tally.total["requests"] = max(tally.total["requests"], known.requests)
            tally.total["statements"] = max(tally.total["statements"], known.statements)
        before: int = getattr(known, what) - getattr(told, what)
        if before >= limit:
            raise RateExceeded(limit, what, 60 - second)

    def may_note(self, key_id: int, now: datetime) -> bool:
        """Whether the use of this key is to be noted: once a minute."""
        minute = int(now.timestamp()) // 60
        with self._lock:
            if self._noted.get(key_id) == minute:
                return False
            self._noted[key_id] = minute
            return True

    def silence(self, network: str, until: datetime) -> None:
        """Remember that failures from there are not even counted any more."""
        with self._lock:
            if len(self._silenced) < SILENCED_MAX:
                self._silenced[network] = until

    def silenced_until(self, network: str, now: datetime) -> datetime | None:
        with self._lock:
            until = self._silenced.get(network)
            if until is not None and until <= now:
                del self._silenced[network]
                return None
            return until

    def _tally(self, caller: str, minute: int) -> _Tally:
        if minute != self._minute:
            self._tallies.clear()
            self._minute = minute
            self._noted = {key: at for key, at in self._noted.items() if at == minute}
            self._silenced = {
                network: until
                for network, until in self._silenced.items()
                if until.timestamp() > minute * 60
            }
        tally = self._tallies.get(caller)
        if tally is None:
            tally = self._tallies[caller] = _Tally()
        return tally
