"""Any answer that a person could send."""

from hypothesis import strategies as st

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
from tests.caire.assessment.bank import ITEMS

Form = dict[str, list[str]]


def some_of(names: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True)


def placings(elements: list[str], places: list[str]) -> st.SearchStrategy[Form]:
    place = st.sampled_from(places).map(lambda name: [name])
    return st.fixed_dictionaries({f"place-{name}": place for name in elements})


@st.composite
def walks(draw: st.DrawFn, item: Scenario) -> Form:
    nodes, form, at = {node.id: node for node in item.nodes}, Form(), item.start
    while at != "end":
        picked = draw(st.sampled_from(nodes[at].choices))
        form[f"node-{at}"] = [picked.id]
        at = picked.to
    return form


def forms(item: Item) -> st.SearchStrategy[Form]:
    match item:
        case Single():
            return some_of([o.id for o in item.options], 1).map(lambda ids: {"choice": ids})
        case Multiple():
            names = [o.id for o in item.options]
            return some_of(names, item.expected).map(lambda ids: {"choice": ids})
        case TrueFalse():
            reasons = [j.id for j in item.justifications]
            return st.tuples(st.sampled_from(["true", "false"]), st.sampled_from(reasons)).map(
                lambda pair: {"verdict": [pair[0]], "justification": [pair[1]]}
            )
        case Order():
            return st.permutations([e.id for e in item.elements]).map(
                lambda ids: {f"position-{name}": [str(n)] for n, name in enumerate(ids, start=1)}
            )
        case Match():
            return placings([e.id for e in item.left], [p.id for p in item.right])
        case Categorise():
            return placings([e.id for e in item.elements], [c.id for c in item.categories])
        case Spot():
            names = [p.id for p in item.passages]
            return some_of(names, item.expected).map(lambda ids: {"passage": ids})
        case Numeric():
            numbers = st.decimals(-(10**9), 10**9, places=4)
            return numbers.map(lambda number: {"value": [format(number, "f")]})
        case Scenario():
            return walks(item)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Item, Form]:
    """Any item, with any answer to it."""
    item = draw(st.sampled_from(ITEMS))
    return item, draw(forms(item))
