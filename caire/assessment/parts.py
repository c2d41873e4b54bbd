"""An item laid open for its author: every answer, what is said of it, and why it is there.

For pages of authors only: it tells the key.
"""

from dataclasses import dataclass

from caire.assessment.items import (
    Categorise,
    Choice,
    Item,
    Match,
    Multiple,
    Numeric,
    Order,
    Passage,
    Scenario,
    Single,
    Spot,
    TrueFalse,
)
from caire.assessment.responses import decimal_text
from caire.assessment.texts import LocalText, in_language


@dataclass(frozen=True, slots=True)
class Part:
    """One possible answer. `right` is None where neither right nor wrong; `place`: what goes with
    it: a category, a next node, a number; `points` in a scenario.
    """

    id: str
    text: str
    right: bool | None
    feedback: str
    diagnosis: str = ""
    place: str = ""
    points: float | None = None
    critical: bool = False


def parts_of(item: Item, language: str) -> tuple[Part, ...]:
    """Everything that may be answered to the item, in the order of its file."""

    def said(text: LocalText | None) -> str:
        return in_language(text, language) if text else ""

    def choice(part: Choice | Passage) -> Part:
        return Part(part.id, said(part.text), part.key, said(part.feedback), part.diagnosis)

    match item:
        case Single() | Multiple():
            return tuple(choice(option) for option in item.options)
        case TrueFalse():
            other = "false" if item.verdict == "true" else "true"
            verdicts = (
                Part(item.verdict, item.verdict, True, ""),
                Part(other, other, False, said(item.verdict_feedback)),
            )
            return (*verdicts, *(choice(part) for part in item.justifications))
        case Spot():
            return tuple(choice(passage) for passage in item.passages)
        case Order():
            names = {element.id: said(element.text) for element in item.elements}
            ranks = tuple(
                Part(element.id, names[element.id], True, "", place=str(rank))
                for rank, element in enumerate(item.elements, start=1)
            )
            pairs = tuple(
                Part(
                    f"{pair.after}-{pair.before}",
                    f"{names[pair.after]} → {names[pair.before]}",
                    False,
                    said(pair.feedback),
                    pair.diagnosis,
                )
                for pair in item.pair_feedback
            )
            return (*ranks, *pairs, Part("right", "", True, said(item.right_feedback)))
        case Match() | Categorise():
            elements = item.left if isinstance(item, Match) else item.elements
            places = item.right if isinstance(item, Match) else item.categories
            names = {place.id: said(place.text) for place in places}
            return tuple(
                Part(e.id, said(e.text), None, said(e.feedback), e.diagnosis, names[e.target])
                for e in elements
            )
        case Numeric():
            return _numbers(item, language)
        case Scenario():
            return _choices(item, language)


def _numbers(item: Numeric, language: str) -> tuple[Part, ...]:
    unit = item.unit_for(language)
    key = f"{decimal_text(item.value)} ± {decimal_text(item.tolerance)} {unit}".strip()
    parts = []
    for told in item.feedbacks:
        place = key if told.when == "right" else ""
        if told.near is not None:
            place = f"≈ {decimal_text(told.near)} {unit}".strip()
        text = in_language(told.feedback, language)
        parts.append(Part(told.when, "", told.when == "right", text, told.diagnosis, place))
    return tuple(parts)


def _choices(item: Scenario, language: str) -> tuple[Part, ...]:
    parts = []
    for node in item.nodes:
        best = max(choice.points for choice in node.choices)
        for choice in node.choices:
            parts.append(
                Part(
                    f"{node.id}.{choice.id}",
                    in_language(choice.text, language),
                    choice.points >= best and not choice.critical,
                    in_language(choice.feedback, language),
                    choice.diagnosis,
                    place=f"→ {choice.to}",
                    points=choice.points,
                    critical=choice.critical,
                )
            )
    return tuple(parts)
