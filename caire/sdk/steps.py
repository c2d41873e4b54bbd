"""Activities in steps, one after the other: what one reveals must not serve an earlier one."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from caire.sdk.activity import (
    ActivityManifest,
    Exploration,
    Form,
    Run,
    StepOutcome,
    StepRecord,
    load_manifest,
)
from caire.sdk.forms import one
from caire.sdk.speech import Speech

Assessor = Callable[[Form, Run], StepOutcome]
Action = Callable[[Form, Run], Exploration]


@dataclass(frozen=True)
class StepActivity(ABC):
    """A prediction, then missions with a bench to try things on, then the explanation.

    A subclass says what it shows (`view`), who assesses each step (`assessors`) and what the bench
    does (`actions`, by the field `action`, open once the prediction is made).
    """

    manifest: ActivityManifest
    speech: Speech

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The activity of a folder that holds `manifest.yaml` and `texts.yaml`."""
        return cls(load_manifest(folder / "manifest.yaml"), Speech.load(folder / "texts.yaml"))

    @abstractmethod
    def view(self, run: Run) -> Mapping[str, Any]: ...

    @abstractmethod
    def assessors(self) -> Mapping[str, Assessor]:
        """Step -> what assesses it; the explanation is a bank item, assessed by the platform."""

    @abstractmethod
    def actions(self) -> Mapping[str, Action]:
        """Value of the field `action` -> what it does on the bench."""

    def assess(self, step_id: str, answer: Form, run: Run) -> StepOutcome:
        refuse_out_of_order(self.manifest, step_id, run, self.speech)
        return self.assessors()[step_id](answer, run)

    def explore(self, answer: Form, run: Run) -> Exploration:
        if "prediction" not in run.done:
            raise self.speech.refuse("predict_first", run.language)
        action = self.actions().get(one(answer, "action"))
        if action is None:
            raise self.speech.refuse("wrong_action", run.language)
        return action(answer, run)

    def verdict(
        self, key: str, right: bool, response: Mapping[str, Any], run: Run, **places: object
    ) -> StepOutcome:
        """An answer that is right or wrong and nothing between: says `<key>_right` or `_wrong`."""
        feedback = self.speech.say(f"{key}_{'right' if right else 'wrong'}", run.language, **places)
        return StepOutcome(float(right), right, response, feedback)


def frame(manifest: ActivityManifest, speech: Speech, run: Run) -> dict[str, Any]:
    """What every view holds: the steps that are open, what the client script receives."""
    client = {"words": speech.client_words(run.language)}
    return {"open": open_steps(manifest, run.done), "client": client}


def open_steps(manifest: ActivityManifest, done: Mapping[str, StepRecord]) -> tuple[str, ...]:
    """The steps done, and the next one."""
    shown: list[str] = []
    for step in manifest.steps:
        shown.append(step.id)
        if step.id not in done:
            break
    return tuple(shown)


def refuse_out_of_order(manifest: ActivityManifest, step_id: str, run: Run, speech: Speech) -> None:
    """Refuse a step sent before the one it follows, or a second time.

    Raises:
        AnswerRefused: with the sentence `step_order` of the activity.
    """
    if step_id in run.done or step_id not in open_steps(manifest, run.done):
        raise speech.refuse("step_order", run.language)
