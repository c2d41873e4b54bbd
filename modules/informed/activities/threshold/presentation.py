"""What the template and the client script of `act.seuil` receive."""

from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, decimal, frame, in_language, percent
from modules.informed.activities.threshold.bench import START, Bench, bench_of, populations_open
from modules.informed.activities.threshold.cases import (
    FREQUENT,
    RARE,
    SITUATIONS,
    USUAL,
    Matrix,
    Scenario,
    curves,
    matrix_at,
    scenario_of,
)

CURVE_BARS = tuple(range(0, 101, 10))


def share(value: float | None, run: Run, speech: Speech) -> str:
    """A percentage with one decimal; a dash of words when there is nothing to divide by."""
    return speech.say("none", run.language) if value is None else percent(value, 1, run.language)


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Only what the steps done so far allow to know."""
    scenario = scenario_of(run.seed)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        **{
            name: in_language(scenario.texts[name], run.language)
            for name in ("title", "intro", "real", "fine")
        },
        "start": START,
        "matrix": matrix_at(scenario.populations[USUAL], START),
    }
    if "prediction" in run.done:
        view["bench"] = _bench(scenario, run, speech)
        view["client"] |= _client(scenario, run)
    if "mission-2" in view["open"]:
        view["moved"] = _moved(scenario, run, speech)
    if "mission-3" in view["open"]:
        view["person"] = in_language(scenario.texts["person"], run.language)
    if "mission-3" in run.done:
        view["model"] = in_language(scenario.texts["model"], run.language)
    return view


def _bench(scenario: Scenario, run: Run, speech: Speech) -> dict[str, Any]:
    bench = bench_of(run.workspace)
    cases = scenario.populations[bench.population]
    found = matrix_at(cases, bench.bar)
    return {
        "bar": bench.bar,
        "population": bench.population,
        "populations": [
            (str(p), speech.say(f"population_{p}", run.language)) for p in populations_open(run)
        ],
        "matrix": found,
        "shares": _shares(found, run, speech),
        "pays": [
            (speech.say(f"error_{name}", run.language), in_language(text, run.language))
            for name, text in scenario.texts["pays"].items()
        ],
        "situations": _situations(scenario, bench, found, run),
        "curve": [
            {"bar": bar, **_shares(point, run, speech)} for bar, point in curves(cases, CURVE_BARS)
        ],
    }


def _shares(found: Matrix, run: Run, speech: Speech) -> dict[str, str]:
    return {
        "precision": share(found.precision, run, speech),
        "recall": share(found.recall, run, speech),
        "false": share(found.false_rate, run, speech),
    }


def _situations(scenario: Scenario, bench: Bench, found: Matrix, run: Run) -> list[dict[str, Any]]:
    rows = []
    for name in SITUATIONS:
        costs = scenario.costs[name]
        kept = bench.kept.get(name)
        rows.append(
            {
                "id": name,
                "letter": name.upper(),
                "name": in_language(scenario.texts["situations"][name]["name"], run.language),
                "costs": costs,
                "now": decimal(costs.of(found), 0, run.language),
                "kept": kept,
                "paid": None
                if kept is None
                else decimal(
                    costs.of(matrix_at(scenario.populations[USUAL], kept)), 0, run.language
                ),
            }
        )
    return rows


def _client(scenario: Scenario, run: Run) -> dict[str, Any]:
    return {
        "names": {n: in_language(scenario.texts[n], run.language) for n in ("fine", "real")},
        "populations": {
            str(p): {"fine": scenario.populations[p].fine, "real": scenario.populations[p].real}
            for p in populations_open(run)
        },
        "costs": {
            name: [costs.missed, costs.alarm, costs.check] for name, costs in scenario.costs.items()
        },
    }


def _moved(scenario: Scenario, run: Run, speech: Speech) -> dict[str, Any]:
    before = matrix_at(scenario.populations[FREQUENT], START)
    found: dict[str, Any] = {
        "text": in_language(scenario.texts["moved"], run.language),
        "before": before,
        "precision": share(before.precision, run, speech),
        "recall": share(before.recall, run, speech),
        "false": share(before.false_rate, run, speech),
    }
    if "mission-2" in run.done:
        after = matrix_at(scenario.populations[RARE], START)
        found |= {"after": after, "after_precision": share(after.precision, run, speech)}
    return found


def describe(bench: Bench, run: Run, speech: Speech) -> str:
    """The bar in one sentence, then what it costs."""
    scenario = scenario_of(run.seed)
    found = matrix_at(scenario.populations[bench.population], bench.bar)
    return speech.say(
        "heard",
        run.language,
        bar=bench.bar,
        alerts=decimal(found.alerts, 0, run.language),
        found=found.found,
        alarms=found.alarms,
        missed=found.missed,
        precision=share(found.precision, run, speech),
        recall=share(found.recall, run, speech),
        a=decimal(scenario.costs["a"].of(found), 0, run.language),
        b=decimal(scenario.costs["b"].of(found), 0, run.language),
    )
