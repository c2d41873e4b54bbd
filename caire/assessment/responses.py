"""Answers to items: read from a form, written in a trace, put back in a form.

A trace holds ids and numbers only, in the notation of xAPI interactions (`[,]` between values,
`[.]` between a place and what is put there). For every response,
`parse(item, form_of(item, to_trace(item, response))) == response`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from caire.assessment.answers import Chosen, Ordered, Placed, Response, Value, Verdict, Walk
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
    item_type,
)

Form = Mapping[str, Sequence[str]]

BETWEEN, AT = "[,]", "[.]"
END = "end"
#: A longer text is not a number that a person typed.
NUMBER_MAX_LENGTH = 30
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_INTERACTIONS = {
    "single": "choice",
    "multiple": "choice",
    "true_false": "performance",
    "order": "sequencing",
    "match": "matching",
    "categorise": "matching",
    "spot": "choice",
    "numeric": "numeric",
    "scenario": "performance",
}


class ResponseRefused(ValueError):
    """An answer that cannot be read.

    `reason`: empty, incomplete, unknown, too_many, duplicate, not_a_number, out_of_path;
    `field` is the form field to correct.
    """

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(f"{reason} ({field})")
        self.reason = reason
        self.field = field


def interaction_type(item: Item) -> str:
    """The xAPI interaction type that fits the item's traces."""
    return _INTERACTIONS[item_type(item)]


def parse_optional(item: Item, form: Form) -> Response | None:
    """The answer, or None when nothing was answered.

    Raises:
        ResponseRefused: begun but not finished, or not among what the item offers.
    """
    given = {name: [v.strip() for v in values if v.strip()] for name, values in form.items()}
    match item:
        case Single() | Multiple() | Spot():
            return _chosen(item, given)
        case TrueFalse():
            return _verdict(item, given)
        case Order():
            return _ordered(item, given)
        case Match() | Categorise():
            return _placed(item, given)
        case Numeric():
            return _value(given)
        case Scenario():
            return _walk(item, given)


def parse(item: Item, form: Form) -> Response:
    """The answer.

    Raises:
        ResponseRefused: empty, incomplete, or not among what the item offers.
    """
    response = parse_optional(item, form)
    if response is None:
        raise ResponseRefused("empty", _first_field(item))
    return response


def to_trace(item: Item, response: object) -> str:
    """The answer as it is kept.

    Args:
        response: what `parse` returned for this item.
    """
    match response:
        case Chosen(ids) | Ordered(ids):
            return BETWEEN.join(ids)
        case Verdict(verdict, justification):
            return _pairs([("verdict", verdict), ("justification", justification)])
        case Placed(pairs) | Walk(pairs):
            return _pairs(pairs)
        case Value(number):
            return decimal_text(number)
    raise TypeError(f"{response!r} is not an answer to {item.head.id}")


def from_trace(item: Item, trace: str) -> Response:
    """The answer that a trace holds.

    Raises:
        ResponseRefused: the trace does not fit this version of the item.
    """
    return parse(item, form_of(item, trace))


def form_of(item: Item, trace: str) -> dict[str, list[str]]:
    """The form fields that give this trace: to fill a form in."""
    values = trace.split(BETWEEN)
    match item:
        case Single() | Multiple():
            return {"choice": values}
        case Spot():
            return {"passage": values}
        case TrueFalse():
            return {name: [value] for name, value in _unpaired(values)}
        case Order():
            return {f"position-{name}": [str(rank)] for rank, name in enumerate(values, start=1)}
        case Match() | Categorise():
            return {f"place-{name}": [place] for name, place in _unpaired(values)}
        case Numeric():
            return {"value": [trace.replace(".", ",")]}
        case Scenario():
            return {f"node-{node}": [choice] for node, choice in _unpaired(values)}


def _chosen(item: Single | Multiple | Spot, given: Form) -> Chosen | None:
    field = "passage" if isinstance(item, Spot) else "choice"
    offered = [o.id for o in (item.passages if isinstance(item, Spot) else item.options)]
    most = 1 if isinstance(item, Single) else item.expected
    chosen = given.get(field, ())
    if not chosen:
        return None
    _refuse_unknown(chosen, offered, field)
    if len(set(chosen)) > most:
        raise ResponseRefused("too_many", field)
    return Chosen(tuple(name for name in offered if name in chosen))


