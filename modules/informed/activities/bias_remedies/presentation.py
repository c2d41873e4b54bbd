"""What the pages show of the lab: the settings, their result, what each trial gave."""

from typing import Any

from caire.sdk import (
    ActivityManifest,
    Mulberry32,
    Run,
    Speech,
    decimal,
    frame,
    percent,
    shuffled,
)
from modules.informed.activities.bias_remedies.bench import (
    BARS,
    REMEDIES,
    SHARES,
    START,
    STEP,
    TRIED_REMEDIES,
    Bench,
    bench_of,
    lost,
    remedies_of,
)
from modules.informed.activities.bias_remedies.probe import PROBED, guessed
from modules.informed.activities.bias_remedies.scoring import (
    MOST_LOST,
    WANTED_RATIO,
    balance,
)
from modules.shared.hiring.history import NEW_PER_GROUP, reread
from modules.shared.hiring.regression import COLUMNS, Settings
from modules.shared.hiring.regression import run as train

TRIALS_SHOWN = 8
RATIOS = (0.0, 3.0)
DOORS = ("design", "data", "labels", "bar", "use")
#: Each remedy has its own limit, named like it.
LIMITS = REMEDIES
DELAYS = ("3", "6", "12")


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The values for the template; what only rereading tells comes once mission 2 is done."""
    start = train(START)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "start": {
            "a": percent(start.rate_a, 1, run.language),
            "b": percent(start.rate_b, 1, run.language),
            "ratio": decimal(start.ratio, 2, run.language),
        },
        "columns": _options(PROBED, "column", run, speech),
    }
    if "prediction" in run.done:
        bench = bench_of(run.workspace)
        view["bench"] = _bench(bench, run, speech)
        view["client"] |= {
            "columns": {c: speech.say(f"column_{c}", run.language) for c in COLUMNS},
            "start": start.agreement,
            "wanted": WANTED_RATIO,
            "most": MOST_LOST,
        }
        if "mission-2" in run.done:
            view["client"]["reread"] = "".join(map(str, reread()))
            view["sheet"] = _sheet(bench, run, speech)
    return view


def _options(names: tuple[str, ...], key: str, run: Run, speech: Speech) -> list[tuple[str, str]]:
    return [(name, speech.say(f"{key}_{name}", run.language)) for name in names]


def _bench(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    return {
        "settings": bench.settings,
        "shares": SHARES,
        "bars": BARS,
        "step": STEP,
        "result": _result(bench.settings, run, speech),
        "weights": [
            (speech.say(f"column_{column}", run.language), decimal(weight, 2, run.language))
            for column, weight in train(bench.settings).weights
        ],
        "trials": [_result(t, run, speech) for t in reversed(bench.trials[-TRIALS_SHOWN:])],
        "probes": [
            (
                speech.say(f"column_{c}", run.language),
                percent(guessed(c), 0, run.language),
                guessed(c),
            )
            for c in bench.probed
        ],
    }


def _result(settings: Settings, run: Run, speech: Speech) -> dict[str, Any]:
    found = train(settings)
    paid = lost(found)
    names = [speech.say(f"remedy_{name}", run.language) for name in remedies_of(settings)]
    shown = {
        "share": percent(settings.share / 100, 0, run.language),
        "bar": percent(settings.bar_b / 100, 0, run.language),
        "group": settings.group,
        "interrupted": settings.interrupted,
        "remedies": ", ".join(names) or speech.say("no_remedy", run.language),
        "rate_a": percent(found.rate_a, 1, run.language),
        "rate_b": percent(found.rate_b, 1, run.language),
        "ratio": decimal(found.ratio, 2, run.language),
        "agreement": round(found.agreement * len(reread())),
        "lost": decimal(paid, 2, run.language),
        "ratio_met": balance(found.ratio) >= WANTED_RATIO,
        "lost_met": paid < MOST_LOST,
    }
    if "mission-2" in run.done:
        shown |= {
            "reread_a": in_group(found.reread_a),
            "reread_b": in_group(found.reread_b),
        }
    return shown


def in_group(share: float) -> int:
    """Of the 200 new candidates of a group: a count needs no rounding."""
    return round(share * NEW_PER_GROUP)


def _sheet(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    """The decision sheet; the limits are shuffled, so that their order tells nothing."""
    return {
        "tried": [
            (speech.say(f"remedy_{name}", run.language), name not in bench.missing)
            for name in TRIED_REMEDIES
        ],
        "doors": _options(DOORS, "door", run, speech),
        "remedies": _options(REMEDIES, "remedy", run, speech),
        "limits": _options(tuple(shuffled(LIMITS, Mulberry32(run.seed))), "limit", run, speech),
        "delays": _options(DELAYS, "delay", run, speech),
    }


def describe(settings: Settings, run: Run, speech: Speech) -> str:
    """The last training in one sentence."""
    shown = _result(settings, run, speech)
    said = speech.say("heard", run.language, **shown)
    if "mission-2" in run.done:
        said += " " + speech.say("heard_reread", run.language, **shown)
    return said
