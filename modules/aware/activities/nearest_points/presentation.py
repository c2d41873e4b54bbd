"""What the template and the client script of `act.points-voisins` receive."""

from collections.abc import Mapping, Sequence
from typing import Any

from caire.sdk import (
    ActivityManifest,
    Run,
    Speech,
    decimal,
    frame,
    in_language,
    percent,
)
from modules.aware.activities.nearest_points.bench import FEWEST, MOST, Bench, bench_of, written
from modules.aware.activities.nearest_points.classifiers import (
    METHODS,
    SIDE,
    Point,
    Stump,
    classify,
    classify_all,
    count_right,
    fit_stump,
    neighbours,
)
from modules.aware.activities.nearest_points.scenarios import (
    LETTERS,
    Scenario,
    intrusion,
    newcomer,
    scenario_of,
)

GRID = 40
COARSE = (10, 30, 50, 70, 90)
SHAPES = {1: "▲", 0: "●"}


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Only what the steps done so far allow to know."""
    scenario = scenario_of(run.seed)
    bench = bench_of(run.workspace, run.seed)
    point = newcomer(run.seed)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "title": in_language(scenario.title, run.language),
        "intro": in_language(scenario.intro, run.language),
        "axes": {key: in_language(text, run.language) for key, text in scenario.axes.items()},
        "labels": _labels(scenario, run.language),
        "starter": _rows(scenario.starter, scenario, run.language),
        "newcomer": {"x": _tenths(point.x, run), "y": _tenths(point.y, run)},
    }
    view["client"] |= _client(run, scenario, bench)
    if "prediction" in run.done:
        view["bench"] = _bench(bench, scenario, run, speech)
    if "mission-2" in view["open"]:
        view["client"] |= _client_intrusion(scenario, run)
        view["intrusion"] = _intrusion(scenario, run)
    if "mission-3" in view["open"]:
        view["comparison"] = _comparison(scenario, run, speech)
    return view


def _labels(scenario: Scenario, language: str) -> dict[int, str]:
    """`▲ à réparer`: never a colour alone."""
    return {
        label: f"{SHAPES[label]} {in_language(text, language)}"
        for label, text in scenario.classes.items()
    }


def _tenths(value: int, run: Run) -> str:
    return decimal(value / 10, 1, run.language)


def _rows(points: Sequence[Point], scenario: Scenario, language: str) -> list[dict[str, Any]]:
    labels = _labels(scenario, language)
    return [
        {
            "rank": rank,
            "x": decimal(p.x / 10, 1, language),
            "y": decimal(p.y / 10, 1, language),
            "label": p.label,
            "name": labels[p.label],
        }
        for rank, p in enumerate(points, start=1)
    ]


def _client(run: Run, scenario: Scenario, bench: Bench) -> dict[str, Any]:
    point = newcomer(run.seed)
    return {
        "points": [[p.x, p.y, p.label] for p in bench.points],
        "method": bench.method,
        "newcomer": [point.x, point.y],
        "labels": _labels(scenario, run.language),
        "axes": {key: in_language(text, run.language) for key, text in scenario.axes.items()},
        "free": "prediction" in run.done,
        "fewest": FEWEST,
        "most": MOST,
    }


def _client_intrusion(scenario: Scenario, run: Run) -> dict[str, Any]:
    drawn = intrusion(run.seed)
    return {
        "clean": [[p.x, p.y, p.label] for p in scenario.clean()],
        "intruder": [drawn.intruder.x, drawn.intruder.y, drawn.intruder.label],
        "places": [[p.x, p.y] for p in drawn.places],
    }


def _bench(bench: Bench, scenario: Scenario, run: Run, speech: Speech) -> dict[str, Any]:
    view: dict[str, Any] = {
        "points": _rows(bench.points, scenario, run.language),
        "written": written(bench.points),
        "method": bench.method,
        "methods": [(method, speech.say(method, run.language)) for method in METHODS],
        "most": MOST,
        "probe": [_tenths(value, run) for value in bench.probe] if bench.probe else ["", ""],
        "exams": [
            speech.say(
                "exam",
                run.language,
                right=right,
                total=len(scenario.exam),
                share=percent(right / len(scenario.exam), 0, run.language),
                count=count,
                method=speech.say(method, run.language),
            )
            for method, count, right in reversed(bench.exams)
        ],
        "total": len(scenario.exam),
    }
    if run.mode == "text":
        view |= _plane(bench, scenario, run, speech)
    return view


def _plane(bench: Bench, scenario: Scenario, run: Run, speech: Speech) -> dict[str, Any]:
    """What the drawing shows, in words and as a table."""
    labels = _labels(scenario, run.language)
    return {
        "map": describe_map(bench, run, speech),
        "columns": [_tenths(x, run) for x in COARSE],
        "plane": [
            (
                _tenths(y, run),
                [labels[classify(bench.points, bench.method, x, y)] for x in COARSE],
            )
            for y in reversed(COARSE)
        ],
    }


def _intrusion(scenario: Scenario, run: Run) -> dict[str, Any]:
    drawn = intrusion(run.seed)
    labels = _labels(scenario, run.language)
    clean = scenario.clean()
    places = []
    for letter, place, before, after in zip(
        LETTERS, drawn.places, drawn.before, drawn.after, strict=True
    ):
        nearest = neighbours(clean, place.x, place.y, 1)[0]
        row = {
            "letter": letter,
            "x": _tenths(place.x, run),
            "y": _tenths(place.y, run),
            "before": labels[before],
            "distance": decimal(nearest.squared**0.5 / 10, 1, run.language),
            "newcomer": decimal(_distance(place, drawn.intruder) / 10, 1, run.language),
        }
        if "mission-2" in run.done:
            row["after"] = labels[after]
        places.append(row)
    return {
        "clean": _rows(clean, scenario, run.language),
        "x": _tenths(drawn.intruder.x, run),
        "y": _tenths(drawn.intruder.y, run),
        "label": labels[drawn.intruder.label],
        "places": places,
    }


def _distance(one: Point, other: Point) -> float:
    """In tenths."""
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)


def _comparison(scenario: Scenario, run: Run, speech: Speech) -> dict[str, Any]:
    """How each sorter does on its own examples; the exam marks come with the answer."""
    clean = scenario.clean()
    return {
        "own": {method: count_right(clean, method, clean) for method in ("knn1", "stump")},
        "total": len(clean),
        "sentence": stump_sentence(fit_stump(clean), run, speech),
    }


def stump_sentence(stump: Stump, run: Run, speech: Speech) -> str:
    """The cut in one sentence, with the names of this case."""
    scenario = scenario_of(run.seed)
    high = in_language(scenario.classes[stump.high], run.language)
    if stump.low == stump.high:
        return speech.say("cut_none", run.language, high=high)
    return speech.say(
        "cut",
        run.language,
        threshold=decimal(stump.doubled / 20, 2 if stump.doubled % 2 else 1, run.language),
        axis=in_language(scenario.axes[stump.axis], run.language),
        high=high,
        low=in_language(scenario.classes[stump.low], run.language),
    )


def describe_map(bench: Bench, run: Run, speech: Speech) -> str:
    """The decision regions in words: the cut's rule, or the share of the plane."""
    if bench.method == "stump":
        sentence = stump_sentence(fit_stump(bench.points), run, speech)
        return speech.say("map_cut", run.language, sentence=sentence)
    cells = [
        Point(cell_centre(column), cell_centre(row), 0)
        for column in range(GRID)
        for row in range(GRID)
    ]
    share = sum(classify_all(bench.points, bench.method, cells)) / len(cells)
    label = in_language(scenario_of(run.seed).classes[1], run.language)
    return speech.say("map_share", run.language, label=label, share=percent(share, 0, run.language))


def cell_centre(cell: int) -> int:
    """The middle of a cell of the 40 x 40 grid, in whole tenths (rounded down, as the client)."""
    return (2 * cell + 1) * SIDE // (2 * GRID)


def describe_neighbours(bench: Bench, x: int, y: int, run: Run, speech: Speech) -> str:
    """Why the sorter answers so at (x, y)."""
    if bench.method == "stump":
        return describe_map(bench, run, speech)
    classes: Mapping[int, Mapping[str, str]] = scenario_of(run.seed).classes
    count = int(bench.method.removeprefix("knn"))
    listed = "\u202f; ".join(
        speech.say(
            "neighbour",
            run.language,
            rank=n.rank + 1,
            label=in_language(classes[n.point.label], run.language),
            distance=decimal(n.squared**0.5 / 10, 1, run.language),
        )
        for n in neighbours(bench.points, x, y, count)
    )
    return speech.say("why_neighbours", run.language, list=listed)
