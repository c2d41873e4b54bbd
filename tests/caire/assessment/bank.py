"""One item of each type, with every secret recognisable: "KEY" and "TOLD" never reach a page."""

from typing import Any

from caire.assessment.items import (
    Categorise,
    Choice,
    Element,
    Item,
    ItemHead,
    Match,
    Multiple,
    Numeric,
    NumericFeedback,
    Order,
    PairFeedback,
    Passage,
    PlacedElement,
    Scenario,
    ScenarioChoice,
    ScenarioNode,
    Single,
    Spot,
    TrueFalse,
)


def told(of: str) -> dict[str, str]:
    return {"fr": f"TOLD of {of}"}


def head(name: str = "itm.n1.c4.0001", **changes: Any) -> ItemHead:
    values: dict[str, Any] = {
        "id": name,
        "version": "1.0.0",
        "status": "published",
        "pool": "certification",
        "competency": "caire.c4.1.b",
        "bloom": "apply",
        "sector": "bureau",
        "p_expected": 0.62,
        "minutes_feedback": 1.2,
        "minutes_exam": 0.9,
        "confidence": True,
        "context": {"fr": "Une situation.", "en": "A situation."},
        "stem": {"fr": "Que faire ?", "en": "What to do?"},
        "review": ("n1.s5.e2",),
        "review_by": "2028-11-30",
    }
    return ItemHead(**(values | changes))


def choice(name: str, *, key: bool = False) -> Choice:
    return Choice(name, key, {"fr": f"choix {name}"}, told(name), "DIAGNOSIS")


def single(name: str = "itm.n1.c4.0001", **changes: Any) -> Single:
    return Single(head(name, **changes), (choice("a", key=True), choice("b"), choice("c")))


MULTIPLE = Multiple(
    head("itm.n1.c6.0007"),
    (choice("a", key=True), choice("b", key=True), choice("c"), choice("d")),
    2,
)
TRUE_FALSE = TrueFalse(
    head("itm.n1.c7.0004"),
    "false",
    (choice("a", key=True), choice("b"), choice("c")),
    told("verdict"),
)
ORDER = Order(
    head("itm.n1.c2.0009"),
    tuple(Element(f"e{n}", {"fr": f"étape {n}"}) for n in range(1, 5)),
    tuple(PairFeedback(f"e{n}", f"e{n + 1}", told(f"e{n}")) for n in range(1, 4)),
    told("the right order"),
)
MATCH = Match(
    head("itm.n1.c7.0001"),
    tuple(
        PlacedElement(f"g{n}", {"fr": f"gauche {n}"}, f"d{n}", told(f"g{n}")) for n in range(1, 5)
    ),
    tuple(Element(f"d{n}", {"fr": f"droite {n}"}) for n in range(1, 5)),
)
CATEGORISE = Categorise(
    head("itm.n1.c5.0011"),
    (Element("yes", {"fr": "Oui"}), Element("no", {"fr": "Jamais"})),
    tuple(
        PlacedElement(f"e{n}", {"fr": f"extrait {n}"}, "yes" if n < 3 else "no", told(f"e{n}"))
        for n in range(1, 6)
    ),
)
SPOT = Spot(
    head("itm.n1.c4.0021"),
    2,
    tuple(Passage(str(n), n in (2, 4), {"fr": f"passage {n}."}, told(f"{n}")) for n in range(1, 6)),
)
NUMERIC = Numeric(
    head("itm.n1.c8.0003"),
    "kWh",
    14.4,
    0.3,
    4.5,
    45.0,
    (
        NumericFeedback("right", told("the right value")),
        NumericFeedback("near", told("watt-hours"), near=14400.0),
        NumericFeedback("near", told("one person"), near=0.72),
        NumericFeedback("other", told("any other value")),
    ),
)


def way(name: str, points: float, to: str, *, critical: bool = False) -> ScenarioChoice:
    return ScenarioChoice(name, {"fr": f"choix {name}"}, points, critical, to, told(name))


SCENARIO = Scenario(
    head("itm.n1.c10.0001"),
    "n1",
    4.0,
    (
        ScenarioNode(
            "n1", None, (way("a", 0, "n2", critical=True), way("b", 1, "n3"), way("c", 2, "n4"))
        ),
        ScenarioNode(
            "n2", {"fr": "Lundi."}, (way("a", 0, "end", critical=True), way("b", 2, "end"))
        ),
        ScenarioNode("n3", {"fr": "Relire ?"}, (way("a", 0, "end"), way("b", 2, "end"))),
        ScenarioNode("n4", {"fr": "Qui ?"}, (way("a", 0, "end"), way("b", 2, "end"))),
    ),
)

SINGLE = single()
ITEMS: tuple[Item, ...] = (
    SINGLE,
    MULTIPLE,
    TRUE_FALSE,
    ORDER,
    MATCH,
    CATEGORISE,
    SPOT,
    NUMERIC,
    SCENARIO,
)

#: The form that a person sends who knows the answer.
KEYS: dict[str, dict[str, list[str]]] = {
    SINGLE.head.id: {"choice": ["a"]},
    MULTIPLE.head.id: {"choice": ["a", "b"]},
    TRUE_FALSE.head.id: {"verdict": ["false"], "justification": ["a"]},
    ORDER.head.id: {f"position-e{n}": [str(n)] for n in range(1, 5)},
    MATCH.head.id: {f"place-g{n}": [f"d{n}"] for n in range(1, 5)},
    CATEGORISE.head.id: {f"place-e{n}": ["yes" if n < 3 else "no"] for n in range(1, 6)},
    SPOT.head.id: {"passage": ["2", "4"]},
    NUMERIC.head.id: {"value": ["14,4"]},
    SCENARIO.head.id: {"node-n1": ["c"], "node-n4": ["b"]},
}
