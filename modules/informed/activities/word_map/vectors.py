"""The words as lists of numbers: distances, neighbours, analogies, axes."""

import json
from array import array
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from operator import mul
from pathlib import Path

DATA = Path(__file__).parent / "data"
WIDTH = 50
Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Near:
    word: str
    cosine: float


@cache
def vectors() -> dict[str, Vector]:
    """Word -> its numbers, brought to the length 1; in the order of the file."""
    held = json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))
    values = array("b", b64decode(held["vectors"]))
    return {
        word: unit(values[rank * WIDTH : (rank + 1) * WIDTH])
        for rank, word in enumerate(held["words"])
    }


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    return float(sum(map(mul, a, b)))


def unit(vector: Sequence[float]) -> Vector:
    """The same direction at the length 1; zeros stay zeros."""
    length = sqrt(dot(vector, vector))
    return tuple(value / length if length else 0.0 for value in vector)


def cosine(a: str, b: str) -> float:
    """1 for the same direction, 0 for nothing in common."""
    return dot(vectors()[a], vectors()[b])


def nearest(target: Sequence[float], count: int, besides: Sequence[str] = ()) -> list[Near]:
    """The words nearest to a direction, equal ones in the order of the file."""
    direction = unit(target)
    found = [
        Near(word, dot(direction, vector))
        for word, vector in vectors().items()
        if word not in besides
    ]
    return sorted(found, key=lambda near: -near.cosine)[:count]


def neighbours(word: str, count: int) -> list[Near]:
    return nearest(vectors()[word], count, (word,))


def analogy(a: str, b: str, c: str, count: int) -> list[Near]:
    """What is to `c` as `b` is to `a`: near b − a + c, besides these three."""
    known = vectors()
    target = [y - x + z for x, y, z in zip(known[a], known[b], known[c], strict=True)]
    return nearest(target, count, (a, b, c))


def along(first: str, second: str, words: Sequence[str]) -> list[Near]:
    """Words on the axis that goes from one pole to the other, the first pole's side first."""
    known = vectors()
    axis = unit([b - a for a, b in zip(known[first], known[second], strict=True)])
    found = [Near(word, dot(axis, known[word])) for word in words]
    return sorted(found, key=lambda near: near.cosine)


def mean(words: Sequence[str]) -> Vector:
    """The direction halfway between words, one as heavy as another; zeros without words."""
    columns = zip(*(vectors()[word] for word in words), strict=True)
    return unit([sum(column) for column in columns])
