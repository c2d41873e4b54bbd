"""What the template and the client script of `act.equite` receive."""

from collections.abc import Mapping, Sequence
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, percent
from modules.responsible.activities.two_fairnesses.bench import Bench, bench_of
from modules.responsible.activities.two_fairnesses.groups import (
    CRITERIA,
    FEWEST_PLACES,
    GROUPS,
    MOST_PLACES,
    NEEDS,
    SIZE,
    TOLERANCE,
    counted,
    gaps,
    holds,
    payable,
    places,
    students,
)
from modules.responsible.activities.two_fairnesses.scoring import reached

#: What each person asked puts first.
PEOPLE = {"ines": "chances", "marc": "parity", "odile": "precision", "karim": "same"}
_BIN = 5


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Only what the steps done so far allow to know."""
    language = run.language
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "groups": [
            {"id": g, "name": speech.say(f"group_{g}", language), "needs": NEEDS[g], "size": SIZE}
            for g in GROUPS
        ],
    }
    if "prediction" in run.done:
        bench = bench_of(run.workspace)
        view["bench"] = _bench(bench, run, speech)
        view["client"] |= {
            "students": {
                g: {"needing": students(g).needing, "fine": students(g).fine} for g in GROUPS
            },
            "places": [FEWEST_PLACES, MOST_PLACES],
            "tolerance": TOLERANCE,
        }
    if "mission-2" in view["open"]:
        view["people"] = [_person(name, run, speech) for name in PEOPLE]
    if "mission-2" in run.done:
        bars = run.done["mission-2"].details["bars"]
        view["reactions"] = [_reaction(name, bars, run, speech) for name in PEOPLE]
    return view


def say_gap(name: str, bars: Mapping[str, int], run: Run, speech: Speech) -> str:
    gap = decimal(gaps(bars)[name], 1, run.language)
    return speech.say("gap_held" if holds(name, bars) else "gap_open", run.language, gap=gap)


def say_places(bars: Mapping[str, int], run: Run, speech: Speech) -> str:
    total = places(bars)
    key = "fits" if payable(bars) else "few" if total < FEWEST_PLACES else "many"
    return speech.say(
        f"places_{key}", run.language, places=total, fewest=FEWEST_PLACES, most=MOST_PLACES
    )


def _bench(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    rates = {g: counted(g, bench.bars[g]).rates() for g in GROUPS}
    return {
        "bars": bench.bars,
        "groups": [
            {
                "id": g,
                "name": speech.say(f"group_{g}", run.language),
                "bar": bench.bars[g],
                "count": counted(g, bench.bars[g]),
                "needing": _hill(students(g).needing, 1),
                "fine": _hill(students(g).fine, -1),
            }
            for g in GROUPS
        ],
        "places": say_places(bench.bars, run, speech),
        "criteria": [
            {
                "id": name,
                "name": speech.say(f"criterion_{name}", run.language),
                "asks": speech.say(f"asks_{name}", run.language),
                "rates": {g: percent(rates[g][name] / 100, 0, run.language) for g in GROUPS},
                "gap": say_gap(name, bench.bars, run, speech),
                "kept": _kept(name, bench, run, speech),
            }
            for name in CRITERIA
        ],
    }


def _kept(name: str, bench: Bench, run: Run, speech: Speech) -> str:
    if name not in bench.kept:
        return speech.say("kept_none", run.language)
    key = "kept_right" if reached(name, bench.kept) else "kept_wrong"
    return speech.say(key, run.language, **bench.kept[name])


def _hill(scores: Sequence[int], side: int) -> str:
    """A path of columns 5 points wide in a drawing 100 wide: up (1) or down (-1) from y = 45."""
    columns = []
    for low in range(0, 100, _BIN):
        count = sum(low <= score < low + _BIN for score in scores)
        if count:
            columns.append(f"M{low} 45v{-2.1 * side * count:.1f}h{_BIN}V45z")
    return "".join(columns)


def _person(name: str, run: Run, speech: Speech) -> dict[str, str]:
    return {key: speech.say(f"{name}_{key}", run.language) for key in ("who", "says")}


def _reaction(name: str, bars: Mapping[str, int], run: Run, speech: Speech) -> dict[str, Any]:
    wanted = PEOPLE[name]
    agrees = holds(wanted, bars)
    gap = "" if wanted == "same" else decimal(gaps(bars)[wanted], 0, run.language)
    text = speech.say(f"{name}_{'agrees' if agrees else 'objects'}", run.language, gap=gap)
    return {"who": speech.say(f"{name}_who", run.language), "agrees": agrees, "text": text}
