"""The rules of routing: which question comes next, and what the answers decide. Pure.

A test is a list of steps in the order of its table; the rule skips steps and stops. It is written
by people and fitted to nothing: each decision can be told in one sentence (CURRICULUM F.4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from caire.catalogue.course import Dispense, Entry, Placement

#: Why a test ended: its rule had its answer, 14 minutes were over, the learner stopped it.
Stop = Literal["rule", "time", "learner"]
CellStatus = Literal["validated", "not_validated", "not_finished"]


@dataclass(frozen=True, slots=True)
class Step:
    """One question to ask: of which cell (an entry test has none), on which competency."""

    cell: str
    competency: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the answers decide.

    `asked`: the steps asked, in order; `cells`: the state of each cell of a dispense test, in the
    order of the table; `passed`: whether an entry test is, None for a dispense test.
    """

    asked: tuple[Step, ...]
    right: int
    stop: Stop
    cells: tuple[tuple[str, CellStatus], ...] = ()
    passed: bool | None = None

    @property
    def validated(self) -> tuple[str, ...]:
        return tuple(cell for cell, status in self.cells if status == "validated")


def steps_of(test: Placement) -> tuple[Step, ...]:
    """Every question that the test may ask, in the order of asking."""
    if isinstance(test, Entry):
        return tuple(Step("", competency) for competency in test.order)
    rounds = zip_longest(*(cell.competencies for cell in test.cells))
    return tuple(
        Step(cell.id, competency)
        for one_round in rounds
        for cell, competency in zip(test.cells, one_round, strict=True)
        if competency is not None
    )


def next_step(test: Placement, rights: Sequence[bool]) -> int | None:
    """The place, in `steps_of`, of the question that comes next; None when all is decided.

    Args:
        rights: for each question asked so far, in order, whether its answer was right.
    """
    return _walked(test, rights)[1]


def decide(test: Placement, rights: Sequence[bool], *, stop: Stop) -> Decision:
    """What these answers decide; a test that was stopped decides « no » for what is still open."""
    steps = steps_of(test)
    places, _ = _walked(test, rights)
    asked = tuple(steps[place] for place in places)
    right = sum(rights)
    if isinstance(test, Entry):
        return Decision(asked, right, stop, passed=_verdict(test, asked, rights) is True)
    cells = tuple((cell.id, _status(test, cell.id, asked, rights)) for cell in test.cells)
    return Decision(asked, right, stop, cells=cells)


def _walked(test: Placement, rights: Sequence[bool]) -> tuple[list[int], int | None]:
    """The places asked with these answers, and the one that comes next.

    Raises:
        ValueError: more answers than the rule asks for.
    """
    asked: list[int] = []
    for place in _places(test, rights, asked):
        if len(asked) == len(rights):
            return asked, place
        asked.append(place)
    if len(asked) != len(rights):
        raise ValueError(f"{len(rights)} answers, {test.head.id} asks {len(asked)} questions")
    return asked, None


def _places(test: Placement, rights: Sequence[bool], asked: Sequence[int]) -> Iterator[int]:
    """The places to ask, one after the other; `asked` grows as they are."""
    steps = steps_of(test)
    for place, step in enumerate(steps):
        done = tuple(steps[k] for k in asked)
        so_far = rights[: len(asked)]
        if isinstance(test, Entry):
            if _verdict(test, done, so_far) is not None:
                return
        elif _status(test, step.cell, done, so_far) != "not_finished":
            continue
        yield place


def _status(
    test: Dispense, cell_id: str, asked: Sequence[Step], rights: Sequence[bool]
) -> CellStatus:
    """A cell closes at its first answer that is not right, or when all of them are right."""
    answers = [right for step, right in zip(asked, rights, strict=True) if step.cell == cell_id]
    if not all(answers):
        return "not_validated"
    needed = next(len(cell.competencies) for cell in test.cells if cell.id == cell_id)
    return "validated" if len(answers) == needed else "not_finished"


def _verdict(test: Entry, asked: Sequence[Step], rights: Sequence[bool]) -> bool | None:
    """« Oui », « non », or None while it is open."""
    wrong = len(rights) - sum(rights)
    if wrong >= test.no_at or any(
        _best_still(test, floor.competency, asked, rights) < floor.min_correct_items
        for floor in test.floors
    ):
        return False
    held = all(
        _rights_on(floor.competency, asked, rights) >= floor.min_correct_items
        for floor in test.floors
    )
    return True if held and sum(rights) >= test.yes_at else None


def _rights_on(competency: str, asked: Sequence[Step], rights: Sequence[bool]) -> int:
    return sum(
        right for step, right in zip(asked, rights, strict=True) if step.competency == competency
    )


def _best_still(test: Entry, competency: str, asked: Sequence[Step], rights: Sequence[bool]) -> int:
    """How many right answers on a competency are within reach still."""
    left = test.order.count(competency) - sum(step.competency == competency for step in asked)
    return _rights_on(competency, asked, rights) + left
