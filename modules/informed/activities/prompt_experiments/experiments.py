"""Experiments on a request: those that one ingredient allows, what each moves, how far they lead.

Only requests whose answer was written are reached, so what is compared is what was asked.
"""

from functools import lru_cache

from modules.shared.prompts.cases import (
    ABSENT,
    CRITERIA,
    INGREDIENTS,
    PRECISE,
    Case,
    State,
    cases,
    changed,
)

MOST_TRIALS, LEAST_TRIALS = 6, 3
#: What is predicted when no criterion should move.
NONE = "none"
PREDICTABLE = (*CRITERIA, NONE)
#: Nothing but the task: five well-chosen changes lead from here to the best answer.
START: State = "00000"
#: The experiment of the prediction: one ingredient, missing then precise, moves one criterion.
FIRST_TRIALS: tuple[tuple[State, State], ...] = (
    ("22200", "22202"),
    ("22200", "22220"),
    ("22000", "22200"),
)


def case_of(seed: int) -> Case:
    return cases()[seed % len(cases())]


def first_trial(seed: int) -> tuple[State, State]:
    return FIRST_TRIALS[seed // 4 % len(FIRST_TRIALS)]


def neighbours(case: Case, state: State) -> list[State]:
    """The requests one ingredient away, in the order of ingredients, richer ones first."""
    states = [o.state for o in case.outputs if changed(o.state, state) == 1]
    return sorted(states, key=lambda other: (place_of(state, other), [-int(s) for s in other]))


def place_of(state: State, other: State) -> int:
    """Which ingredient differs first."""
    return next(p for p, pair in enumerate(zip(state, other, strict=True)) if len(set(pair)) > 1)


def ingredient_of(state: State, other: State) -> str:
    return INGREDIENTS[place_of(state, other)]


def moves(case: Case, state: State, other: State) -> dict[str, int]:
    """Criterion -> points gained from one answer to the other, those that move only."""
    marks = zip(CRITERIA, case.output(state).marks, case.output(other).marks, strict=True)
    return {criterion: after - before for criterion, before, after in marks if after != before}


def expected(case: Case, state: State, other: State) -> tuple[str, ...]:
    """The predictions that are right: what moves most, several when they tie, `none` if nothing."""
    found = moves(case, state, other)
    most = max(map(abs, found.values()), default=0)
    return tuple(name for name, gain in found.items() if abs(gain) == most) or (NONE,)


@lru_cache(maxsize=16)
def best_of(case_id: str, trials: int = MOST_TRIALS) -> int:
    """The best total, out of 10, that so many changes can reach."""
    case = next(case for case in cases() if case.id == case_id)
    reached = {START}
    for _ in range(trials):
        reached |= {other for state in reached for other in neighbours(case, state)}
    return max(case.output(state).total for state in reached)


def level_names(state: State, other: State) -> tuple[str, str]:
    """The level of the ingredient that differs, before and after."""
    names = {ABSENT: "absent", PRECISE: "precise"}
    place = place_of(state, other)
    return names.get(state[place], "vague"), names.get(other[place], "vague")
