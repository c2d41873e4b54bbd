"""Which items a test asks, one a step. Pure: same arguments, same items."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from caire.assessment.items import Item
from caire.assessment.shuffling import generator, shuffled
from caire.placement.routing import Step


class TooFewItems(ValueError):
    """The bank has no item left for a step; `competency` says on what."""

    def __init__(self, competency: str) -> None:
        super().__init__(f"no placement item left on {competency}")
        self.competency = competency


def draw_items(
    steps: Sequence[Step],
    items: Mapping[str, Item],
    *,
    seed: str,
    seen: Collection[str],
    today: date,
) -> tuple[str, ...]:
    """An item for each step, of the pool `placement`; those seen before only when no other is left.

    Two items of which one gives the other away are not drawn together while there is a choice.

    Raises:
        TooFewItems: a step has no item.
    """
    order = shuffled(sorted(_eligible(items, today), key=lambda i: i.head.id), generator(seed))
    drawn: list[Item] = []
    for step in steps:
        left = [
            item
            for item in order
            if item.head.competency_group == step.competency and item not in drawn
        ]
        if not left:
            raise TooFewItems(step.competency)
        drawn.append(min(left, key=lambda item: (_gives_away(item, drawn), item.head.id in seen)))
    return tuple(item.head.id for item in drawn)


def _eligible(items: Mapping[str, Item], today: date) -> list[Item]:
    return [
        item
        for item in items.values()
        if item.head.pool == "placement"
        and item.head.status == "published"
        and not (item.head.review_by and item.head.review_by < today.isoformat())
    ]


def _gives_away(item: Item, drawn: Sequence[Item]) -> bool:
    return any(
        other.head.id in item.head.enemies or item.head.id in other.head.enemies for other in drawn
    )
