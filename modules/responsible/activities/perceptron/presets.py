"""The sets of examples: made up, the same for everybody, drawn by rules that can be read here.

A machine has a heat and a noise, from 0 to 10; ▲ is « to repair », ● is « fine ».
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import hypot

from caire.sdk import Mulberry32
from modules.responsible.activities.perceptron.network import Example

#: « own » is the learner's drawing; it has no new cases.
PRESETS = ("two", "corners", "ring", "noisy", "tiny", "shift", "both", "own")
FORETOLD = ("two", "corners", "ring", "noisy")
SEPARABLE = ("two",)
OWN_START = (Example(20, 20, 0), Example(80, 20, 0), Example(20, 80, 1), Example(80, 80, 1))
NEW_CASES = 100

Rule = Callable[[int, int], int | None]


@dataclass(frozen=True, slots=True)
class Preset:
    """`elsewhere` holds cases of another workshop, for the sets that have one."""

    id: str
    examples: tuple[Example, ...]
    fresh: tuple[Example, ...]
    elsewhere: tuple[Example, ...] = ()


def _sloped(x: int, y: int) -> int | None:
    """Above a slanting line, with a free band along it."""
    gap = 0.5 * x + y - 75
    return None if abs(gap) < 7 else int(gap > 0)


def _corners(x: int, y: int) -> int | None:
    """Exclusive or: ▲ when one measure is high and the other is not."""
    if min(abs(x - 50), abs(y - 50)) < 9:
        return None
    return int((x > 50) != (y > 50))


def _ring(x: int, y: int) -> int | None:
    distance = hypot(x - 50, y - 50)
    if 21 < distance < 31:
        return None
    return int(distance >= 31)


def _home(x: int, y: int) -> int | None:
    """The same slanting line, on machines that never run hot."""
    return _sloped(x, y) if x <= 58 else None


def _elsewhere(x: int, y: int) -> int | None:
    """In the other workshop all machines run hot and loud: only a greater noise is a sign."""
    if x < 64 or y < 36 or abs(y - 76) < 4:
        return None
    return int(y > 76)


def _cloud(seed: int, count: int, rule: Rule, flipped: int = 0) -> tuple[Example, ...]:
    """As many ▲ as ●, at places drawn in [4, 96]; `flipped` percent carry the other label."""
    generator = Mulberry32(seed)
    found: list[Example] = []
    while len(found) < count:
        x, y = 4 + generator.below(93), 4 + generator.below(93)
        label = rule(x, y)
        if label is None or sum(e.label == label for e in found) >= count / 2:
            continue
        if any(hypot(e.x - x, e.y - y) < 6 for e in found) and count <= 40:
            continue
        found.append(Example(x, y, label))
    return tuple(
        Example(e.x, e.y, 1 - e.label if generator.below(100) < flipped else e.label) for e in found
    )


@cache
def preset(name: str) -> Preset:
    """One of `PRESETS`.

    Raises:
        KeyError: no such set.
    """
    return _made()[name]


@cache
def _made() -> dict[str, Preset]:
    elsewhere = _cloud(62, NEW_CASES, _elsewhere)
    home = _cloud(60, 24, _home)
    sets = (
        Preset("two", _cloud(11, 24, _sloped), _cloud(12, NEW_CASES, _sloped)),
        Preset("corners", _cloud(21, 24, _corners), _cloud(22, NEW_CASES, _corners)),
        Preset("ring", _cloud(31, 28, _ring), _cloud(32, NEW_CASES, _ring)),
        Preset("noisy", _cloud(41, 32, _sloped, 20), _cloud(42, NEW_CASES, _sloped, 20)),
        Preset("tiny", _cloud(104, 8, _sloped, 20), _cloud(52, NEW_CASES, _sloped)),
        Preset("shift", home, _cloud(61, NEW_CASES, _home), elsewhere),
        Preset(
            "both",
            (*home, *_cloud(63, 16, _elsewhere)),
            _cloud(61, NEW_CASES, _home),
            elsewhere,
        ),
        Preset("own", OWN_START, ()),
    )
    return {found.id: found for found in sets}