def _verdict(item: TrueFalse, given: Form) -> Verdict | None:
    verdict = _one(given, "verdict", ["true", "false"])
    reason = _one(given, "justification", [j.id for j in item.justifications])
    if verdict is None and reason is None:
        return None
    if verdict is None or reason is None:
        raise ResponseRefused("incomplete", "verdict" if verdict is None else "justification")
    return Verdict(verdict, reason)


def _ordered(item: Order, given: Form) -> Ordered | None:
    ranks = [str(rank) for rank in range(1, len(item.elements) + 1)]
    at: dict[str, str] = {}
    missing = []
    for element in item.elements:
        field = f"position-{element.id}"
        rank = _one(given, field, ranks)
        if rank is None:
            missing.append(field)
        elif rank in at:
            raise ResponseRefused("duplicate", field)
        else:
            at[rank] = element.id
    if not at:
        return None
    if missing:
        raise ResponseRefused("incomplete", missing[0])
    return Ordered(tuple(at[rank] for rank in ranks))


def _placed(item: Match | Categorise, given: Form) -> Placed | None:
    elements, places = (
        (item.left, item.right) if isinstance(item, Match) else (item.elements, item.categories)
    )
    offered = [place.id for place in places]
    found = {e.id: _one(given, f"place-{e.id}", offered) for e in elements}
    if not any(found.values()):
        return None
    missing = next((name for name, place in found.items() if place is None), None)
    if missing is not None:
        raise ResponseRefused("incomplete", f"place-{missing}")
    return Placed(tuple((name, place) for name, place in found.items() if place is not None))


def _value(given: Form) -> Value | None:
    written = given.get("value", ())
    if not written:
        return None
    # People group thousands with spaces of several kinds and write a decimal comma.
    text = re.sub(r"\s", "", written[0]).replace(",", ".").replace("\u2212", "-")
    if len(text) > NUMBER_MAX_LENGTH or not text.isascii() or not _NUMBER.fullmatch(text):
        raise ResponseRefused("not_a_number", "value")
    # `-0` and `0` are one answer: adding 0.0 drops the sign.
    return Value(float(text) + 0.0)


def _walk(item: Scenario, given: Form) -> Walk | None:
    """Follow the choices from the start; what was ticked beside the way does not count."""
    nodes = {node.id: node for node in item.nodes}
    steps: list[tuple[str, str]] = []
    at = item.start
    while at != END and len(steps) <= len(nodes):
        choices = {choice.id: choice for choice in nodes[at].choices}
        picked = _one(given, f"node-{at}", list(choices))
        if picked is None:
            _refuse_cut_walk(nodes, steps, at, given)
            return None
        steps.append((at, picked))
        at = choices[picked].to
    return Walk(tuple(steps))


def _refuse_cut_walk(
    nodes: Mapping[str, object], steps: Sequence[tuple[str, str]], at: str, given: Form
) -> None:
    walked = {node for node, _ in steps}
    beside = [n for n in nodes if n not in walked and given.get(f"node-{n}")]
    if beside:
        raise ResponseRefused("out_of_path", f"node-{at}")
    if steps:
        raise ResponseRefused("incomplete", f"node-{at}")


def _one(given: Form, field: str, offered: Sequence[str]) -> str | None:
    values = given.get(field, ())
    if not values:
        return None
    _refuse_unknown(values, offered, field)
    if len(set(values)) > 1:
        raise ResponseRefused("too_many", field)
    return values[0]


def _refuse_unknown(values: Sequence[str], offered: Sequence[str], field: str) -> None:
    if any(value not in offered for value in values):
        raise ResponseRefused("unknown", field)


def _first_field(item: Item) -> str:
    match item:
        case Single() | Multiple():
            return "choice"
        case Spot():
            return "passage"
        case TrueFalse():
            return "verdict"
        case Order():
            return f"position-{item.elements[0].id}"
        case Match():
            return f"place-{item.left[0].id}"
        case Categorise():
            return f"place-{item.elements[0].id}"
        case Numeric():
            return "value"
        case Scenario():
            return f"node-{item.start}"


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return BETWEEN.join(f"{name}{AT}{value}" for name, value in pairs)


def _unpaired(values: Sequence[str]) -> list[tuple[str, str]]:
    split = [value.partition(AT) for value in values]
    return [(name, value) for name, _, value in split]


def decimal_text(number: float) -> str:
    """The shortest decimal notation that reads back as the same number, without exponent."""
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def number_text(number: float, language: str) -> str:
    """`decimal_text` with the decimal mark of the language."""
    text = decimal_text(number)
    return text.replace(".", ",") if language == "fr" else text
