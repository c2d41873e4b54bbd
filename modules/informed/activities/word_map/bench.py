"""The learner's bench: the word in sight, the analogy, the poles, the query."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Neighbours listed, and how near counts as a guess.
SHOWN, NEAR_ENOUGH = 8, 6


@dataclass(frozen=True, slots=True)
class Bench:
    """`gendered`: whether the trades were placed between gendered poles; `query` holds only words
    of the map, of the notices, and small words."""

    word: str = ""
    analogy: tuple[str, ...] = ()
    poles: tuple[str, ...] = ()
    gendered: bool = False
    query: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    if not workspace:
        return Bench()
    return Bench(
        workspace["word"],
        tuple(workspace["analogy"]),
        tuple(workspace["poles"]),
        workspace["gendered"],
        tuple(workspace["query"]),
    )
