"""The learner's files: for each case, the clues opened and the beliefs held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caire.sdk import Form, Run, whole_number
from modules.informed.activities.image_inquiry.cases import Case, order_of

START = 50
BELIEFS = (0, 100)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`beliefs`, in percent: what was believed when each clue was opened, before reading it."""

    opened: tuple[str, ...] = ()
    beliefs: tuple[int, ...] = ()

    @property
    def belief(self) -> int:
        return self.beliefs[-1] if self.beliefs else START

    def shares(self, last: int) -> list[float]:
        """Beliefs in [0, 1], the last one included."""
        return [belief / 100 for belief in (*self.beliefs, last)]


def inquiry_of(run: Run, case: Case) -> Inquiry:
    kept = run.workspace.get("files", {}).get(case.id)
    return Inquiry(tuple(kept[0]), tuple(kept[1])) if kept else Inquiry()


def with_clue(run: Run, case: Case, kind: str, belief: int) -> dict[str, Any]:
    """The workspace once this clue is opened."""
    inquiry = inquiry_of(run, case)
    opened: Sequence[str] = (*inquiry.opened, kind)
    files: Mapping[str, Any] = run.workspace.get("files", {})
    return {"files": {**files, case.id: [list(opened), [*inquiry.beliefs, belief]]}}


def current_case(run: Run) -> tuple[int, Case] | None:
    """The rank, from 0, and the case of the first mission not done."""
    for rank, case in enumerate(order_of(run.seed)):
        if f"mission-{rank + 1}" not in run.done:
            return rank, case
    return None


def read_belief(form: Form) -> int | None:
    """A belief in percent; None when it cannot be read."""
    return whole_number(form, "belief", BELIEFS)
