"""How likely it is that a competency is acquired: Bayesian knowledge tracing (CURRICULUM F.3).

Source: Corbett & Anderson, 1995; guess by item type and slip by item difficulty after Pardos &
Heffernan, 2011. Fractional scores and weights are our own extension. Nothing is fitted.
"""

from dataclasses import dataclass
from typing import Literal

from caire.assessment.items import ItemHead, ItemType

START = 0.25
LEARNING_RATE = 0.12
DECIMALS = 6
ACTIVITY_WEIGHT = 0.5

#: What is said in place of the number: to discover, to strengthen, on its way, acquired to date.
MasteryWord = Literal["discover", "strengthen", "on_its_way", "acquired"]
_WORTH_SAYING = 2
_STRENGTHENED = 0.60
_ACQUIRED = 0.95
_ACQUIRED_OBSERVATIONS = 3
_ACQUIRED_TYPES = 2

_ACTIVITY_GUESS = 0.30
_ACTIVITY_P_EXPECTED = 0.62
_GUESSES: dict[ItemType, float] = {
    "true_false": 0.17,
    "multiple": 0.10,
    "order": 0.05,
    "match": 0.10,
    "categorise": 0.10,
    "spot": 0.10,
    "numeric": 0.05,
    "scenario": 0.20,
}


@dataclass(frozen=True, slots=True)
class Observation:
    """What an answer can tell: `guess`, `slip` and `weight` are in ]0, 1]."""

    guess: float
    slip: float
    weight: float

    @classmethod
    def of_item(cls, kind: ItemType, n_options: int, head: ItemHead) -> "Observation":
        """`n_options` counts for `single` only: the more options, the rarer a lucky guess."""
        guess = round(1 / n_options, 2) if kind == "single" else _GUESSES[kind]
        return cls(guess, _slip(head.p_expected), 1.0)

    @classmethod
    def of_activity(cls) -> "Observation":
        return cls(_ACTIVITY_GUESS, _slip(_ACTIVITY_P_EXPECTED), ACTIVITY_WEIGHT)


def _slip(p_expected: float) -> float:
    if p_expected >= 0.75:
        return 0.05
    return 0.10 if p_expected >= 0.50 else 0.20


def observe(level: float, observation: Observation, score: float) -> float:
    """The level after one more answer, with six decimals.

    Args:
        level: probability that the competency is acquired, in [0, 1].
        score: points of the answer, in [0, 1].
    """
    o = observation
    if_acquired: float = ((1 - o.slip) ** score * o.slip ** (1 - score)) ** o.weight
    if_not: float = (o.guess**score * (1 - o.guess) ** (1 - score)) ** o.weight
    posterior = level * if_acquired / (level * if_acquired + (1 - level) * if_not)
    return round(posterior + (1 - posterior) * LEARNING_RATE * o.weight, DECIMALS)


def word_for(level: float, *, observations: int, types: int) -> MasteryWord:
    """The word that is shown: never the number.

    Args:
        level: probability that the competency is acquired, in [0, 1].
        types: how many different types of question (or activity) were seen.
    """
    if observations < _WORTH_SAYING:
        return "discover"
    if level < _STRENGTHENED:
        return "strengthen"
    sure = observations >= _ACQUIRED_OBSERVATIONS and types >= _ACQUIRED_TYPES
    return "acquired" if level >= _ACQUIRED and sure else "on_its_way"
