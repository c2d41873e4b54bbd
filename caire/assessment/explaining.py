"""After a failed exam: each sentence to understand, beside what she answered there (F.2.3).

Quotes what she chose and nothing that she left aside: neither the other options nor the key.
"""

from dataclasses import dataclass

from caire.assessment.answers import Placed, Value
from caire.assessment.items import (
    Categorise,
    Item,
    Match,
    Multiple,
    Numeric,
    Order,
    Scenario,
    Single,
    Spot,
    TrueFalse,
)
from caire.assessment.responses import number_text
from caire.assessment.scoring import Feedback, Scored
from caire.assessment.texts import LocalText, in_language


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence to understand, and the part of her answer that it speaks of.

    `about`: the element that she had to place; `chosen`: the option, passage or place that she
    chose; `given`: the number that she wrote with its unit, or her verdict, "true" or "false";
    `swapped`: two elements, the one that she put first and the one that she put after it, without
    their full stops.
    """

    text: str
    about: str = ""
    chosen: str = ""
    given: str = ""
    swapped: tuple[str, str] | None = None


def explanations(
    item: Item, response: object | None, scored: Scored, *, language: str
) -> tuple[Explanation, ...]:
    """What is said of each part of an answer that is not right, in the order of the scoring.

    Args:
        response: what `parse` returned for this item, and `scored` is about; None: no answer.
    """
    names = _names(item, language)
    places = dict(response.places) if isinstance(response, Placed) else {}
    number = _number(item, response, language)

    def explanation(remark: Feedback) -> Explanation:
        text, target = in_language(remark.text, language), remark.target or ""
        if remark.swapped is not None:
            first, after = (names[name].removesuffix(".") for name in remark.swapped)
            return Explanation(text, swapped=(first, after))
        if target in places:
            return Explanation(text, about=names[target], chosen=names[places[target]])
        if isinstance(item, TrueFalse) and target in ("true", "false"):
            return Explanation(text, given=target)
        return Explanation(text, chosen=names.get(target, ""), given="" if target else number)

    return tuple(explanation(remark) for remark in scored.feedback if not remark.right)


def _names(item: Item, language: str) -> dict[str, str]:
    """The text of each part that an answer names, by the id that the scoring uses."""
    return {name: in_language(text, language) for name, text in _parts(item)}


def _parts(item: Item) -> list[tuple[str, LocalText]]:
    match item:
        case Single() | Multiple():
            return [(part.id, part.text) for part in item.options]
        case TrueFalse():
            return [(part.id, part.text) for part in item.justifications]
        case Spot():
            return [(part.id, part.text) for part in item.passages]
        case Order():
            return [(part.id, part.text) for part in item.elements]
        case Match():
            places = [(part.id, part.text) for part in item.right]
            return [(part.id, part.text) for part in item.left] + places
        case Categorise():
            places = [(part.id, part.text) for part in item.categories]
            return [(part.id, part.text) for part in item.elements] + places
        case Scenario():
            return [(f"{n.id}.{part.id}", part.text) for n in item.nodes for part in n.choices]
        case Numeric():
            return []


def _number(item: Item, response: object | None, language: str) -> str:
    if not (isinstance(item, Numeric) and isinstance(response, Value)):
        return ""
    return f"{number_text(response.number, language)}\u00a0{item.unit_for(language)}".rstrip()
