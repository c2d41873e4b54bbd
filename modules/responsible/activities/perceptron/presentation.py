"""What the template of `act.perceptron` receives: drawings, measures, the same places in words."""

from collections.abc import Sequence
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, percent
from modules.responsible.activities.perceptron.bench import (
    EPOCHS,
    HIDDEN,
    RATES,
    STARTS,
    Bench,
    Trial,
    bench_of,
    offered,
)
from modules.responsible.activities.perceptron.network import (
    Example,
    Network,
    multiplications,
    parameters,
)
from modules.responsible.activities.perceptron.presets import FORETOLD, preset

#: Cells on a side of the drawn regions, and of the table in words.
CELLS, PLACES = 25, 5
COLUMNS = "ABCDE"
MARKS = {1: "▲", 0: "●"}


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Only what the steps done so far allow to know."""
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "foretold": [
            {
                "id": name,
                "name": speech.say(f"name_{name}", run.language),
                "text": speech.say(f"looks_{name}", run.language),
                "points": points(preset(name).examples),
                "places": occupied(preset(name).examples),
            }
            for name in FORETOLD
        ],
    }
    if "prediction" in run.done:
        view["bench"] = _bench(bench_of(run.workspace), run, speech)
    return view


def points(examples: Sequence[Example], network: Network | None = None) -> list[dict[str, Any]]:
    """Places of a drawing 100 by 100, noise upwards; `wrong` once a network says otherwise."""
    return [
        {
            "x": e.x,
            "y": 100 - e.y,
            "label": e.label,
            "wrong": network is not None and (network.chance(e.x, e.y) >= 0.5) != bool(e.label),
        }
        for e in examples
    ]


def occupied(examples: Sequence[Example]) -> list[tuple[int, list[str]]]:
    """The 25 places, highest row first: what lies in each, as `2 ▲ 1 ●`."""

    def said(column: int, row: int) -> str:
        here = [e.label for e in examples if (_cell(e.x), _cell(e.y)) == (column, row)]
        return " ".join(f"{here.count(k)}\u00a0{mark}" for k, mark in MARKS.items() if k in here)

    return [
        (row + 1, [said(column, row) for column in range(PLACES)])
        for row in reversed(range(PLACES))
    ]


def _cell(tenths: int) -> int:
    """Which of the five columns or rows a measure falls in."""
    return min(tenths // (100 // PLACES), PLACES - 1)


def answered(network: Network, language: str) -> list[tuple[int, list[str]]]:
    """The answer in the middle of the 25 places, highest row first: `▲ 92 %`."""
    side = 100 / PLACES

    def said(column: int, row: int) -> str:
        chance = network.chance((column + 0.5) * side, (row + 0.5) * side)
        sure = min(0.99, max(chance, 1 - chance))
        return f"{MARKS[int(chance >= 0.5)]} {percent(sure, 0, language)}"

    return [
        (row + 1, [said(column, row) for column in range(PLACES)])
        for row in reversed(range(PLACES))
    ]


def region(network: Network) -> str:
    """The path of all that the network calls ▲, in the drawing 100 by 100."""
    side = 100 / CELLS
    runs = []
    for row in range(CELLS):
        y = (row + 0.5) * side
        cells = [network.chance((c + 0.5) * side, y) >= 0.5 for c in range(CELLS)]
        start = None
        for column, inside in enumerate((*cells, False)):
            if inside and start is None:
                start = column
            elif not inside and start is not None:
                width = (column - start) * side
                runs.append(f"M{start * side:g} {100 - (row + 1) * side:g}h{width:g}v4h-{width:g}z")
                start = None
    return "".join(runs)


def curve(losses: Sequence[float]) -> str:
    """The points of the losses, in a drawing 200 by 80 whose top is the highest of them."""
    top = max(*losses, 0.7)
    last = len(losses) - 1
    return " ".join(f"{200 * i / last:.1f},{80 - 78 * v / top:.1f}" for i, v in enumerate(losses))


def describe(bench: Bench, run: Run, speech: Speech) -> str:
    """What a training gave, for the live region."""
    trial = bench.trials[-1]
    return speech.say(
        "trained",
        run.language,
        name=speech.say(f"name_{trial.settings.preset}", run.language),
        units=units(trial.settings.hidden, run, speech),
        right=trial.right,
        total=trial.total,
        first=decimal(bench.losses[0], 2, run.language),
        last=decimal(bench.losses[-1], 2, run.language),
    )


def units(hidden: int, run: Run, speech: Speech) -> str:
    return speech.count("units", hidden, run.language)


def _bench(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    settings, language = bench.settings, run.language
    count = len(bench.examples)
    found: dict[str, Any] = {
        "settings": settings,
        "name": speech.say(f"name_{settings.preset}", language),
        "about": speech.say(f"about_{settings.preset}", language),
        "presets": [(p, speech.say(f"name_{p}", language)) for p in offered(run.done)],
        "hidden": [(str(h), speech.count("units", h, language)) for h in HIDDEN],
        "epochs": [(str(e), str(e)) for e in EPOCHS],
        "rates": [(r, speech.say(f"rate_{r.replace('.', '_')}", language)) for r in RATES],
        "starts": [(str(s), speech.say("draw", language, n=s)) for s in STARTS],
        "points": points(bench.examples, bench.network),
        "places": occupied(bench.examples),
        "count": count,
        "measures": [w for w in ("fresh", "elsewhere") if getattr(preset(settings.preset), w)],
        "trials": [_trial(trial, run, speech) for trial in reversed(bench.trials)],
        "trial": None,
        "region": "",
        "answers": [],
    }
    if bench.network is not None:
        found |= {
            "region": region(bench.network),
            "answers": answered(bench.network, language),
            "curve": curve(bench.losses),
            "losses": [decimal(v, 2, language) for v in (bench.losses[0], bench.losses[-1])],
            "trial": _trial(bench.trials[-1], run, speech),
            "parameters": parameters(settings.hidden),
            "multiplications": multiplications(settings.hidden, count),
            "whole": decimal(
                multiplications(settings.hidden, count) * settings.epochs, 0, language
            ),
        }
    return found


def _trial(trial: Trial, run: Run, speech: Speech) -> dict[str, Any]:
    def measured(value: int | None) -> str:
        return "–" if value is None else percent(value / 100, 0, run.language)

    return {
        "name": speech.say(f"name_{trial.settings.preset}", run.language),
        "units": units(trial.settings.hidden, run, speech),
        "settings": trial.settings,
        "learnt": f"{trial.right}/{trial.total}",
        "fresh": measured(trial.fresh),
        "elsewhere": measured(trial.elsewhere),
    }
