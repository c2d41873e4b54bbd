"""The bias lab, whole: assess the steps, train the model as the learner sets it."""

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
    decimal,
    one,
    percent,
    real_number,
)
from modules.informed.activities.bias_remedies.bench import (
    REMEDIES,
    START,
    bench_of,
    lost,
    read_settings,
    remedies_of,
)
from modules.informed.activities.bias_remedies.presentation import (
    DELAYS,
    DOORS,
    LIMITS,
    RATIOS,
    describe,
    in_group,
    present,
)
from modules.informed.activities.bias_remedies.probe import PROBED, PROXY, guessed
from modules.informed.activities.bias_remedies.scoring import (
    closeness,
    reached,
    remedied,
    sheet,
)
from modules.shared.hiring.regression import run as train

HERE = Path(__file__).parent
LEAST_PROBED = 2


class BiasRemedies(StepActivity):
    """`act.labo-biais-complet`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_proxy,
            "mission-2": self._assess_remedy,
            "mission-3": self._assess_sheet,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"train": self._train, "probe": self._probe}

    def _train(self, answer: Form, run: Run) -> Exploration:
        settings = read_settings(answer, self.speech, run.language)
        bench, found = bench_of(run.workspace).tried(settings), train(settings)
        trace = {
            "share": settings.share,
            "group": settings.group,
            "interrupted": settings.interrupted,
            "bar": settings.bar_b,
            "ratio": round(found.ratio, 2),
            "accuracy": round(found.agreement, 3),
        }
        return Exploration(bench.stored(), trace, describe(settings, run, self.speech))

    def _probe(self, answer: Form, run: Run) -> Exploration:
        column = choice(answer, "column", PROBED, self.speech, run, "choose_column")
        share = guessed(column)
        message = self.speech.say(
            "probed",
            run.language,
            column=self.speech.say(f"column_{column}", run.language),
            share=percent(share, 0, run.language),
        )
        bench = bench_of(run.workspace).questioned(column)
        trace = {"column": column, "guessed": round(share, 3)}
        return Exploration(bench.stored(), trace, message)

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        guess = real_number(answer, "ratio", RATIOS)
        if guess is None:
            raise self.speech.refuse("wrong_ratio", run.language)
        truth = train(START.without_group()).ratio
        score = closeness(guess, truth)
        feedback = self.speech.say(
            "prediction_right" if score == 1 else "prediction_wrong",
            run.language,
            start=decimal(train(START).ratio, 2, run.language),
            ratio=decimal(truth, 2, run.language),
        )
        return StepOutcome(score, score == 1, {"ratio": guess}, feedback)

    def _assess_proxy(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        if len(bench.probed) < LEAST_PROBED:
            raise self.speech.refuse("probe_first", run.language)
        column = choice(answer, "proxy", PROBED, self.speech, run)
        right = column == PROXY
        response = {"proxy": column, "probed": list(bench.probed)}
        return self.verdict(
            "proxy",
            right,
            response,
            run,
            share=percent(guessed(PROXY), 0, run.language),
            chosen=self.speech.say(f"column_{column}", run.language),
            other=percent(guessed(column), 0, run.language),
        )

    def _assess_remedy(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        if not bench.trials:
            raise self.speech.refuse("try_first", run.language)
        found = train(bench.settings)
        paid = lost(found)
        success = reached(found.ratio, paid)
        done = success or bool(one(answer, "settle"))
        score = remedied(found.ratio, paid, train(START).ratio) if done else 0.0
        key = "remedied" if success else "settled" if done else "not_yet"
        feedback = self.speech.say(
            key,
            run.language,
            ratio=decimal(found.ratio, 2, run.language),
            lost=decimal(paid, 2, run.language),
            b=in_group(found.reread_b),
        )
        response = {
            "remedies": remedies_of(bench.settings),
            "ratio": round(found.ratio, 2),
            "accuracy": round(found.agreement, 3),
            "trials": len(bench.trials),
        }
        return StepOutcome(score, success, response, feedback, done)

    def _assess_sheet(self, answer: Form, run: Run) -> StepOutcome:
        missing = bench_of(run.workspace).missing
        if missing:
            names = ", ".join(self.speech.say(f"remedy_{m}", run.language) for m in missing)
            raise self.speech.refuse("try_remedies", run.language, names=names)
        door = choice(answer, "door", DOORS, self.speech, run, "fill_sheet")
        remedy = choice(answer, "remedy", REMEDIES, self.speech, run, "fill_sheet")
        limit = choice(answer, "limit", LIMITS, self.speech, run, "fill_sheet")
        delay = choice(answer, "delay", DELAYS, self.speech, run, "fill_sheet")
        score = sheet(door=door == "labels", limit=limit == remedy)
        parts = (
            "door_right" if door == "labels" else "door_wrong",
            "limit_right" if limit == remedy else "limit_wrong",
            f"kept_{remedy}",
        )
        own = self.speech.say(f"limit_{remedy}", run.language)
        feedback = " ".join(self.speech.say(part, run.language, limit=own) for part in parts)
        response = {"door": door, "remedy": remedy, "limit": limit, "months": int(delay)}
        return StepOutcome(score, score == 1, response, feedback)


def load() -> BiasRemedies:
    return BiasRemedies.load(HERE)
