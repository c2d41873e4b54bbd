"""What a page may print of an item before it is answered: never a key, points nor a feedback."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from caire.assessment.items import (
    Categorise,
    Item,
    ItemType,
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
from caire.assessment.shuffling import generator, shuffled
from caire.assessment.texts import LocalText, in_language


class Shown(NamedTuple):
    """A part of an item that can be chosen, placed or read."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """A step of a scenario. `asked_after`: the (node id, choice id) that lead here."""

    id: str
    text: str | None
    options: tuple[Shown, ...]
    asked_after: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """`options`: choices, justifications, or elements to order; the other fields by type."""

    id: str
    type: ItemType
    context: str | None
    stem: str
    confidence: bool
    options: tuple[Shown, ...] = ()
    expected: int | None = None
    rows: tuple[Shown, ...] = ()
    columns: tuple[Shown, ...] = ()
    passages: tuple[Shown, ...] = ()
    unit: str = ""
    nodes: tuple[NodeView, ...] = ()
    start: str = ""


class _Texted(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def text(self) -> LocalText: ...


def present(item: Item, *, seed: str | None, language: str) -> ItemView:
    """The item as it is asked.

    Args:
        seed: decides the order of what is shuffled; None keeps the order of the file, which tells
            the key of an `order`: for corrections only.
        language: "fr" or "en"; French where there is no translation.
    """
    head = item.head

    def texts(parts: Sequence[_Texted], *, part: str = "") -> tuple[Shown, ...]:
        """`part` names what is shuffled; empty keeps the order."""
        shown = tuple(Shown(p.id, in_language(p.text, language)) for p in parts)
        if part and seed is not None:
            return shuffled(shown, generator(f"{seed}:{part}"))
        return shown

    options: tuple[Shown, ...] = ()
    rows: tuple[Shown, ...] = ()
    columns: tuple[Shown, ...] = ()
    match item:
        case Single() | Multiple():
            options = texts(item.options, part="options")
        case TrueFalse():
            options = texts(item.justifications, part="justifications")
        case Order():
            options = texts(item.elements, part="elements")
        case Match():
            rows, columns = texts(item.left), texts(item.right, part="right")
        case Categorise():
            rows, columns = texts(item.elements, part="elements"), texts(item.categories)
        case _:
            pass
    return ItemView(
        id=head.id,
        type=item_type(item),
        context=in_language(head.context, language) if head.context else None,
        stem=in_language(head.stem, language),
        confidence=head.confidence,
        options=options,
        expected=item.expected if isinstance(item, Multiple | Spot) else None,
        rows=rows,
        columns=columns,
        passages=texts(item.passages) if isinstance(item, Spot) else (),
        unit=item.unit if isinstance(item, Numeric) else "",
        nodes=_nodes(item, seed, language) if isinstance(item, Scenario) else (),
        start=item.start if isinstance(item, Scenario) else "",
    )


def _nodes(item: Scenario, seed: str | None, language: str) -> tuple[NodeView, ...]:
    views = []
    for node in item.nodes:
        options = tuple(Shown(c.id, in_language(c.text, language)) for c in node.choices)
        if seed is not None:
            options = shuffled(options, generator(f"{seed}:{node.id}"))
        asked_after = tuple(
            (before.id, c.id) for before in item.nodes for c in before.choices if c.to == node.id
        )
        text = in_language(node.text, language) if node.text else None
        views.append(NodeView(node.id, text, options, asked_after))
    return tuple(views)
