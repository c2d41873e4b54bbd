"""Activities: what a learner manipulates, assessed on the server.

A run goes through the steps of the manifest: a prediction, missions, an explanation. Each step's
answer is sent as a form, from the visual version or from the text version alike, and assessed by
the same function: both reach the same missions and the same score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from caire.sdk.reading import read_yaml

Mode = Literal["visual", "text"]


class AnswerRefused(ValueError):
    """The answer cannot be read: a field is missing, out of range or tampered with.

    `reason` is a sentence for the learner, in the run's language, that says what to do.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `weight` is its share of the activity's score, 0 for a mission only to be done."""

    id: str
    kind: Literal["prediction", "mission", "explanation"]
    goal: Mapping[str, str]
    weight: float
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class ActivityManifest:
    """`manifest.yaml`, read. `explanation_item` is the bank item assessed by the platform."""

    id: str
    version: str
    title: Mapping[str, str]
    licence: str
    competencies: tuple[str, ...]
    minutes: float
    steps: tuple[Step, ...]
    explanation_item: str
    seed: int
    template: str
    script: str
    style: str | None
    max_kilobytes: int

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step already done: its first score in [0, 1], what was answered, what was revealed."""

    score: float
    success: bool
    response: Mapping[str, Any]
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """What the platform knows of one learner's run. `workspace` is what `explore` last returned."""

    seed: int
    language: str
    mode: Mode
    done: Mapping[str, StepRecord]
    workspace: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """The assessment of one step.

    Args:
        score: in [0, 1].
        success: whether the mission is reached or the prediction was right.
        done: False when the step may be tried again before it counts (mission not yet reached).
        response: compact values for the trace; never a text typed by the learner.
        feedback: a sentence for the learner, in the run's language: why, and what next.
        details: what the template may now reveal; kept with the run.
    """

    score: float
    success: bool
    response: Mapping[str, Any]
    feedback: str
    done: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"score {self.score} is outside [0, 1]")


@dataclass(frozen=True, slots=True)
class Exploration:
    """The result of a free manipulation.

    Args:
        workspace: JSON kept with the run and given back in `Run.workspace`; at most 20 kB.
        trace: parameters for the `interacted` statement; no text typed by the learner.
        message: a sentence for the live region.
    """

    workspace: Mapping[str, Any]
    trace: Mapping[str, Any]
    message: str


Form = Mapping[str, Sequence[str]]


class Activity(Protocol):
    """Implemented by modules; instances hold no state of a learner."""

    @property
    def manifest(self) -> ActivityManifest: ...

    def view(self, run: Run) -> Mapping[str, Any]:
        """Values ready to print for the activity's template, in both versions.

        Must not contain what a step not yet done would give away.
        """
        ...

    def assess(self, step_id: str, answer: Form, run: Run) -> StepOutcome:
        """Assess one step's form (never the explanation, which is a bank item).

        Raises:
            AnswerRefused: the answer cannot be read.
        """
        ...

    def explore(self, answer: Form, run: Run) -> Exploration:
        """A manipulation asked for by the text version, or reported by the visual one.

        Raises:
            AnswerRefused: the answer cannot be read.
        """
        ...


_KEYS = {
    "schema", "id", "title", "version", "licence", "competencies", "minutes", "steps",
    "explanation", "seed", "template", "script", "style", "data", "max_kilobytes",
}  # fmt: skip


def load_manifest(path: Path) -> ActivityManifest:
    """Read and check a `manifest.yaml`.

    Raises:
        ValueError: unknown or missing key, weights that do not sum to 1, data over the limit; the
            message names the file and says what to mend.
    """
    raw = read_yaml(path)
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise ValueError(f"{path}: unknown key {unknown[0]}; remove it or correct its spelling")
    try:
        steps = tuple(Step(**step) for step in raw["steps"])
        manifest = ActivityManifest(
            id=raw["id"],
            version=raw["version"],
            title=raw["title"],
            licence=raw["licence"],
            competencies=tuple(raw["competencies"]),
            minutes=float(raw["minutes"]),
            steps=steps,
            explanation_item=raw["explanation"],
            seed=int(raw["seed"]),
            template=raw["template"],
            script=raw["script"],
            style=raw.get("style"),
            max_kilobytes=int(raw["max_kilobytes"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: missing or wrong key {error}; see docs/modules.md") from error
    _refuse_wrong_weights(path, steps)
    _refuse_heavy_data(path, raw.get("data", []), manifest.max_kilobytes)
    return manifest


def _refuse_wrong_weights(path: Path, steps: Sequence[Step]) -> None:
    total = sum(step.weight for step in steps)
    if abs(total - 1.0) > 1e-9:
        raise ValueError(f"{path}: step weights sum to {total:g}; they must sum to 1")


def _refuse_heavy_data(path: Path, files: Sequence[str], max_kilobytes: int) -> None:
    weight = sum((path.parent / name).stat().st_size for name in files) / 1000
    if weight > max_kilobytes:
        raise ValueError(f"{path}: data weigh {weight:.0f} kB; at most {max_kilobytes} kB")
