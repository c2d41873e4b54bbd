"""How many traces came by day: bars and rows of the same numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.numbers import format_decimal
from flask_babel import gettext as _

from caire.administration.browser.words import Names
from caire.clock import PARIS, in_paris
from caire.lrs.models import PLATFORM
from caire.lrs.models.days import IMPORTED
from caire.web.language import current_language, shown_short_date

PERIODS = (30, 90, 365)
#: Beyond it, a bar stands for a week: a phone has no room for a bar a day.
DAILY_MAX = 90
#: The drawing's own units.
WIDTH, HEIGHT = 1_000, 240

_Total = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """From `day` to `last`, a day or a week; the rest is in the drawing's units."""

    day: date
    last: date
    total: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SenderTotal:
    """What one sender sent in the whole period; `key` is its name in the address."""

    key: str
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Series:
    """`top` is the value at the drawing's upper edge; `senders` the most active first."""

    sender: str
    sender_name: str
    bars: list[Bar]
    top: int
    total: int
    is_weekly: bool
    senders: list[SenderTotal]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.total)


def charted(days: int, now: datetime) -> date:
    """The first day of a period that ends today, in Paris; of whole weeks when it is long."""
    first = in_paris(now).date() - timedelta(days=days - 1)
    return first - timedelta(days=first.weekday()) if days > DAILY_MAX else first


def shown_series(
    totals: Sequence[_Total], sender: str, *, days: int, now: datetime, names: Names
) -> Series:
    """The bars of one sender, or of all when the address names none that is known."""
    by_sender: Counter[int] = Counter()
    for _day, key_id, total in totals:
        by_sender[key_id] += total
    known = {_address(key_id): key_id for key_id in (*by_sender, PLATFORM)}
    known |= {_address(row.key_id): row.key_id for row in names.programs}
    wanted = known.get(sender)
    if sender == "programs":
        kept = [(day, total) for day, key_id, total in totals if key_id > 0]
        name = _("D’autres programmes")
    elif wanted is None:
        kept, sender, name = [(day, total) for day, _key, total in totals], "", _("Toutes")
    else:
        kept = [(day, total) for day, key_id, total in totals if key_id == wanted]
        name = names.sender(wanted)
    step = 7 if days > DAILY_MAX else 1
    bars, top = _bars(kept, charted(days, now), in_paris(now).date(), step)
    senders = [
        SenderTotal(_address(key_id), names.sender(key_id), total)
        for key_id, total in by_sender.most_common()
    ]
    return Series(sender, name, bars, top, sum(b.total for b in bars), step == 7, senders)


def shown_number(value: int) -> str:
    """`12 345`, that no line breaks; `12,345` in English."""
    return format_decimal(value, locale=current_language())


def shown_day(day: date) -> str:
    """`10 déc. 2026`."""
    return shown_short_date(datetime.combine(day, time(12), PARIS))


def _address(key_id: int) -> str:
    return {PLATFORM: "platform", IMPORTED: "imports"}.get(key_id, f"key-{key_id}")


def _bars(
    totals: Sequence[tuple[date, int]], first: date, last: date, step: int
) -> tuple[list[Bar], int]:
    """One bar a step, zeros included, and the value at the upper edge."""
    counts: Counter[int] = Counter()
    for day, total in totals:
        counts[(day - first).days // step] += total
    number = (last - first).days // step + 1
    top = _round_up(max(counts.values(), default=0))
    room = WIDTH / number
    bars = []
    for place in range(number):
        height = HEIGHT * counts[place] / top
        bars.append(
            Bar(
                first + timedelta(days=place * step),
                first + timedelta(days=place * step + step - 1),
                counts[place],
                round(place * room + room * 0.1, 2),
                round(HEIGHT - height, 2),
                round(room * 0.8, 2),
                round(height, 2),
            )
        )
    return bars, top


def _round_up(value: int) -> int:
    """The next of 1, 2, 5, 10, 20…: a number that the eye divides."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= value:
                return step * size
        size *= 10
