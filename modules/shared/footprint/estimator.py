"""The estimate, three times over: low, central and high; and what actions change in it.

The client script computes the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import floor, log10

from modules.shared.footprint.hypotheses import Levels, book

USES = ("text", "reasoning", "image", "video")
CHOSEN = 3
CLOSE, FAR = 3.0, 10.0
WH_IN_KWH = 1000


@dataclass(frozen=True, slots=True)
class Day:
    """Uses a day, and `lightness`: how much a short answer takes compared with the hypothesis."""

    text: float
    reasoning: float
    image: float
    video: float
    lightness: float = 1.0

    def amounts(self) -> tuple[float, float, float, float]:
        """In the order of `USES`, short answers counted at full weight."""
        return self.text * self.lightness, self.reasoning, self.image, self.video


Action = Callable[[Day], Day]


def _lighter(share: float) -> Action:
    return lambda day: replace(day, lightness=day.lightness * share)


def _short_instead_of_long(day: Day) -> Day:
    half = day.reasoning / 2
    return replace(day, reasoning=half, text=day.text + half)


def _image_instead_of_video(day: Day) -> Day:
    half = day.video / 2
    return replace(day, video=half, image=day.image + half)


def _fewer_images(day: Day) -> Day:
    return replace(day, image=day.image / 2)


#: In the order they are applied, whatever the order chosen. Two hardly count: they are there to
#: be compared with the others.
ACTIONS: dict[str, Action] = {
    "fewer-videos": _image_instead_of_video,
    "fewer-images": _fewer_images,
    "less-reasoning": _short_instead_of_long,
    "shorter": _lighter(0.5),
    "smaller": _lighter(0.55),
    "grouped": _lighter(0.6),
    "without-ai": _lighter(0.5),
    "no-thanks": _lighter(0.98),
    "dark": _lighter(1.0),
}


def after(day: Day, actions: Sequence[str]) -> Day:
    """The day once these actions are taken."""
    for name, change in ACTIONS.items():
        if name in actions:
            day = change(day)
    return day


def by_use(day: Day, days: int) -> tuple[Levels, ...]:
    """kWh a year of each use: low, central, high."""
    values = (use.hypothesis.value for use in book().uses)
    return tuple(
        _levels([amount * days * wh / WH_IN_KWH for wh in levels])
        for amount, levels in zip(day.amounts(), values, strict=True)
    )


def energy(day: Day, days: int) -> Levels:
    """kWh a year: low, central, high."""
    return _levels([sum(level) for level in zip(*by_use(day, days), strict=True)])


def emissions(kwh: Levels, grams: Levels) -> Levels:
    """kg of CO2e a year: the low energy with the low intensity, and so on."""
    return _levels([e * g / 1000 for e, g in zip(kwh, grams, strict=True)])


def life_cycle(day: Day, days: int) -> float:
    """kg of CO2e a year of the short answers alone, by the published figure; never added."""
    return day.text * days * book().life_cycle.value[1] / 1000


def gain(day: Day, actions: Sequence[str]) -> float:
    """The share of the central estimate that actions save, in [0, 1)."""
    return 1 - energy(after(day, actions), 1)[1] / energy(day, 1)[1]


def best_gain(day: Day) -> float:
    """The most that three actions can save."""
    return max(gain(day, actions) for actions in combinations(ACTIONS, CHOSEN))


def heaviest(day: Day) -> str:
    """The use that takes most, in the central estimate."""
    central = [levels[1] for levels in by_use(day, 1)]
    return USES[central.index(max(central))]


def ratio(estimate: float, central: float) -> float:
    """How many times too much or too little, at least 1."""
    return max(estimate / central, central / estimate)


def closeness(times: float) -> float:
    """1 within a factor of 3, half within a factor of 10."""
    if times <= CLOSE:
        return 1.0
    return 0.5 if times <= FAR else 0.0


def two_digits(value: float) -> tuple[float, int]:
    """The value rounded to two significant digits, and how many decimals to write."""
    if value <= 0:
        return 0.0, 0
    power = floor(log10(value)) - 1
    digits = floor(value / 10.0**power + 0.5)
    # 9.96 is written 10, not 10.0.
    return digits * 10.0**power, max(0, -power - (digits == 100))


def _levels(values: Sequence[float]) -> Levels:
    low, central, high = values
    return low, central, high
