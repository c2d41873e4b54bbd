"""The learner's notebook: each experiment, what was predicted, whether it was kept."""

from dataclasses import dataclass, replace
from typing import Any

from caire.sdk import Run
from modules.informed.activities.prompt_experiments.experiments import (
    MOST_TRIALS,
    START,
    case_of,
    expected,
    neighbours,
)
from modules.shared.prompts.cases import Case, State


@dataclass(frozen=True, slots=True)
class Trial:
    """From one request to another; `kept` is None until it is decided."""

    before: State
    after: State
    predicted: str
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    case: Case
    trials: tuple[Trial, ...] = ()

    @property
    def state(self) -> State:
        """The request in force: the last one kept."""
        return next((t.after for t in reversed(self.trials) if t.kept), START)

    @property
    def pending(self) -> Trial | None:
        """The experiment that is seen and not yet decided."""
        return self.trials[-1] if self.trials and self.trials[-1].kept is None else None

    @property
    def left(self) -> int:
        """The experiments that may still be run."""
        return MOST_TRIALS - len(self.trials) if self.offered else 0

    @property
    def offered(self) -> list[State]:
        """The changes not yet tried from the request in force: their effect is not known."""
        known = {(trial.before, trial.after) for trial in self.trials}
        around = neighbours(self.case, self.state)
        return [state for state in around if (self.state, state) not in known]

    def tried(self, after: State, predicted: str) -> "Notebook":
        return replace(self, trials=(*self.trials, Trial(self.state, after, predicted)))

    def decided(self, *, kept: bool) -> "Notebook":
        return replace(self, trials=(*self.trials[:-1], replace(self.trials[-1], kept=kept)))

    def is_right(self, trial: Trial) -> bool:
        return trial.predicted in expected(self.case, trial.before, trial.after)

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {"trials": [[t.before, t.after, t.predicted, t.kept] for t in self.trials]}


def notebook_of(run: Run) -> Notebook:
    trials = tuple(Trial(*trial) for trial in run.workspace.get("trials", ()))
    return Notebook(case_of(run.seed), trials)
