"""Where to put the bar: assess the steps, move the bar."""

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
    ticked,
    whole_number,
)
from modules.informed.activities.threshold.bench import START, Bench, bench_of, population_of
from modules.informed.activities.threshold.cases import (
    FREQUENT,
    RARE,
    SITUATIONS,
    USUAL,
    Matrix,
    least_cost,
    matrix_at,
    scenario_of,
)
from modules.informed.activities.threshold.presentation import describe, present, share
from modules.informed.activities.threshold.scoring import (
    bars_score,
    guess_score,
    sum_score,
    within_margin,
)

CRITERIA = ("check", "most", "next", "contest")
FEWEST_SIGNS = 20


class Threshold(StepActivity):
    """`act.seuil`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        view = present(run, self.manifest, self.speech)
        view["criteria"] = [
            (name, self.speech.say(f"criterion_{name}", run.language)) for name in CRITERIA
        ]
        return view

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_precision,
            "mission-1": self._assess_bars,
            "mission-2": self._assess_rare,
            "mission-3": self._assess_sentence,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"move": self._move, "keep": self._keep}

    def _bar(self, answer: Form, run: Run) -> int:
        bar = whole_number(answer, "threshold", (0, 100))
        if bar is None:
            raise self.speech.refuse("wrong_threshold", run.language)
        return bar

    def _move(self, answer: Form, run: Run) -> Exploration:
        population = population_of(one(answer, "population"), run)
        if population is None:
            raise self.speech.refuse("wrong_population", run.language)
        bench = bench_of(run.workspace).moved(self._bar(answer, run), population)
        return self._explored(bench, run, "move", describe(bench, run, self.speech))

    def _keep(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" in run.done:
            raise self.speech.refuse("bars_handed_in", run.language)
        situation = choice(answer, "situation", SITUATIONS, self.speech, run, "wrong_situation")
        bar = self._bar(answer, run)
        bench = bench_of(run.workspace).moved(bar, USUAL).keeping(situation, bar)
        scenario = scenario_of(run.seed)
        cost = scenario.costs[situation].of(matrix_at(scenario.populations[USUAL], bar))
        message = self.speech.say(
            "kept",
            run.language,
            situation=situation.upper(),
            bar=bar,
            cost=decimal(cost, 0, run.language),
        )
        return self._explored(bench, run, "keep", message)

    def _explored(self, bench: Bench, run: Run, action: str, message: str) -> Exploration:
        found = matrix_at(scenario_of(run.seed).populations[bench.population], bench.bar)
        trace = {
            "scenario": scenario_of(run.seed).id,
            "action": action,
            "threshold": bench.bar,
            "prevalence": bench.population / 1000,
            "missed": found.missed,
            "alarms": found.alarms,
        }
        return Exploration(bench.stored(), trace, message)

    def _typed_share(self, answer: Form, run: Run) -> float:
        typed = real_number(answer, "precision", (0, 100))
        if typed is None:
            raise self.speech.refuse("wrong_precision", run.language)
        return typed

    def _assess_precision(self, answer: Form, run: Run) -> StepOutcome:
        given = self._typed_share(answer, run)
        scenario = scenario_of(run.seed)
        found = matrix_at(scenario.populations[USUAL], START)
        expected = 100 * (found.precision or 0)
        score = sum_score(given, expected)
        feedback = self.speech.say(
            f"sum_{_mistake(given, score, found)}",
            run.language,
            found=found.found,
            alerts=found.alerts,
            alarms=found.alarms,
            share=share(found.precision, run, self.speech),
        )
        response = {"scenario": scenario.id, "precision": given}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_bars(self, answer: Form, run: Run) -> StepOutcome:
        bench, scenario = bench_of(run.workspace), scenario_of(run.seed)
        missing = [s for s in SITUATIONS if s not in bench.kept]
        if missing:
            key = "keep_both" if len(missing) == 2 else "keep_other"
            raise self.speech.refuse(key, run.language, situation=missing[0].upper())
        cases = scenario.populations[USUAL]
        paid = {
            s: (scenario.costs[s].of(matrix_at(cases, bar)), least_cost(cases, scenario.costs[s]))
            for s, bar in bench.kept.items()
        }
        reached = {s: within_margin(*costs) for s, costs in paid.items()}
        success = all(reached.values())
        done = success or bool(one(answer, "settle"))
        score = bars_score(list(paid.values())) if done else 0.0
        response = {
            "scenario": scenario.id,
            "bars": dict(bench.kept),
            "costs": {s: cost for s, (cost, _) in paid.items()},
        }
        feedback = " ".join(
            self.speech.say(
                ("bar_good" if reached[s] else "bar_dear" if done else "bar_more"),
                run.language,
                situation=s.upper(),
                bar=bench.kept[s],
                cost=decimal(paid[s][0], 0, run.language),
                best=decimal(paid[s][1], 0, run.language),
                over=percent(paid[s][0] / paid[s][1] - 1, 0, run.language),
            )
            for s in SITUATIONS
        )
        if done:
            feedback += " " + self.speech.say("bars_moral", run.language)
        return StepOutcome(score, success, response, feedback, done)

    def _assess_rare(self, answer: Form, run: Run) -> StepOutcome:
        given = self._typed_share(answer, run)
        scenario = scenario_of(run.seed)
        before = matrix_at(scenario.populations[FREQUENT], START)
        after = matrix_at(scenario.populations[RARE], START)
        score = guess_score(given, 100 * (after.precision or 0))
        feedback = self.speech.say(
            "rare_right" if score == 1.0 else "rare_wrong",
            run.language,
            found=after.found,
            real=after.found + after.missed,
            alarms=after.alarms,
            fine=after.alarms + after.silent,
            alerts=after.alerts,
            before=share(before.precision, run, self.speech),
            after=share(after.precision, run, self.speech),
        )
        response = {"scenario": scenario.id, "precision": given}
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_sentence(self, answer: Form, run: Run) -> StepOutcome:
        typed = one(answer, "sentence")
        if len(typed) < FEWEST_SIGNS:
            raise self.speech.refuse("short_sentence", run.language, fewest=FEWEST_SIGNS)
        checked = ticked(answer, "criteria", CRITERIA)
        full = len(checked) == len(CRITERIA)
        feedback = self.speech.say(
            "sentence_full" if full else "sentence_partial",
            run.language,
            count=len(checked),
            total=len(CRITERIA),
        )
        response = {"length": len(typed), "criteria": checked}
        return StepOutcome(len(checked) / len(CRITERIA), full, response, feedback)


def _mistake(given: float, score: float, found: Matrix) -> str:
    """Which sentence answers the sum: right, near, or the confusion that gives this number."""
    if score == 1.0:
        return "right"
    confusions = {"recall": found.recall, "accuracy": found.right, "false": found.false_rate}
    for name, value in confusions.items():
        if abs(given - 100 * value) <= 1.0:
            return name
    return "near" if score else "wrong"


def load() -> Threshold:
    return Threshold.load(Path(__file__).parent)
