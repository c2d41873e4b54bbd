"""What is drawn from a run's seed: the six pairs, the sides, the request to repair."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from caire.sdk import Mulberry32, shuffled
from modules.shared.prompts.cases import (
    INGREDIENTS,
    NAMES,
    Case,
    Output,
    State,
    cases,
    changed,
)

PAIRS = 6
#: In a pair the better answer has at least this many marks more, and none less.
LEAD = 2
SIDES = ("a", "b")
#: Every ingredient, each vague, against three of them, precise.
VAGUE_ALL, PRECISE_THREE = "11111", "22200"
#: Requests to repair: four ingredients are missing, and three may be changed.
STARTS = ("02000", "00200")
MOST_CHANGES = 3
NEEDED = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers whose requests differ by one ingredient; `better` is `a` or `b`."""

    a: Output
    b: Output
    better: str

    @property
    def ingredient(self) -> str:
        places = zip(INGREDIENTS, self.a.state, self.b.state, strict=True)
        return next(name for name, one, other in places if one != other)

    @property
    def richer(self) -> Output:
        return self.a if self.better == "a" else self.b

    @property
    def poorer(self) -> Output:
        return self.b if self.better == "a" else self.a


def fair_pairs(case: Case) -> list[tuple[Output, Output]]:
    """Every (poorer, better): one ingredient apart, and the better one is so beyond dispute."""
    found = []
    for one, other in combinations(case.outputs, 2):
        if changed(one.state, other.state) != 1:
            continue
        poorer, better = sorted((one, other), key=lambda o: o.total)
        dominated = all(p <= b for p, b in zip(poorer.marks, better.marks, strict=True))
        if dominated and better.total - poorer.total >= LEAD:
            found.append((poorer, better))
    return found


@lru_cache(maxsize=256)
def pairs_of(seed: int) -> tuple[Pair, ...]:
    """Six pairs of the run's case, the ingredients taking turns, no answer shown three times."""
    chance = Mulberry32(seed)
    waiting = _by_ingredient(shuffled(fair_pairs(compared_case(seed)), chance))
    chosen: list[tuple[Output, Output]] = []
    while len(chosen) < PAIRS:
        for group in waiting:
            fresh = (p for p in group if p not in chosen and _seldom(p, chosen))
            if len(chosen) < PAIRS and (pair := next(fresh, None)):
                chosen.append(pair)
    return tuple(_placed(pair, chance) for pair in shuffled(chosen, chance))


def _by_ingredient(
    pairs: Sequence[tuple[Output, Output]],
) -> list[list[tuple[Output, Output]]]:
    groups: dict[int, list[tuple[Output, Output]]] = {}
    for pair in pairs:
        states = (output.state for output in pair)
        place = next(i for i, (a, b) in enumerate(zip(*states, strict=True)) if a != b)
        groups.setdefault(place, []).append(pair)
    return list(groups.values())


def _seldom(pair: tuple[Output, Output], chosen: Sequence[tuple[Output, Output]]) -> bool:
    shown = [output for earlier in chosen for output in earlier]
    return all(shown.count(output) < 2 for output in pair)


def _placed(pair: tuple[Output, Output], chance: Mulberry32) -> Pair:
    poorer, better = pair
    if chance.below(2):
        return Pair(better, poorer, "a")
    return Pair(poorer, better, "b")


def predicted(seed: int) -> dict[str, State]:
    """The two requests of the prediction, by side."""
    states = [VAGUE_ALL, PRECISE_THREE]
    if seed // 4 % 2:
        states.reverse()
    return dict(zip(SIDES, states, strict=True))


def start_of(seed: int) -> State:
    """The request to repair."""
    return STARTS[seed // 4 % len(STARTS)]


def compared_case(seed: int) -> Case:
    """The case of the prediction and of the six comparisons."""
    return cases()[seed % len(NAMES)]


def repaired_case(seed: int) -> Case:
    """Another case, for the repair: nothing seen before gives it away."""
    return cases()[(seed + 1) % len(NAMES)]
