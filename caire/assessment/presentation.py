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
    rows, columns = _sides(item, seed, language)
    return ItemView(
        id=head.id,
        type=item_type(item),
        context=in_language(head.context, language) if head.context else None,
        stem=in_language(head.stem, language),
        confidence=head.confidence,
        options=_options(item, seed, language),
        expected=item.expected if isinstance(item, Multiple | Spot) else None,
        rows=rows,
        columns=columns,
        passages=_shown(item.passages, language) if isinstance(item, Spot) else (),
        unit=item.unit_for(language) if isinstance(item, Numeric) else "",
        nodes=_nodes(item, seed, language) if isinstance(item, Scenario) else (),
        start=item.start if isinstance(item, Scenario) else "",
    )


def _shown(parts: Sequence[_Texted], language: str) -> tuple[Shown, ...]:
    return tuple(Shown(part.id, in_language(part.text, language)) for part in parts)


def _mixed(
    parts: Sequence[_Texted], seed: str | None, name: str, language: str
) -> tuple[Shown, ...]:
    """`name` tells apart what is shuffled in one item."""
    shown = _shown(parts, language)
    return shown if seed is None else shuffled(shown, generator(f"{seed}:{name}"))


def _options(item: Item, seed: str | None, language: str) -> tuple[Shown, ...]:
    match item:
        case Single() | Multiple():
            return _mixed(item.options, seed, "options", language)
        case TrueFalse():
            return _mixed(item.justifications, seed, "justifications", language)
        case Order():
            return _mixed(item.elements, seed, "elements", language)
    return ()


def _sides(
    item: Item, seed: str | None, language: str
) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """Rows and columns; categories keep the order that means something."""
    match item:
        case Match():
            return _shown(item.left, language), _mixed(item.right, seed, "right", language)
        case Categorise():
            rows = _mixed(item.elements, seed, "elements", language)
            return rows, _shown(item.categories, language)
    return (), ()


def _nodes(item: Scenario, seed: str | None, language: str) -> tuple[NodeView, ...]:
    views = []
    for node in item.nodes:
        options = _mixed(node.choices, seed, node.id, language)
        asked_after = tuple(
            (before.id, c.id) for before in item.nodes for c in before.choices if c.to == node.id
        )
        text = in_language(node.text, language) if node.text else None
        views.append(NodeView(node.id, text, options, asked_after))
    return tuple(views)
