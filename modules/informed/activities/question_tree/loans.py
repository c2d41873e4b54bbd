"""The loans, and the automatic trees that they give, from one question deep to eight."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modules.informed.activities.question_tree.tree import Loan, Node, cart

DATA = Path(__file__).parent / "data" / "loans.json"
DEPTHS = range(1, 9)


@dataclass(frozen=True, slots=True)
class Loans:
    """Those the trees are built on, and those that came later."""

    known: tuple[Loan, ...]
    later: tuple[Loan, ...]


@cache
def loans() -> Loans:
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return Loans(_read(rows["known"]), _read(rows["later"]))


def _read(rows: Sequence[Sequence[int]]) -> tuple[Loan, ...]:
    return tuple(Loan(tuple(row[:-1]), row[-1]) for row in rows)


@cache
def automatic(depth: int) -> Node:
    return cart(loans().known, depth)


@cache
def scores() -> tuple[tuple[int, int, int], ...]:
    """Depth, right answers on known loans, on later ones."""
    found = []
    for depth in DEPTHS:
        tree = automatic(depth)
        found.append((depth, tree.right(loans().known), tree.right(loans().later)))
    return tuple(found)


@cache
def best_depth() -> int:
    """The one that answers later loans best; the least deep of equal ones."""
    return max(scores(), key=lambda score: (score[2], -score[0]))[0]
