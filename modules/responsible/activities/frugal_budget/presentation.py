"""What the template of `act.budget-frugal` receives."""

from collections.abc import Sequence
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, in_language
from modules.responsible.activities.frugal_budget.bench import REBOUNDS, Bench, bench_of
from modules.responsible.activities.frugal_budget.solver import (
    Bill,
    Case,
    Picks,
    best,
    bill,
    cost,
    unsettled,
)
from modules.responsible.activities.frugal_budget.uses import (
    LEVELS,
    METHODS,
    NONE,
    Option,
    Use,
    budget,
    models,
    uses,
)
from modules.shared.footprint.cards import card

GUESSES = ("nearly", "two_thirds", "half")
HOLDS = ("fits", "energy", "hours", "both")
GRID = ("need", "who", "loss")
_WH_IN_KWH = 1000


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The budget; then the uses and the bill; then the cases looked at, and those alone."""
    bench = bench_of(run.workspace)
    view = frame(manifest, speech, run)
    view["budget"] = {"energy": kwh(budget().energy, run, 0), "hours": whole(budget().hours, run)}
    view["guesses"] = _named("guess", GUESSES, run, speech)
    if "prediction" in run.done:
        view["uses"] = [_use(use, bench.picks, run, speech) for use in uses()]
        view["named"] = [(use.id, in_language(use.name, run.language)) for use in uses()]
        view["cards"] = [card(one, "Wh", run.language) for one in models().values()]
    if "prediction" in run.done and "mission-1" not in run.done:
        view["bill"] = _bill(bench.picks, Case(), run, speech)
    if "mission-1" in run.done:
        own = run.done["mission-1"].response["picks"]
        view["looks"] = _looks(own, bench, run, speech)
        view["holds"] = _named("holds", HOLDS, run, speech)
    if "mission-2" in run.done:
        ticked = run.done["mission-2"].response["moves"]
        view["moved"] = [_moved(use, ticked, run) for use in uses()]
        view["methods"] = _named("method", METHODS, run, speech)
        view["grid"] = _named("grid", GRID, run, speech)
    return view


def kwh(wh: float, run: Run, digits: int = 1) -> str:
    return decimal(wh / _WH_IN_KWH, digits, run.language)


def whole(hours: float, run: Run) -> str:
    return decimal(hours, 0, run.language)


def say_bill(key: str, found: Bill, run: Run, speech: Speech) -> str:
    """The sentence `key`, with the points, kWh and hours, and which budget holds."""
    limit = budget()

    def verdict(fits: bool) -> str:
        return speech.say("fits" if fits else "exceeds", run.language)

    return speech.say(
        key,
        run.language,
        value=found.value,
        energy=kwh(found.energy, run),
        energy_limit=kwh(limit.energy, run, 0),
        energy_said=verdict(found.fits_energy(limit)),
        hours=whole(found.hours, run),
        hours_limit=whole(limit.hours, run),
        hours_said=verdict(found.fits_hours(limit)),
    )


def _named(prefix: str, keys: Sequence[str], run: Run, speech: Speech) -> list[tuple[str, str]]:
    return [(key, speech.say(f"{prefix}_{key}", run.language)) for key in keys]


def _use(use: Use, picks: Picks, run: Run, speech: Speech) -> dict[str, Any]:
    volume = decimal(use.volume, 0, run.language)
    counted = "movies" if use.models == ("video",) else "pictures"
    plain = use.models[0] not in ("video", "image")
    return {
        "id": use.id,
        "name": in_language(use.name, run.language),
        "volume": speech.say(
            "volume_requests" if plain else f"volume_{counted}", run.language, volume=volume
        ),
        "options": [_option(use, option, run, speech) for option in use.options],
        "chosen": picks.get(use.id, NONE),
    }


def _option(use: Use, option: Option, run: Run, speech: Speech) -> dict[str, Any]:
    low, central, high = (kwh(cost(use, option, Case(level)).energy, run) for level in LEVELS)
    return {
        "model": option.model,
        "name": speech.say(f"model_{option.model}", run.language),
        "value": option.value,
        "energy": central,
        "low": low,
        "high": high,
        "hours": option.hours,
    }


def _bill(picks: Picks, case: Case, run: Run, speech: Speech) -> dict[str, Any]:
    found, limit = bill(picks, case), budget()
    energies = [bill(picks, Case(level, case.rebound)).energy for level in LEVELS]
    return {
        "value": found.value,
        "energy": kwh(found.energy, run),
        "low": kwh(energies[0], run),
        "high": kwh(energies[-1], run),
        "energy_share": min(1.0, found.energy / limit.energy),
        "energy_fits": found.fits_energy(limit),
        "hours": whole(found.hours, run),
        "hours_share": min(1.0, found.hours / limit.hours),
        "hours_fits": found.fits_hours(limit),
        "said": say_bill("own", found, run, speech),
    }


def _looks(own: Picks, bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    """The best choices asked for the rebound shown; a hypothesis not asked stays unknown."""
    shown = [Case(level, bench.rebound) for level in LEVELS]
    asked = {case.level: best(case) for case in shown if bench.looked(case)}
    return {
        "level": bench.level,
        "level_said": speech.say(f"level_{bench.level}", run.language),
        "levels": [(k, name.capitalize()) for k, name in _named("level", LEVELS, run, speech)],
        "rebound": bench.rebound,
        "rebounds": [(str(r), speech.say("rebound", run.language, rebound=r)) for r in REBOUNDS],
        "most": max(REBOUNDS),
        "bill": _bill(own, bench.case, run, speech),
        "values": {level: asked[level].bill.value if level in asked else None for level in LEVELS},
        "own_value": bill(own, Case()).value,
        "missing": [
            speech.say(f"level_{level}", run.language)
            for level in LEVELS
            if not bench.looked(Case(level))
        ],
        "rows": [
            {
                "name": in_language(use.name, run.language),
                "own": _cell(own, use, run, speech),
                "cells": [
                    (level, _cell(asked[level].picks, use, run, speech) if level in asked else None)
                    for level in LEVELS
                ],
            }
            for use in uses()
        ],
    }


def _cell(picks: Picks, use: Use, run: Run, speech: Speech) -> dict[str, Any]:
    model = picks.get(use.id, NONE)
    return {"taken": model != NONE, "name": speech.say(f"short_{model}", run.language)}


def _moved(use: Use, ticked: Sequence[str], run: Run) -> dict[str, Any]:
    return {
        "name": in_language(use.name, run.language),
        "moves": use.id in unsettled(),
        "right": (use.id in ticked) == (use.id in unsettled()),
    }
