"""The learner's bench: the settings in force, and those tried, kept once each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caire.sdk import Form, Speech, one, whole_number
from modules.shared.hiring.regression import Settings

STEP = 5
SHARES, NOISES = (10, 50), (0, 30)
LOW_SHARE, HIGH_SHARE, NOISY = 15, 45, 20
START = Settings(share=30, noise=0, group=True)
#: More than there are settings (9 shares, 7 noises, with the column or without).
TRIALS_KEPT = 128


@dataclass(frozen=True, slots=True)
class Bench:
    settings: Settings
    trials: tuple[Settings, ...]

    def tried(self, settings: Settings) -> "Bench":
        """The bench once these settings have been trained; the last trial comes last."""
        others = tuple(trial for trial in self.trials if trial != settings)
        return Bench(settings, (*others, settings)[-TRIALS_KEPT:])

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        return {"trials": [[t.share, t.noise, int(t.group)] for t in self.trials]}


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or the starting settings and no trial."""
    trials = tuple(
        Settings(share, noise, bool(group)) for share, noise, group in workspace.get("trials", ())
    )
    return Bench(trials[-1] if trials else START, trials)


def read_settings(form: Form, speech: Speech, language: str) -> Settings:
    """The settings sent: `share` and `noise` in percent, `group` 1 or 0.

    Raises:
        AnswerRefused: a number is out of its range, or the column is neither kept nor removed.
    """
    share, noise = whole_number(form, "share", SHARES), whole_number(form, "noise", NOISES)
    if share is None or share % STEP:
        raise speech.refuse("wrong_share", language)
    if noise is None or noise % STEP:
        raise speech.refuse("wrong_noise", language)
    if one(form, "group") not in ("0", "1"):
        raise speech.refuse("wrong_group", language)
    return Settings(share, noise, one(form, "group") == "1")
