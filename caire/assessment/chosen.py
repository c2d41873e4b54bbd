"""The parts of an item that an answer takes, by id: what the use of distractors is counted on."""

from caire.assessment.answers import Chosen, Ordered, Placed, Response, Value, Verdict, Walk
from caire.assessment.items import Item, Multiple, Numeric, Single, Spot, TrueFalse
from caire.assessment.scoring import NEAR


def parts_taken(item: Item, response: Response) -> tuple[str, ...]:
    """Ids of choices, `element=place`, `node.choice`; for a number, the mistake that it is near."""
    match response:
        case Chosen(ids):
            return ids
        case Verdict(verdict, justification):
            return (verdict, justification)
        case Ordered():
            return ()
        case Placed(places):
            return tuple(f"{element}={place}" for element, place in places)
        case Walk(steps):
            return tuple(f"{node}.{choice}" for node, choice in steps)
        case Value(number):
            return (_kind(item, number),) if isinstance(item, Numeric) else ()


def _kind(item: Numeric, number: float) -> str:
    if abs(number - item.value) <= item.tolerance:
        return "right"
    known = [f.near for f in item.feedbacks if f.near is not None]
    near = [value for value in known if abs(number - value) <= abs(value) * NEAR]
    return f"near {min(near, key=lambda value: abs(number - value)):g}" if near else "other"


def distractors_of(item: Item) -> tuple[str, ...]:
    """The wrong choices that must each attract some of those who fail (CURRICULUM B.5 rule 8)."""
    match item:
        case Single() | Multiple():
            return tuple(option.id for option in item.options if not option.key)
        case TrueFalse():
            return tuple(reason.id for reason in item.justifications if not reason.key)
        case Spot():
            return tuple(passage.id for passage in item.passages if not passage.key)
    return ()
