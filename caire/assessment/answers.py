"""What a person answered, one frozen type per way of answering. Ids and numbers, no text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chosen:
    """`single`, `multiple`, `spot`: ids in the order of the item."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`true_false`: "true" or "false", and the id of a justification."""

    verdict: str
    justification: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """`order`: every element's id, from first to last."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """`match`, `categorise`: (element id, id of the place), in the order of the item."""

    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """`numeric`: in the unit of the item."""

    number: float


@dataclass(frozen=True, slots=True)
class Walk:
    """`scenario`: (node id, choice id) from the start to an end."""

    steps: tuple[tuple[str, str], ...]


Response = Chosen | Verdict | Ordered | Placed | Value | Walk
