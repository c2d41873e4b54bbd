"""What the pages show of the gauge, and how its numbers are said."""

from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, as_given, decimal, frame, in_language, percent
from modules.aware.activities.footprint_gauge.bench import MOST_DAYS, Bench, bench_of, profile_of
from modules.shared.footprint.cards import card
from modules.shared.footprint.estimator import (
    ACTIONS,
    after,
    by_use,
    emissions,
    energy,
    gain,
    life_cycle,
    two_digits,
)
from modules.shared.footprint.hypotheses import Levels, book

#: What the drawn gauge goes through, in kWh a year.
TICKS, LAST_TICK = (0.01, 1.0, 100.0), 10_000.0


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """The values for the template; figures come once the estimate is made."""
    bench = bench_of(run)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "profile": in_language(profile_of(run.seed).name, run.language),
        "fields": _fields(bench, run),
        "days": bench.days,
    }
    if "prediction" in run.done:
        view["bench"] = _bench(bench, run, speech)
        view["cards"] = _cards(run)
        view["heaviest"] = [(field["id"], field["name"]) for field in view["fields"]]
        view["client"] |= {
            "most": [*(use.most for use in book().uses), MOST_DAYS],
            "uses": [use.hypothesis.value for use in book().uses],
            "zones": {zone.id: zone.value for zone in book().zones},
            "lifeCycle": book().life_cycle.value[1],
            "objects": [
                {"value": o.value, "name": in_language(o.name, run.language)}
                for o in book().objects
            ],
        }
    return view


def _fields(bench: Bench, run: Run) -> list[dict[str, Any]]:
    return [
        {
            "id": use.hypothesis.id,
            "name": in_language(use.hypothesis.name, run.language),
            "value": count,
        }
        for use, count in zip(book().uses, bench.uses, strict=True)
    ]


def _bench(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    kwh = energy(bench.day, bench.days)
    return {
        "range": say_range("client_range", kwh, run, speech),
        "emissions": say_emissions(bench, run, speech),
        "life_cycle": speech.say(
            "client_life_cycle",
            run.language,
            value=number(life_cycle(bench.day, bench.days), run.language),
        ),
        "objects": [
            _compared(kwh, o.value, in_language(o.name, run.language), run, speech)
            for o in book().objects
        ],
        "by_use": [
            (field["name"], [number(level, run.language) for level in levels])
            for field, levels in zip(
                _fields(bench, run), by_use(bench.day, bench.days), strict=True
            )
        ],
        "ticks": _ticks(run.language),
        "zone": bench.zone,
        "zones": [(zone.id, in_language(zone.name, run.language)) for zone in book().zones],
        "saved": say_saved(bench, run, speech),
        "chosen": bench.actions,
        "actions": [
            (
                name,
                speech.say(f"action_{name}", run.language),
                speech.say(f"supposed_{name}", run.language),
            )
            for name in ACTIONS
        ],
    }


def _compared(kwh: Levels, each: Levels, name: str, run: Run, speech: Speech) -> str:
    """The least electricity with the thirstiest object, and the other way round."""
    counts = (kwh[0] / each[2], kwh[1] / each[1], kwh[2] / each[0])
    return say_range("client_object", counts, run, speech, name=name)


def _cards(run: Run) -> list[dict[str, str]]:
    families = (
        ("Wh", [use.hypothesis for use in book().uses]),
        ("g CO2e/kWh", book().zones),
        ("g CO2e", [book().life_cycle]),
    )
    return [card(one, unit, run.language) for unit, found in families for one in found]


def number(value: float, language: str) -> str:
    """Two significant digits: `0,38`, `21`, `1 200`."""
    rounded, digits = two_digits(value)
    return decimal(rounded, digits, language)


def _ticks(language: str) -> list[str]:
    last = f"{number(LAST_TICK, language)}\u00a0kWh"
    return [*(as_given(tick, language) for tick in TICKS), last]


def say_range(key: str, levels: Levels, run: Run, speech: Speech, **values: object) -> str:
    low, central, high = (number(level, run.language) for level in levels)
    return speech.say(key, run.language, low=low, central=central, high=high, **values)


def say_emissions(bench: Bench, run: Run, speech: Speech) -> str:
    zone = book().zone(bench.zone)
    assert zone is not None, bench.zone
    kilograms = emissions(energy(bench.day, bench.days), zone.value)
    return say_range("client_emissions", kilograms, run, speech)


def say_saved(bench: Bench, run: Run, speech: Speech) -> str:
    """What the actions ticked change."""
    if not bench.actions:
        return speech.say("client_no_action", run.language)
    count = len(bench.actions)
    key = "client_actions_one" if count == 1 else "client_actions_many"
    kwh = energy(after(bench.day, bench.actions), bench.days)
    return speech.say(
        "client_saved",
        run.language,
        count=speech.say(key, run.language, count=count),
        range=say_range("client_range", kwh, run, speech),
        gain=percent(gain(bench.day, bench.actions), 0, run.language),
    )
