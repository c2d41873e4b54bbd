"""What differs between two versions of a course, item by item and screen by screen."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from caire.analysis.observing import major_of
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
from caire.catalogue.course import Course

#: `withdrawn`: no form draws it any more, because it is gone or in quarantine; `silent`: changed
#: under the same version; `key`: another key without a major version (CURRICULUM G.8 forbids both).
ItemKind = Literal["added", "withdrawn", "major", "reworded", "silent", "key"]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """`before` and `after` are versions; None where there is no item."""

    item_id: str
    kind: ItemKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CourseChanges:
    """Ids of screens, in the order of the course."""

    items: tuple[ItemChange, ...]
    screens_added: tuple[str, ...]
    screens_removed: tuple[str, ...]
    screens_changed: tuple[str, ...]
    rule_changed: bool

    @property
    def withdrawn(self) -> frozenset[str]:
        return frozenset(change.item_id for change in self.items if change.kind == "withdrawn")

    @property
    def touched(self) -> frozenset[str]:
        """Items that somebody may have met in another state."""
        return frozenset(change.item_id for change in self.items if change.kind != "added")


def changes_between(before: Course, after: Course) -> CourseChanges:
    """What a learner of one version would find otherwise in the other."""
    ids = sorted({*before.items, *after.items})
    found = (_item(before.items.get(name), after.items.get(name)) for name in ids)
    old = {screen.id: screen for screen in before.screens()}
    new = {screen.id: screen for screen in after.screens()}
    return CourseChanges(
        items=tuple(change for change in found if change is not None),
        screens_added=tuple(name for name in new if name not in old),
        screens_removed=tuple(name for name in old if name not in new),
        screens_changed=tuple(n for n in new if n in old and _text(new[n]) != _text(old[n])),
        rule_changed=_text(before.rule) != _text(after.rule),
    )


def _text(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")


def _item(before: Item | None, after: Item | None) -> ItemChange | None:
    old = before.head.version if before else None
    new = after.head.version if after else None
    if before is None:
        return ItemChange(after.head.id, "added", old, new) if after else None
    kind: ItemKind | None = None
    if after is None or (_is_drawn(before) and not _is_drawn(after)):
        kind = "withdrawn"
    elif _text(before) != _text(after):
        if major_of(before.head.version) != major_of(after.head.version):
            kind = "major"
        elif _key(before) != _key(after):
            kind = "key"
        else:
            kind = "reworded" if old != new else "silent"
    return ItemChange(before.head.id, kind, old, new) if kind else None


def _is_drawn(item: Item) -> bool:
    return item.head.status == "published"


def _key(item: Item) -> object:
    """What is right, whatever the words."""
    match item:
        case Single() | Multiple():
            return frozenset(option.id for option in item.options if option.key)
        case TrueFalse():
            return item.verdict, frozenset(j.id for j in item.justifications if j.key)
        case Spot():
            return frozenset(passage.id for passage in item.passages if passage.key)
        case Order():
            return tuple(element.id for element in item.elements)
        case Match():
            return frozenset((element.id, element.target) for element in item.left)
        case Categorise():
            return frozenset((element.id, element.target) for element in item.elements)
        case Numeric():
            return item.value, item.tolerance, item.wide_min, item.wide_max
        case Scenario():
            return frozenset(
                (node.id, choice.id, choice.points, choice.critical)
                for node in item.nodes
                for choice in node.choices
            )
