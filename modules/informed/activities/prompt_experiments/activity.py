"""The advanced prompt workshop: assess the steps, run the experiments."""

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
)
from modules.informed.activities.prompt_experiments.bench import Notebook, notebook_of
from modules.informed.activities.prompt_experiments.experiments import (
    LEAST_TRIALS,
    MOST_TRIALS,
    PREDICTABLE,
    START,
    best_of,
    case_of,
    expected,
    first_trial,
    moves,
)
from modules.informed.activities.prompt_experiments.presentation import (
    present,
    say_moves,
    say_trial,
)
from modules.informed.activities.prompt_experiments.scoring import foresight, gain
from modules.shared.prompts.cases import CRITERIA

HERE = Path(__file__).parent


class PromptExperiments(StepActivity):
    """`act.atelier-avance`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_trials,
            "mission-2": self._assess_gain,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"try": self._try, "decide": self._decide}

    def _try(self, answer: Form, run: Run) -> Exploration:
        notebook = self._open_notebook(run)
        case = notebook.case
        if notebook.pending:
            raise self.speech.refuse("decide_first", run.language)
        if not notebook.left:
            raise self.speech.refuse("no_trial_left", run.language, most=MOST_TRIALS)
        state = choice(answer, "change", notebook.offered, self.speech, run, "choose_change")
        criterion = choice(answer, "criterion", PREDICTABLE, self.speech, run, "choose_criterion")
        before, notebook = notebook.state, notebook.tried(state, criterion)
        trace = {
            "action": "try",
            "case": case.id,
            "from": before,
            "to": state,
            "predicted": criterion,
            "moved": moves(case, before, state),
        }
        said = say_trial(notebook, notebook.trials[-1], run, self.speech)
        return Exploration(notebook.stored(), trace, said)

    def _decide(self, answer: Form, run: Run) -> Exploration:
        notebook = self._open_notebook(run)
        case = notebook.case
        if not notebook.pending:
            raise self.speech.refuse("try_first", run.language)
        kept = choice(answer, "keep", ("1", "0"), self.speech, run, "choose_keep") == "1"
        notebook = notebook.decided(kept=kept)
        total = case.output(notebook.state).total
        trace = {"action": "decide", "case": case.id, "kept": kept, "total": total}
        said = self.speech.say("kept" if kept else "undone", run.language, total=total)
        said += " " + self.speech.count("left", notebook.left, run.language)
        return Exploration(notebook.stored(), trace, said)

    def _open_notebook(self, run: Run) -> Notebook:
        if "mission-2" in run.done:
            raise self.speech.refuse("notebook_closed", run.language)
        return notebook_of(run)

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        criterion = choice(answer, "criterion", CRITERIA, self.speech, run)
        case, (before, after) = case_of(run.seed), first_trial(run.seed)
        right = criterion in expected(case, before, after)
        moved = say_moves(moves(case, before, after), run, self.speech)
        response = {"case": case.id, "from": before, "to": after, "criterion": criterion}
        return self.verdict("prediction", right, response, run, moved=moved)

    def _assess_trials(self, answer: Form, run: Run) -> StepOutcome:
        notebook = notebook_of(run)
        case = notebook.case
        right = [notebook.is_right(trial) for trial in notebook.trials[:LEAST_TRIALS]]
        response = {
            "case": case.id,
            "trials": [f"{t.before}-{t.after}" for t in notebook.trials],
            "predicted": [t.predicted for t in notebook.trials],
            "right": sum(right),
        }
        missing = LEAST_TRIALS - len(notebook.trials)
        if missing > 0:
            said = self.speech.count("trials_missing", missing, run.language)
            return StepOutcome(0.0, False, response, said, done=False)
        if notebook.pending:
            raise self.speech.refuse("decide_first", run.language)
        said = self.speech.count("foreseen", sum(right), run.language, total=LEAST_TRIALS)
        score = foresight(right, LEAST_TRIALS)
        return StepOutcome(score, score == 1, response, said)

    def _assess_gain(self, answer: Form, run: Run) -> StepOutcome:
        notebook = notebook_of(run)
        case = notebook.case
        if notebook.pending:
            raise self.speech.refuse("decide_first", run.language)
        start, final, best = (
            case.output(START).total,
            case.output(notebook.state).total,
            best_of(case.id),
        )
        success = final == best
        done = success or not notebook.left or bool(one(answer, "settle"))
        key = "improved" if success else "settled" if done else "not_yet"
        said = self.speech.say(key, run.language, start=start, total=final, best=best)
        if key == "not_yet":
            said += " " + self.speech.count("left", notebook.left, run.language)
        response = {
            "case": case.id,
            "start": START,
            "state": notebook.state,
            "total": final,
            "best": best,
            "trials": len(notebook.trials),
        }
        score = gain(start, final, best) if done else 0.0
        return StepOutcome(score, success, response, said, done)


def load() -> PromptExperiments:
    return PromptExperiments.load(HERE)
