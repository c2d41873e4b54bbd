"""Runs of an activity without the platform: what it keeps is kept here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from caire.sdk import Activity, Exploration, Run, StepOutcome, StepRecord
from caire.sdk.activity import Mode


def form(**fields: str) -> dict[str, list[str]]:
    """A form as it is posted: `x_0` stands for the field `x-0`."""
    return {name.replace("_", "-"): [value] for name, value in fields.items()}


@dataclass
class Played:
    """One learner's run: answers are recorded and benches kept as the platform does."""

    activity: Activity
    seed: int = 1
    mode: Mode = "text"
    language: str = "fr"
    done: dict[str, StepRecord] = field(default_factory=dict)
    workspace: Mapping[str, Any] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        return Run(self.seed, self.language, self.mode, self.done, self.workspace)

    def view(self) -> Mapping[str, Any]:
        return self.activity.view(self.run)

    def answer(self, step_id: str, **fields: str) -> StepOutcome:
        outcome = self.activity.assess(step_id, form(**fields), self.run)
        if outcome.done:
            self.done[step_id] = StepRecord(
                outcome.score, outcome.success, outcome.response, outcome.details
            )
        return outcome

    def explore(self, **fields: str) -> Exploration:
        found = self.activity.explore(form(**fields), self.run)
        # Through JSON and back, as the database keeps it.
        self.workspace = msgspec.json.decode(msgspec.json.encode(found.workspace))
        return found
