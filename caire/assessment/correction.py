"""What a page may print of an item once it is answered: remarks, and the key when allowed."""

from dataclasses import dataclass, field
from typing import Literal

from caire.assessment.answers import Verdict
from caire.assessment.items import (
    Categorise,
    Item,
    Match,
    Multiple,
    Numeric,
    Order,
    Scenario,
    ScenarioChoice,
    Single,
    Spot,
    TrueFalse,
)
from caire.assessment.responses import END, number_text
from caire.assessment.scoring import Scored
from caire.assessment.texts import in_language

State = Literal["right", "wrong", "missed", "neutral"]


@dataclass(frozen=True, slots=True)
class Remarks:
    """`by_id`: what is said of each part of the answer; `general`: of the whole."""

    by_id: dict[str, tuple[State, str]] = field(default_factory=dict)
    general: tuple[tuple[State, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of the expected answer. `place` is where it belongs, when it has a place."""

    id: str
    text: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """`verdict` for a `true_false`; `answers` in order for an `order` and a `scenario`."""

    answers: tuple[Answer, ...]
    verdict: str | None = None
    unit: str = ""


def remarks(
    item: Item, response: object | None, scored: Scored, *, language: str, whole: bool
) -> Remarks:
    """What is said of an answer.

    Args:
        response: what was answered, None when nothing was.
        whole: also speak of what was not chosen; this tells the key.
    """
    states: dict[bool | None, State] = {True: "right", False: "wrong", None: "neutral"}
    told = [(f.target, states[f.right], in_language(f.text, language)) for f in scored.feedback]
    by_id = {target: (state, text) for target, state, text in told if target is not None}
    if isinstance(item, TrueFalse) and isinstance(response, Verdict):
        # A right verdict is said even when its reason is not the right one (B.4).
        by_id.setdefault(response.verdict, ("right", ""))
    if whole:
        by_id = {**_unchosen(item, language), **by_id}
    general = tuple((state, text) for target, state, text in told if target is None)
    return Remarks(by_id, general)


def solution(item: Item, language: str) -> Solution:
    """The expected answer: to print after success, or when the item may not be asked again."""
    match item:
        case Single() | Multiple():
            keys = [Answer(o.id, in_language(o.text, language)) for o in item.options if o.key]
            return Solution(tuple(keys))
        case TrueFalse():
            reasons = [j for j in item.justifications if j.key]
            answers = tuple(Answer(j.id, in_language(j.text, language)) for j in reasons)
            return Solution(answers, verdict=item.verdict)
        case Order():
            answers = tuple(Answer(e.id, in_language(e.text, language)) for e in item.elements)
            return Solution(answers)
        case Match() | Categorise():
            return Solution(_placed(item, language))
        case Spot():
            spotted = [Answer(p.id, in_language(p.text, language)) for p in item.passages if p.key]
            return Solution(tuple(spotted))
        case Numeric():
            value = Answer("value", number_text(item.value, language))
            return Solution((value,), unit=item.unit_for(language))
        case Scenario():
            return Solution(_best_way(item, language))


def _placed(item: Match | Categorise, language: str) -> tuple[Answer, ...]:
    elements, places = (
        (item.left, item.right) if isinstance(item, Match) else (item.elements, item.categories)
    )
    names = {place.id: in_language(place.text, language) for place in places}
    return tuple(Answer(e.id, in_language(e.text, language), names[e.target]) for e in elements)


def _unchosen(item: Item, language: str) -> dict[str, tuple[State, str]]:
    """What may be said of each part, were it not chosen."""
    match item:
        case Single() | Multiple():
            parts = [(o.id, o.key, o.feedback) for o in item.options]
        case TrueFalse():
            parts = [(j.id, j.key, j.feedback) for j in item.justifications]
            parts.append((item.verdict, True, {"fr": ""}))
        case Spot():
            parts = [(p.id, p.key, p.feedback) for p in item.passages]
        case _:
            return {}
    return {
        name: ("missed" if key else "neutral", in_language(text, language))
        for name, key, text in parts
    }


def _best_way(item: Scenario, language: str) -> tuple[Answer, ...]:
    """The way with the most points and no critical choice, the first of equals."""
    _, _, way = _best_from(item, item.start, frozenset())
    return tuple(
        Answer(f"{node}.{choice.id}", in_language(choice.text, language)) for node, choice in way
    )


_Way = tuple[bool, float, tuple[tuple[str, ScenarioChoice], ...]]


def _best_from(item: Scenario, name: str, walked: frozenset[str]) -> _Way:
    """(no critical choice, points, the choices) of the best way from a node to an end."""
    node = next(node for node in item.nodes if node.id == name)
    passed = walked | {name}
    found: list[_Way] = []
    for choice in node.choices:
        ends = choice.to == END or choice.to in passed
        safe, points, rest = (True, 0.0, ()) if ends else _best_from(item, choice.to, passed)
        step = (name, choice)
        found.append((safe and not choice.critical, points + choice.points, (step, *rest)))
    return max(found, key=lambda way: way[:2])
