"""What the pages show of the notebook: the request, its answer, the last experiment compared."""

from collections.abc import Mapping
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language
from modules.informed.activities.prompt_experiments.bench import (
    Notebook,
    Trial,
    notebook_of,
)
from modules.informed.activities.prompt_experiments.differences import differences
from modules.informed.activities.prompt_experiments.experiments import (
    MOST_TRIALS,
    PREDICTABLE,
    case_of,
    first_trial,
    ingredient_of,
    level_names,
    moves,
    place_of,
)
from modules.shared.prompts.cases import ABSENT, CRITERIA, Output, State


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Answers and marks come after the prediction that bears on them."""
    case, (before, after) = case_of(run.seed), first_trial(run.seed)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "case": {
            "title": in_language(case.title, run.language),
            "situation": in_language(case.situation, run.language),
            "facts": [in_language(fact, run.language) for fact in case.facts],
        },
        "criteria": _options(CRITERIA, run, speech),
        "first": {
            "prompt": case.prompt(before, run.language),
            "change": _change(before, after, run, speech),
        },
    }
    if "prediction" in run.done:
        notebook = notebook_of(run)
        view["first"]["compared"] = _compared(before, after, run, speech)
        view["bench"] = _bench(notebook, run, speech)
    return view


def _options(names: tuple[str, ...], run: Run, speech: Speech) -> list[tuple[str, str]]:
    return [(name, speech.say(f"option_{name}", run.language)) for name in names]


def _change(before: State, after: State, run: Run, speech: Speech) -> dict[str, str]:
    """One ingredient, its level before and after, and the sentence that comes or goes."""
    case, place = case_of(run.seed), place_of(before, after)
    name = ingredient_of(before, after)
    levels = [speech.say(level, run.language) for level in level_names(before, after)]
    gone = after[place] == ABSENT
    level = before[place] if gone else after[place]
    return {
        "ingredient": speech.say(name, run.language),
        "levels": speech.say("levels", run.language, before=levels[0], after=levels[1]),
        "sentence": in_language(case.blocks[name][int(level) - 1], run.language),
        "gone": speech.say("gone", run.language) if gone else "",
    }


def _bench(notebook: Notebook, run: Run, speech: Speech) -> dict[str, Any]:
    output = notebook.case.output(notebook.state)
    pending = notebook.pending
    return {
        "rank": len(notebook.trials) + (0 if pending else 1),
        "most": MOST_TRIALS,
        "left": notebook.left,
        "prompt": notebook.case.prompt(notebook.state, run.language),
        "answer": _answer(output, run, speech),
        "changes": [
            (state, _change(notebook.state, state, run, speech)) for state in notebook.offered
        ],
        "predictable": _options(PREDICTABLE, run, speech),
        "pending": pending
        and {
            "change": _change(pending.before, pending.after, run, speech),
            **_compared(pending.before, pending.after, run, speech),
        },
        "trials": [_line(notebook, trial, run, speech) for trial in notebook.trials],
    }


def _answer(output: Output, run: Run, speech: Speech) -> dict[str, Any]:
    return {
        "text": in_language(output.text, run.language),
        "total": output.total,
        "grid": [
            (speech.say(name, run.language), mark)
            for name, mark in zip(CRITERIA, output.marks, strict=True)
        ],
        "faults": describe_faults(output, run, speech),
    }


def describe_faults(output: Output, run: Run, speech: Speech) -> str:
    if not output.remarks:
        return speech.say("no_fault", run.language)
    case = case_of(run.seed)
    return " ".join(in_language(case.remarks[r].text, run.language) for r in output.remarks)


def _compared(before: State, after: State, run: Run, speech: Speech) -> dict[str, Any]:
    """Two answers side by side: their words, their marks, their faults."""
    case = case_of(run.seed)
    old, new = case.output(before), case.output(after)
    pieces = differences(in_language(old.text, run.language), in_language(new.text, run.language))
    grid = zip(CRITERIA, old.marks, new.marks, strict=True)
    return {
        "pieces": pieces,
        "alike": all(piece.kind == "same" for piece in pieces),
        "grid": [(speech.say(name, run.language), a, b, say_points(b - a)) for name, a, b in grid],
        "totals": (old.total, new.total, say_points(new.total - old.total)),
        "faults": [describe_faults(output, run, speech) for output in (old, new)],
    }


def say_points(points: int) -> str:
    """`+2`, `−1` with a minus sign, or `=`."""
    return f"{points:+d}".replace("-", "\u2212") if points else "="


def say_moves(found: Mapping[str, int], run: Run, speech: Speech) -> str:
    """The criteria that move, and by how much; or that none does."""
    if not found:
        return speech.say("nothing_moves", run.language)
    parts = [f"{speech.say(name, run.language)} {say_points(p)}" for name, p in found.items()]
    return ", ".join(parts)


def say_trial(notebook: Notebook, trial: Trial, run: Run, speech: Speech) -> str:
    """What moved, and whether it was foreseen."""
    case = notebook.case
    return speech.say(
        "foresaw" if notebook.is_right(trial) else "missed",
        run.language,
        predicted=speech.say(f"said_{trial.predicted}", run.language),
        moved=say_moves(moves(case, trial.before, trial.after), run, speech),
        total=case.output(trial.after).total,
    )


def _line(notebook: Notebook, trial: Trial, run: Run, speech: Speech) -> dict[str, Any]:
    """A line of the notebook."""
    change = _change(trial.before, trial.after, run, speech)
    decision = {None: "undecided", True: "said_kept", False: "said_undone"}[trial.kept]
    return {
        "change": speech.say("line", run.language, **change),
        "predicted": speech.say(f"said_{trial.predicted}", run.language),
        "moved": say_moves(moves(notebook.case, trial.before, trial.after), run, speech),
        "right": notebook.is_right(trial),
        "decision": speech.say(decision, run.language),
    }
