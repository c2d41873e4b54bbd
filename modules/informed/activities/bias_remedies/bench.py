"""The learner's bench: the settings tried, the columns questioned, kept once each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from caire.sdk import Form, Speech, one, whole_number
from modules.shared.hiring.regression import EVEN, Outcome, Settings
from modules.shared.hiring.regression import run as train

STEP = 5
SHARES, BARS = (10, 50), (10, 50)
START = Settings(share=30, noise=0, group=True)
#: There are 324 settings; the last ones are kept, well under 20 kB.
TRIALS_KEPT = 128
#: Remedies that act on the model; `stop` gives it up.
TRIED_REMEDIES = ("balance", "column", "bar")
REMEDIES = (*TRIED_REMEDIES, "stop")


@dataclass(frozen=True, slots=True)
class Bench:
    trials: tuple[Settings, ...] = ()
    probed: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        """Those in force: the last trained."""
        return self.trials[-1] if self.trials else START

    @property
    def missing(self) -> list[str]:
        """The remedies that no trial has used yet."""
        used = {name for trial in self.trials for name in remedies_of(trial)}
        return [name for name in TRIED_REMEDIES if name not in used]

    def tried(self, settings: Settings) -> "Bench":
        """The bench once these settings have been trained; the last trial comes last."""
        others = tuple(trial for trial in self.trials if trial != settings)
        return replace(self, trials=(*others, settings)[-TRIALS_KEPT:])

    def questioned(self, column: str) -> "Bench":
        if column in self.probed:
            return self
        return replace(self, probed=(*self.probed, column))

    def stored(self) -> dict[str, Any]:
        """As kept with the run."""
        trials = [[t.share, int(t.group), int(t.interrupted), t.bar_b] for t in self.trials]
        return {"trials": trials, "probed": list(self.probed)}


def bench_of(workspace: Mapping[str, Any]) -> Bench:
    """What was kept, or a bench on which nothing was tried."""
    trials = tuple(
        Settings(share, 0, bool(group), bool(interrupted), bar)
        for share, group, interrupted, bar in workspace.get("trials", ())
    )
    return Bench(trials, tuple(workspace.get("probed", ())))


def remedies_of(settings: Settings) -> list[str]:
    """What was done to the model; hiding the group alone is no remedy, as the prediction shows."""
    used = {
        "balance": settings.share > START.share,
        "column": not settings.interrupted,
        "bar": settings.bar_b != EVEN,
    }
    return [name for name, done in used.items() if done]


def lost(found: Outcome) -> float:
    """Points of agreement lost since the start; negative when some are gained."""
    return round(100 * (train(START).agreement - found.agreement), 6)


def read_settings(form: Form, speech: Speech, language: str) -> Settings:
    """The settings sent: `share` and `bar` in percent, the columns `group` and `interrupted`.

    Raises:
        AnswerRefused: a number is out of its range, or a column is neither kept nor hidden.
    """
    share, bar = whole_number(form, "share", SHARES), whole_number(form, "bar", BARS)
    if share is None or share % STEP:
        raise speech.refuse("wrong_share", language)
    if bar is None or bar % STEP:
        raise speech.refuse("wrong_bar", language)
    columns = [one(form, name) for name in ("group", "interrupted")]
    if any(value not in ("0", "1") for value in columns):
        raise speech.refuse("wrong_column", language)
    return Settings(share, 0, columns[0] == "1", columns[1] == "1", bar)
