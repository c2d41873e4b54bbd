"""The twelve uses among which to choose, made up; the energy of a request, dated and sourced."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, read_yaml
from modules.shared.footprint.hypotheses import Hypothesis, book

FILE = Path(__file__).parent / "data" / "uses.yaml"
#: The hypotheses, in the order of the values of `Hypothesis.value`.
LEVELS = ("low", "central", "high")
#: The ways of doing without AI.
METHODS = ("page", "form", "rule", "person")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Option:
    """One way of taking a use: `model` of `models()`, declared value, hours of review a year."""

    model: str
    value: int
    hours: int


@dataclass(frozen=True, slots=True)
class Use:
    """`volume`: requests a year; `without`: method -> hundredths of the best value it keeps."""

    id: str
    name: LocalText
    volume: int
    options: tuple[Option, ...]
    without: Mapping[str, int]

    def option(self, model: str) -> Option | None:
        return next((option for option in self.options if option.model == model), None)

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(option.model for option in self.options)

    @property
    def best_method(self) -> str:
        return max(METHODS, key=lambda method: self.without[method])


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a year: Wh, and hours of review."""

    energy: float
    hours: float


@cache
def uses() -> tuple[Use, ...]:
    return tuple(_use(row) for row in _raw()["uses"])


@cache
def use_named(use_id: str) -> Use:
    return next(use for use in uses() if use.id == use_id)


@cache
def budget() -> Budget:
    return Budget(**_raw()["budget"])


@cache
def models() -> dict[str, Hypothesis]:
    """Wh a request of each model: two sizes for short texts, then what the gauge supposes too."""
    sizes = [_size(row) for row in _raw()["models"]]
    shared = [use.hypothesis for use in book().uses if use.hypothesis.id != "text"]
    return {one.id: one for one in (*sizes, *shared)}


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(FILE)
    return found


def _use(row: Mapping[str, Any]) -> Use:
    options = tuple(Option(model, **declared) for model, declared in row["options"].items())
    return Use(row["id"], row["name"], row["volume"], options, row["without"])


def _size(row: Mapping[str, Any]) -> Hypothesis:
    low, central, high = row["value"]
    texts = {key: row[key] for key in ("name", "scope", "source", "date", "checked")}
    return Hypothesis(id=row["id"], value=(low, central, high), **texts)
