"""The bias lab, discovery: assess the steps, train the model as the learner sets it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caire.sdk import (
    Action,
    Assessor,
    Exploration,
    Form,
    Run,
    StepActivity,
    StepOutcome,
    choice,
    percent,
)
from modules.aware.activities.bias_lab.bench import (
    HIGH_SHARE,
    LOW_SHARE,
    NOISY,
    START,
    Bench,
    bench_of,
    read_settings,
)
from modules.aware.activities.bias_lab.presentation import describe, present
from modules.shared.hiring.regression import run as train

HERE = Path(__file__).parent
GAPS = ("gone", "stays", "turns")
SOURCES = ("data", "labels", "design", "use")


class BiasLab(StepActivity):
    """`act.labo-biais`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        view = present(run, self.manifest, self.speech)
        for name, key, values in (
            ("gaps", "gap", GAPS),
            ("shares", "share", GAPS),
            ("sources", "source", SOURCES),
        ):
            view[name] = [(v, self.speech.say(f"{key}_{v}", run.language)) for v in values]
        return view

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_share,
            "mission-2": self._assess_source,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"train": self._train}

    def _train(self, answer: Form, run: Run) -> Exploration:
        settings = read_settings(answer, self.speech, run.language)
        bench = bench_of(run.workspace).tried(settings)
        found = train(settings)
        trace = {
            "share": settings.share,
            "noise": settings.noise,
            "group": settings.group,
            "ratio": round(found.ratio, 2),
            "accuracy": round(found.agreement, 3),
        }
        return Exploration(bench.stored(), trace, describe(settings, run, self.speech))

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        gap = choice(answer, "gap", GAPS, self.speech, run)
        right = gap == "stays"
        kept, removed = train(START), train(START.without_group())
        return self.verdict(
            "prediction",
            right,
            {"gap": gap},
            run,
            with_a=percent(kept.rate_a, 0, run.language),
            with_b=percent(kept.rate_b, 0, run.language),
            without_a=percent(removed.rate_a, 0, run.language),
            without_b=percent(removed.rate_b, 0, run.language),
        )

    def _assess_share(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        shares = [settings.share for settings in bench.trials]
        if not shares or min(shares) > LOW_SHARE or max(shares) < HIGH_SHARE:
            raise self.speech.refuse("try_shares", run.language)
        gap = choice(answer, "effect", GAPS, self.speech, run)
        right = gap == "stays"
        response = {"gap": gap, **self._last_result(bench)}
        return self.verdict("share", right, response, run)

    def _assess_source(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        if max(settings.noise for settings in bench.trials) < NOISY:
            raise self.speech.refuse("try_noise", run.language)
        source = choice(answer, "source", SOURCES, self.speech, run)
        right = source == "labels"
        response = {"source": source, **self._last_result(bench)}
        return self.verdict("source", right, response, run)

    def _last_result(self, bench: Bench) -> dict[str, Any]:
        """For the trace: how many trainings, and what the last one gave."""
        found = train(bench.settings)
        return {
            "trials": len(bench.trials),
            "ratio": round(found.ratio, 2),
            "accuracy": round(found.agreement, 3),
        }


def load() -> BiasLab:
    return BiasLab.load(HERE)
