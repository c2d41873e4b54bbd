"""From one neuron to a network: assess the steps, train, measure, draw."""

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
    real_number,
    ticked,
)
from modules.responsible.activities.perceptron.bench import (
    EPOCHS,
    HIDDEN,
    MOST_OWN,
    RATES,
    STARTS,
    Bench,
    Settings,
    bench_of,
    offered,
)
from modules.responsible.activities.perceptron.network import Example, drawn, right, train
from modules.responsible.activities.perceptron.presentation import describe, present
from modules.responsible.activities.perceptron.presets import FORETOLD, preset
from modules.responsible.activities.perceptron.scoring import (
    FEWEST_UNITS,
    GOOD,
    RECITES,
    TINY,
    corners_score,
    foretold_score,
    recited_score,
)

REMEDIES = ("units", "time", "examples", "none")
FEWEST_OWN = 2


class Perceptron(StepActivity):
    """`act.perceptron`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        view = present(run, self.manifest, self.speech)
        view["remedies"] = [
            (name, self.speech.say(f"remedy_{name}", run.language)) for name in REMEDIES
        ]
        return view

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_foretold,
            "mission-1": self._assess_corners,
            "mission-2": self._assess_recited,
            "mission-3": self._assess_shift,
        }

    def actions(self) -> Mapping[str, Action]:
        return {
            "show": self._show,
            "train": self._train,
            "fresh": self._measure,
            "elsewhere": self._measure,
            "add": self._add,
            "remove": self._remove,
        }

    def _settings(self, answer: Form, run: Run) -> Settings:
        def listed(name: str, options: tuple[Any, ...]) -> str:
            texts = tuple(str(option) for option in options)
            return choice(answer, name, texts, self.speech, run, f"wrong_{name}")

        return Settings(
            listed("preset", offered(run.done)),
            int(listed("hidden", HIDDEN)),
            int(listed("epochs", EPOCHS)),
            listed("rate", RATES),
            int(listed("start", STARTS)),
        )

    def _show(self, answer: Form, run: Run) -> Exploration:
        bench = bench_of(run.workspace).showing(self._settings(answer, run))
        name = self.speech.say(f"name_{bench.settings.preset}", run.language)
        count = len(bench.examples)
        message = self.speech.say("shown", run.language, name=name, count=count)
        return _explored("show", bench, message)

    def _train(self, answer: Form, run: Run) -> Exploration:
        settings = self._settings(answer, run)
        bench = bench_of(run.workspace)
        if settings.preset == "own" and len({e.label for e in bench.own}) < 2:
            raise self.speech.refuse("one_class", run.language)
        bench = bench.trained(settings)
        return _explored("train", bench, describe(bench, run, self.speech))

    def _measure(self, answer: Form, run: Run) -> Exploration:
        where = one(answer, "action")
        bench = bench_of(run.workspace)
        if bench.network is None:
            raise self.speech.refuse("train_first", run.language)
        if not getattr(preset(bench.settings.preset), where):
            raise self.speech.refuse(f"no_{where}", run.language)
        bench = bench.measured(where)
        message = self.speech.say(
            f"measured_{where}", run.language, right=getattr(bench.trials[-1], where)
        )
        return _explored(where, bench, message)

    def _add(self, answer: Form, run: Run) -> Exploration:
        x, y = (real_number(answer, axis, (0, 10)) for axis in ("x", "y"))
        if x is None or y is None:
            raise self.speech.refuse("wrong_place", run.language)
        label = int(choice(answer, "label", ("1", "0"), self.speech, run, "wrong_label"))
        bench = bench_of(run.workspace)
        if len(bench.own) >= MOST_OWN:
            raise self.speech.refuse("drawing_full", run.language, most=MOST_OWN)
        bench = bench.drawing((*bench.own, Example(round(10 * x), round(10 * y), label)))
        return self._drawn("add", bench, run)

    def _remove(self, answer: Form, run: Run) -> Exploration:
        bench = bench_of(run.workspace)
        if len(bench.own) <= FEWEST_OWN:
            raise self.speech.refuse("drawing_small", run.language)
        return self._drawn("remove", bench.drawing(bench.own[:-1]), run)

    def _drawn(self, action: str, bench: Bench, run: Run) -> Exploration:
        message = self.speech.say(f"drawn_{action}", run.language, count=len(bench.own))
        return _explored(action, bench, message)

    def _assess_foretold(self, answer: Form, run: Run) -> StepOutcome:
        checked = ticked(answer, "separable", FORETOLD)
        if not checked:
            raise self.speech.refuse("tick_one", run.language)
        score = foretold_score(checked)
        found = {name: _alone(name) for name in FORETOLD}
        feedback = self.speech.say(
            "foretold_right" if score == 1.0 else "foretold_wrong", run.language, **found
        )
        return StepOutcome(score, score == 1.0, {"separable": checked}, feedback)

    def _assess_corners(self, answer: Form, run: Run) -> StepOutcome:
        hidden = bench_of(run.workspace).shown.get("corners")
        settle = bool(one(answer, "settle"))
        success = hidden == FEWEST_UNITS
        done = success or settle
        key = "fewest" if success else "more" if hidden else "unsolved"
        feedback = self.speech.say(
            f"corners_{key}" if done else f"corners_{key}_yet", run.language, hidden=hidden
        )
        score = corners_score(hidden) if done else 0.0
        return StepOutcome(score, success, {"hidden": hidden}, feedback, done)

    def _assess_recited(self, answer: Form, run: Run) -> StepOutcome:
        tried = bench_of(run.workspace).shown.get("tiny")
        if not tried:
            raise self.speech.refuse("tiny_first", run.language)
        score = recited_score(tried)
        success = score == 1.0
        done = success or bool(one(answer, "settle"))
        learnt, fresh = tried["right"], tried["fresh"]
        key = (
            "proved"
            if success
            else "unlearnt"
            if learnt < TINY
            else "unmeasured"
            if fresh is None
            else "sound"
        )
        feedback = self.speech.say(
            f"recited_{key}", run.language, right=learnt, fresh=fresh, most=RECITES
        )
        response = {"right": learnt, "fresh": fresh}
        return StepOutcome(score if done else 0.0, success, response, feedback, done)

    def _assess_shift(self, answer: Form, run: Run) -> StepOutcome:
        shown = bench_of(run.workspace).shown.get("shift")
        if not shown:
            raise self.speech.refuse("shift_first", run.language)
        remedy = choice(answer, "remedy", REMEDIES, self.speech, run, "wrong_remedy")
        good, chosen = shown["fresh"] >= GOOD, remedy == "examples"
        feedback = self.speech.say(
            "shift_shown" if good else "shift_weak", run.language, **shown, good=GOOD
        )
        feedback += " " + self.speech.say(f"after_{remedy}", run.language)
        response = {**shown, "remedy": remedy}
        return StepOutcome((good + chosen) / 2, good and chosen, response, feedback)


def _explored(action: str, bench: Bench, message: str) -> Exploration:
    settings = bench.settings
    trace: dict[str, Any] = {"action": action, "preset": settings.preset}
    if action in {"add", "remove"}:
        trace["points"] = len(bench.own)
    elif action != "show":
        trial = bench.trials[-1]
        trace |= {
            "hidden": settings.hidden,
            "epochs": settings.epochs,
            "rate": float(settings.rate),
            "start": settings.start,
            "right": trial.right,
            "total": trial.total,
        }
        trace |= {w: v for w in ("fresh", "elsewhere") if (v := getattr(trial, w)) is not None}
    return Exploration(bench.stored(), trace, message)


def _alone(name: str) -> str:
    """How many of a set's examples one neuron puts on their side, after a long training."""
    examples = preset(name).examples
    return f"{right(examples, train(examples, drawn(0, 1), 3.0, 600).network)}/{len(examples)}"


def load() -> Perceptron:
    return Perceptron.load(Path(__file__).parent)
