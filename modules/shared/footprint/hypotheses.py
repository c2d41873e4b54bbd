"""What the gauge supposes, read from `hypotheses.yaml`: dated sources, low, central, high."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml

FILE = Path(__file__).parent / "hypotheses.yaml"
Levels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One card. `value` is low, central, high, in the unit of its family."""

    id: str
    value: Levels
    name: LocalText
    scope: LocalText
    source: LocalText
    date: LocalText
    checked: LocalText


@dataclass(frozen=True, slots=True)
class Use:
    """A kind of use, in Wh each; at most `most` a day."""

    hypothesis: Hypothesis
    most: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An object that the year's electricity is compared to, in kWh each."""

    id: str
    value: Levels
    name: LocalText
    scope: LocalText


@dataclass(frozen=True, slots=True)
class Profile:
    """A day of somebody at work, to begin with: uses a day in the order of `uses`."""

    uses: tuple[int, ...]
    name: LocalText


@dataclass(frozen=True, slots=True)
class Book:
    """Every hypothesis: `zones` in gCO2e/kWh, `life_cycle` in gCO2e an answer."""

    uses: tuple[Use, ...]
    zones: tuple[Hypothesis, ...]
    life_cycle: Hypothesis
    objects: tuple[Comparison, ...]
    profiles: tuple[Profile, ...]

    def zone(self, zone_id: str) -> Hypothesis | None:
        return next((zone for zone in self.zones if zone.id == zone_id), None)


@cache
def book() -> Book:
    raw = read_yaml(FILE)
    return Book(
        uses=tuple(Use(_hypothesis(entry), entry["most"]) for entry in raw["uses"]),
        zones=tuple(_hypothesis(entry) for entry in raw["zones"]),
        life_cycle=_hypothesis({"id": "life_cycle", **raw["life_cycle"]}),
        objects=tuple(
            Comparison(o["id"], _levels(o), o["name"], o["scope"]) for o in raw["objects"]
        ),
        profiles=tuple(Profile(tuple(p["uses"]), p["name"]) for p in raw["profiles"]),
    )


def _hypothesis(raw: Mapping[str, Any]) -> Hypothesis:
    texts = {key: raw[key] for key in ("name", "scope", "source", "date", "checked")}
    return Hypothesis(id=raw["id"], value=_levels(raw), **texts)


def _levels(raw: Mapping[str, Any]) -> Levels:
    low, central, high = (float(value) for value in raw["value"])
    return low, central, high
