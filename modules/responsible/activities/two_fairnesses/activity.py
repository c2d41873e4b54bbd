"""Two equalities, one decision: assess the steps, move and keep the bars."""

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
    one,
    ticked,
)
from modules.responsible.activities.two_fairnesses.bench import Bench, bench_of, read_bars
from modules.responsible.activities.two_fairnesses.groups import (
    CRITERIA,
    GROUPS,
    counted,
    holds,
    payable,
    places,
)
from modules.responsible.activities.two_fairnesses.presentation import (
    present,
    say_gap,
    say_places,
)
from modules.responsible.activities.two_fairnesses.scoring import (
    decision_score,
    kept_score,
    reached,
)

ANSWERS = ("none", "one", "two", "three")
RETAINED = (*CRITERIA, "same")
SENTENCES = ("because", "cost", "review")
GRID = ("reason", "harm", "figures", "date")
FEWEST_SIGNS = 15
#: One bar for both, in the prediction: its places can be paid.
COMMON = {"a": 55, "b": 55}


class TwoFairnesses(StepActivity):
    """`act.equite`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        view = present(run, self.manifest, self.speech)

        def said(prefix: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
            return [(name, self.speech.say(f"{prefix}_{name}", run.language)) for name in names]

        view["answers"] = said("answer", ANSWERS)
        view["retained"] = said("retain", RETAINED)
        view["sentences"] = said("sentence", SENTENCES)
        view["grid"] = said("grid", GRID)
        return view

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_forecast,
            "mission-1": self._assess_kept,
            "mission-2": self._assess_decision,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"move": self._move, "keep": self._keep}

    def _moved(self, answer: Form, run: Run) -> Bench:
        bars = read_bars(answer)
        if bars is None:
            raise self.speech.refuse("wrong_bar", run.language)
        return bench_of(run.workspace).moved(bars)

    def _move(self, answer: Form, run: Run) -> Exploration:
        bench = self._moved(answer, run)
        gaps = {name: say_gap(name, bench.bars, run, self.speech) for name in CRITERIA}
        message = self.speech.say(
            "heard", run.language, places=say_places(bench.bars, run, self.speech), **gaps
        )
        return _explored("move", bench, message)

    def _keep(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" in run.done:
            raise self.speech.refuse("handed_in", run.language)
        name = choice(answer, "criterion", CRITERIA, self.speech, run, "wrong_criterion")
        bench = self._moved(answer, run).keeping(name)
        key = "kept" if reached(name, bench.kept) else "kept_short"
        message = self.speech.say(
            key,
            run.language,
            name=self.speech.say(f"criterion_{name}", run.language),
            gap=say_gap(name, bench.bars, run, self.speech),
            places=say_places(bench.bars, run, self.speech),
        )
        return _explored("keep", bench, message, criterion=name)

    def _assess_forecast(self, answer: Form, run: Run) -> StepOutcome:
        given = choice(answer, "count", ANSWERS, self.speech, run)
        right = ANSWERS.index(given) == sum(holds(name, COMMON) for name in CRITERIA)
        a, b = (counted(group, COMMON[group]) for group in GROUPS)
        return self.verdict(
            "forecast",
            right,
            {"count": given},
            run,
            chosen_a=a.chosen,
            chosen_b=b.chosen,
            found_a=a.found,
            found_b=b.found,
        )

    def _assess_kept(self, answer: Form, run: Run) -> StepOutcome:
        kept = bench_of(run.workspace).kept
        score = kept_score(kept)
        success = score == 1.0
        done = success or bool(one(answer, "settle"))
        missing = [name for name in CRITERIA if not reached(name, kept)]
        feedback = self.speech.say(
            "kept_all" if success else "kept_settled" if done else "kept_more",
            run.language,
            missing=", ".join(
                self.speech.say(f"criterion_{name}", run.language).lower() for name in missing
            ),
        )
        response = {"bars": {name: dict(bars) for name, bars in kept.items()}}
        return StepOutcome(score if done else 0.0, success, response, feedback, done)

    def _assess_decision(self, answer: Form, run: Run) -> StepOutcome:
        # The script sends the bars as they stand; else those last tried count.
        sent = "bar-a" in answer or "bar-b" in answer
        bars = (self._moved(answer, run) if sent else bench_of(run.workspace)).bars
        retained = choice(answer, "criterion", RETAINED, self.speech, run, "wrong_retained")
        if not payable(bars):
            raise self.speech.refuse("not_payable", run.language, places=places(bars))
        lengths = {name: len(one(answer, name)) for name in SENTENCES}
        if min(lengths.values()) < FEWEST_SIGNS:
            raise self.speech.refuse("short_sentence", run.language, fewest=FEWEST_SIGNS)
        checked = ticked(answer, "grid", GRID)
        coherent = holds(retained, bars)
        score = decision_score(coherent, len(checked), len(GRID))
        a, b = (counted(group, bars[group]) for group in GROUPS)
        feedback = self.speech.say(
            "decision_held" if coherent else "decision_open",
            run.language,
            forgotten_a=a.forgotten,
            forgotten_b=b.forgotten,
            needless_a=a.needless,
            needless_b=b.needless,
        )
        response = {"criterion": retained, "bars": bars, "lengths": lengths, "grid": checked}
        return StepOutcome(score, score == 1.0, response, feedback, details={"bars": bars})


def _explored(action: str, bench: Bench, message: str, **more: str) -> Exploration:
    held = [name for name in CRITERIA if holds(name, bench.bars)]
    trace = {
        "action": action,
        **more,
        "bars": bench.bars,
        "places": places(bench.bars),
        "held": held,
    }
    return Exploration(bench.stored(), trace, message)


def load() -> TwoFairnesses:
    return TwoFairnesses.load(Path(__file__).parent)
