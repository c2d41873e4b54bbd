"""Items of the question bank, one frozen type per kind of question. No database, no HTTP.

`ItemType` names and their meaning: CURRICULUM, section G.4; scoring is in `scoring.py`.
Texts hold every language: {"fr": …, "en": …}; French is always there.
"""

from typing import Literal

from msgspec import Struct

from caire.assessment.texts import LocalText

ItemType = Literal[
    "single",
    "multiple",
    "true_false",
    "order",
    "match",
    "categorise",
    "spot",
    "numeric",
    "scenario",
]
Pool = Literal["formative", "certification", "placement", "revision"]


class ItemHead(Struct, frozen=True):
    """What every item says about itself, whatever its type.

    `p_expected` is the expected success rate in [0.35, 0.92]; `minutes_*` come from the time model.
    """

    id: str
    version: str
    status: str
    pool: Pool
    competency: str
    bloom: str
    sector: str
    p_expected: float
    minutes_feedback: float
    minutes_exam: float
    confidence: bool
    context: LocalText | None
    stem: LocalText
    facts: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    review_by: str = ""

    @property
    def area(self) -> str:
        """`caire.c4.1.b` -> `c4`."""
        return self.competency.split(".")[1]

    @property
    def competency_group(self) -> str:
        """The competency without its statement: `caire.c4.1.b` -> `caire.c4.1`."""
        return ".".join(self.competency.split(".")[:3])


class Choice(Struct, frozen=True):
    """An option of a `single` or `multiple`, or a justification of a `true_false`."""

    id: str
    key: bool
    text: LocalText
    feedback: LocalText
    diagnosis: str = ""


class Single(Struct, frozen=True, tag_field="type", tag="single"):
    head: ItemHead
    options: tuple[Choice, ...]


class Multiple(Struct, frozen=True, tag_field="type", tag="multiple"):
    head: ItemHead
    options: tuple[Choice, ...]
    expected: int


class TrueFalse(Struct, frozen=True, tag_field="type", tag="true_false"):
    """`verdict_feedback` is what a person reads who chose the other verdict."""

    head: ItemHead
    verdict: Literal["true", "false"]
    justifications: tuple[Choice, ...]
    verdict_feedback: LocalText


class Element(Struct, frozen=True):
    id: str
    text: LocalText


class PairFeedback(Struct, frozen=True):
    before: str
    after: str
    feedback: LocalText
    diagnosis: str = ""


class Order(Struct, frozen=True, tag_field="type", tag="order"):
    """`elements` stand in the right order; they are shuffled at display."""

    head: ItemHead
    elements: tuple[Element, ...]
    pair_feedback: tuple[PairFeedback, ...]
    right_feedback: LocalText


class PlacedElement(Struct, frozen=True):
    """An element and the id of the category (or right-hand side) where it belongs."""

    id: str
    text: LocalText
    target: str
    feedback: LocalText
    diagnosis: str = ""


class Match(Struct, frozen=True, tag_field="type", tag="match"):
    head: ItemHead
    left: tuple[PlacedElement, ...]
    right: tuple[Element, ...]


class Categorise(Struct, frozen=True, tag_field="type", tag="categorise"):
    head: ItemHead
    categories: tuple[Element, ...]
    elements: tuple[PlacedElement, ...]


class Passage(Struct, frozen=True):
    id: str
    key: bool
    text: LocalText
    feedback: LocalText
    diagnosis: str = ""


class Spot(Struct, frozen=True, tag_field="type", tag="spot"):
    """Passages in reading order: together they are the text; some of them hold an error."""

    head: ItemHead
    expected: int
    passages: tuple[Passage, ...]


class NumericFeedback(Struct, frozen=True):
    """`when` is "right", "other" or "near"; `near` is the value that tells a known mistake."""

    when: Literal["right", "other", "near"]
    feedback: LocalText
    near: float | None = None
    diagnosis: str = ""


class Numeric(Struct, frozen=True, tag_field="type", tag="numeric"):
    """`unit` is French; `unit_in` has it in the languages where another word says it."""

    head: ItemHead
    unit: str
    value: float
    tolerance: float
    wide_min: float | None
    wide_max: float | None
    feedbacks: tuple[NumericFeedback, ...]
    unit_in: dict[str, str] = {}

    def unit_for(self, language: str) -> str:
        return self.unit_in.get(language, self.unit)


class ScenarioChoice(Struct, frozen=True):
    """`to` is the next node's id, or "end"."""

    id: str
    text: LocalText
    points: float
    critical: bool
    to: str
    feedback: LocalText
    diagnosis: str = ""


class ScenarioNode(Struct, frozen=True):
    id: str
    text: LocalText | None
    choices: tuple[ScenarioChoice, ...]


class Scenario(Struct, frozen=True, tag_field="type", tag="scenario"):
    head: ItemHead
    start: str
    points_max: float
    nodes: tuple[ScenarioNode, ...]


Item = Single | Multiple | TrueFalse | Order | Match | Categorise | Spot | Numeric | Scenario


def item_type(item: Item) -> ItemType:
    """The tag of an item's type, as written in files and traces."""
    tag: ItemType = item.__struct_config__.tag  # type: ignore[assignment]  # tags are ItemType
    return tag
