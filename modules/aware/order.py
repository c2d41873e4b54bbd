"""Steps come one after the other: what a step reveals must not serve an earlier one."""

from collections.abc import Mapping

from caire.sdk import ActivityManifest, Run, StepRecord
from modules.aware.speech import Speech


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
