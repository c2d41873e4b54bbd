"""The forms that a learner would send: right ones and plausible wrong ones, from the items."""

from random import Random

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
from caire.assessment.responses import decimal_text

Form = dict[str, list[str]]


def right_form(item: Item) -> Form:
    """What scores every point."""
    match item:
        case Single() | Multiple():
            return {"choice": [option.id for option in item.options if option.key]}
        case TrueFalse():
            reason = next(j.id for j in item.justifications if j.key)
            return {"verdict": [item.verdict], "justification": [reason]}
        case Order():
            return {f"position-{e.id}": [str(n)] for n, e in enumerate(item.elements, start=1)}
        case Match():
            return {f"place-{e.id}": [e.target] for e in item.left}
        case Categorise():
            return {f"place-{e.id}": [e.target] for e in item.elements}
        case Spot():
            return {"passage": [p.id for p in item.passages if p.key]}
        case Numeric():
            return {"value": [decimal_text(item.value)]}
        case Scenario():
            return _best_walk(item)


def wrong_form(item: Item, chance: Random) -> Form:
    """What somebody sends who is mistaken; complete, so that it is accepted."""
    match item:
        case Single():
            return {"choice": [chance.choice([o.id for o in item.options if not o.key])]}
        case Multiple():
            others = [o.id for o in item.options if not o.key]
            keys = [o.id for o in item.options if o.key]
            return {"choice": [*keys[1:], chance.choice(others)][: item.expected]}
        case TrueFalse():
            other = "false" if item.verdict == "true" else "true"
            return {"verdict": [other], "justification": [item.justifications[0].id]}
        case Order():
            ids = [e.id for e in item.elements]
            return {f"position-{id}": [str(n)] for n, id in enumerate(reversed(ids), start=1)}
        case Match() | Categorise():
            return _one_place_for_all(item)
        case Spot():
            return {"passage": [p.id for p in item.passages if not p.key][: item.expected]}
        case Numeric():
            return {"value": [decimal_text(item.value * 10 + 7)]}
        case Scenario():
            return _worst_walk(item)


def _one_place_for_all(item: Match | Categorise) -> Form:
    if isinstance(item, Match):
        places = [e.id for e in item.right]
        moved = places[1:] + places[:1]
        return {f"place-{e.id}": [moved[places.index(e.target)]] for e in item.left}
    return {f"place-{e.id}": [item.categories[0].id] for e in item.elements}


def _best_walk(item: Scenario) -> Form:
    return _walk(item, best=True)


def _worst_walk(item: Scenario) -> Form:
    return _walk(item, best=False)


def _walk(item: Scenario, *, best: bool) -> Form:
    """From the start to an end, by the choice worth most (or least) at each node."""
    nodes = {node.id: node for node in item.nodes}
    form: Form = {}
    node_id = item.start
    while node_id != "end":
        choices = sorted(nodes[node_id].choices, key=lambda c: c.points, reverse=best)
        form[f"node-{node_id}"] = [choices[0].id]
        node_id = choices[0].to
    return form
