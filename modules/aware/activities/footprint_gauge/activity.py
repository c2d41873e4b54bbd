"""The footprint gauge: assess the steps, keep the bench."""

from collections.abc import Mapping
from dataclasses import replace
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
    in_language,
    one,
    percent,
)
from modules.aware.activities.footprint_gauge.bench import (
    Bench,
    bench_of,
    read_actions,
    read_bench,
    read_estimate,
    read_uses,
)
from modules.aware.activities.footprint_gauge.presentation import (
    number,
    present,
    say_emissions,
    say_range,
    say_saved,
)
from modules.shared.footprint.estimator import (
    CHOSEN,
    USES,
    best_gain,
    closeness,
    energy,
    gain,
    heaviest,
    ratio,
)
from modules.shared.footprint.hypotheses import book

HERE = Path(__file__).parent
CHOICE_WEIGHT, HEAVIEST_WEIGHT = 0.7, 0.3
NEARLY_BEST = 0.9
SAID = {1.0: "prediction_close", 0.5: "prediction_near", 0.0: "prediction_far"}


class FootprintGauge(StepActivity):
    """`act.jauge-empreinte`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_estimate,
            "mission-1": self._assess_actions,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"set": self._set}

    def _set(self, answer: Form, run: Run) -> Exploration:
        bench = read_bench(answer, self.speech, run.language)
        kwh = energy(bench.day, bench.days)
        trace = {**self._sent(bench), "zone": bench.zone, "actions": list(bench.actions)}
        message = self.speech.say(
            "heard",
            run.language,
            range=say_range("client_range", kwh, run, self.speech),
            emissions=say_emissions(bench, run, self.speech),
            saved=say_saved(bench, run, self.speech),
        )
        return Exploration(bench.stored(), trace, message)

    def _sent(self, bench: Bench) -> dict[str, int]:
        """Whole numbers, for the trace and for the bench that follows."""
        return {**dict(zip(USES, bench.uses, strict=True)), "days": bench.days}

    def _assess_estimate(self, answer: Form, run: Run) -> StepOutcome:
        uses, days = read_uses(answer, self.speech, run.language)
        estimate = read_estimate(answer, self.speech, run.language)
        bench = Bench(uses, days)
        kwh = energy(bench.day, days)
        times = ratio(estimate, kwh[1])
        score = closeness(times)
        feedback = self.speech.say(
            SAID[score],
            run.language,
            times=number(times, run.language),
            range=say_range("client_range", kwh, run, self.speech),
        )
        response = {**self._sent(bench), "ratio": round(min(times, 1e6), 2)}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_actions(self, answer: Form, run: Run) -> StepOutcome:
        bench = self._carried(answer, run)
        if len(bench.actions) != CHOSEN:
            count = len(bench.actions)
            raise self.speech.refuse("three_actions", run.language, count=count)
        named = one(answer, "heaviest")
        if named not in USES:
            raise self.speech.refuse("choose_heaviest", run.language)
        right = named == heaviest(bench.day)
        saved, best = gain(bench.day, bench.actions), best_gain(bench.day)
        score = CHOICE_WEIGHT * min(1.0, max(0.0, saved / best)) + HEAVIEST_WEIGHT * right
        response = {
            "actions": list(bench.actions),
            "heaviest": named,
            "gain": round(saved, 2),
            "best": round(best, 2),
        }
        success = right and saved >= NEARLY_BEST * best
        return StepOutcome(score, success, response, self._say_actions(bench, right, run))

    def _carried(self, answer: Form, run: Run) -> Bench:
        """The bench kept, with the actions that the visual version sends along."""
        bench = bench_of(run)
        if "actions" not in answer:
            return bench
        return replace(bench, actions=read_actions(answer, self.speech, run.language))

    def _say_actions(self, bench: Bench, right: bool, run: Run) -> str:
        saved, best = gain(bench.day, bench.actions), best_gain(bench.day)
        use = book().uses[USES.index(heaviest(bench.day))]
        said = self.speech.say(
            "heaviest_right" if right else "heaviest_wrong",
            run.language,
            name=in_language(use.hypothesis.name, run.language),
        )
        return self.speech.say(
            "mission_best" if saved >= NEARLY_BEST * best else "mission_better",
            run.language,
            gain=percent(saved, 0, run.language),
            best=percent(best, 0, run.language),
            heaviest=said,
        )


def load() -> FootprintGauge:
    return FootprintGauge.load(HERE)
