"""What the pages show of the lab: the settings, the last result, the trials."""

from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, percent
from modules.aware.activities.bias_lab.bench import NOISES, SHARES, STEP, bench_of
from modules.shared.hiring.history import Row, history
from modules.shared.hiring.regression import COLUMNS, Settings
from modules.shared.hiring.regression import run as train

TRIALS_SHOWN = 8
FOUR_FIFTHS = 0.8


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The values for the template; results come once the prediction is made."""
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "samples": [_sample(row) for row in _samples()],
    }
    if "prediction" in run.done:
        bench = bench_of(run.workspace)
        view["bench"] = {
            "settings": bench.settings,
            "shares": SHARES,
            "noises": NOISES,
            "step": STEP,
            "result": _result(bench.settings, run),
            "weights": _weights(bench.settings, run, speech),
            "trials": [_result(t, run) for t in reversed(bench.trials[-TRIALS_SHOWN:])],
            "benchmark": decimal(FOUR_FIFTHS, 1, run.language),
        }
        view["client"]["columns"] = {c: speech.say(f"column_{c}", run.language) for c in COLUMNS}
    return view


def _samples() -> list[Row]:
    """Four files of the past, two of each group, chosen and not."""
    past = [*history().past_a, *history().past_b]
    return [
        next(row for row in past if (row.group, row.chosen, row.interrupted) == wanted)
        for wanted in ((0, 1, 0), (0, 0, 0), (1, 1, 0), (1, 0, 1))
    ]


def _sample(row: Row) -> dict[str, Any]:
    return {
        "group": "AB"[row.group],
        "years": row.years,
        "mark": row.mark,
        "interrupted": bool(row.interrupted),
        "school": row.school + 1,
        "chosen": bool(row.chosen),
    }


def _result(settings: Settings, run: Run) -> dict[str, Any]:
    found = train(settings)
    return {
        "share": percent(settings.share / 100, 0, run.language),
        "noise": percent(settings.noise / 100, 0, run.language),
        "group": settings.group,
        "rate_a": percent(found.rate_a, 0, run.language),
        "rate_b": percent(found.rate_b, 0, run.language),
        "ratio": decimal(found.ratio, 2, run.language),
        "agreement": percent(found.agreement, 0, run.language),
    }


def _weights(settings: Settings, run: Run, speech: Speech) -> list[tuple[str, str]]:
    return [
        (speech.say(f"column_{column}", run.language), decimal(weight, 2, run.language))
        for column, weight in train(settings).weights
    ]


def describe(settings: Settings, run: Run, speech: Speech) -> str:
    """The last training in one sentence."""
    found = train(settings)
    heaviest = max(found.weights, key=lambda pair: abs(pair[1]))[0]
    return speech.say(
        "heard",
        run.language,
        **{
            **_result(settings, run),
            "group": speech.say("kept" if settings.group else "removed", run.language),
            "column": speech.say(f"column_{heaviest}", run.language),
        },
    )
