"""What the template and the client script of `act.atelier-consignes` receive."""

from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, in_language
from modules.aware.activities.prompt_workshop.bench import Bench, bench_of
from modules.aware.activities.prompt_workshop.draws import (
    MOST_CHANGES,
    PAIRS,
    SIDES,
    Pair,
    compared_case,
    pairs_of,
    predicted,
    repaired_case,
    start_of,
)
from modules.shared.prompts.cases import (
    ABSENT,
    CRITERIA,
    INGREDIENTS,
    PRECISE,
    VAGUE,
    Case,
    Output,
)

LEVELS = {ABSENT: "absent", VAGUE: "vague", PRECISE: "precise"}


def present(run: Run, manifest: ActivityManifest, speech: Speech) -> dict[str, Any]:
    """Only what the steps done so far allow to know: marks come after the choice."""
    case, bench = compared_case(run.seed), bench_of(run.workspace)
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "case": _case(case, run),
        "prompts": [
            (side, side.upper(), case.prompt(state, run.language))
            for side, state in predicted(run.seed).items()
        ],
    }
    if "prediction" in run.done:
        outputs = [case.output(state) for state in predicted(run.seed).values()]
        view["revealed"] = _side_by_side(case, outputs, run, speech)
        view["compare"] = _compare(bench, run, speech)
    if "mission-1" in run.done:
        view["repair"] = _repair(bench, run, speech)
        view["client"]["prompt"] = _client_prompt(run)
    return view


def _case(case: Case, run: Run) -> dict[str, Any]:
    return {
        "title": in_language(case.title, run.language),
        "situation": in_language(case.situation, run.language),
        "facts": [in_language(fact, run.language) for fact in case.facts],
    }


def _side_by_side(case: Case, outputs: list[Output], run: Run, speech: Speech) -> dict[str, Any]:
    """Two answers with their marks, criterion by criterion, and what each does wrong."""
    return {
        "texts": [
            (side.upper(), in_language(output.text, run.language))
            for side, output in zip(SIDES, outputs, strict=True)
        ],
        "grid": [
            (speech.say(criterion, run.language), *(output.marks[rank] for output in outputs))
            for rank, criterion in enumerate(CRITERIA)
        ],
        "totals": [output.total for output in outputs],
        "faults": [
            (side.upper(), describe_faults(case, output, run, speech))
            for side, output in zip(SIDES, outputs, strict=True)
        ],
    }


def _compare(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    pairs, place = pairs_of(run.seed), len(bench.choices)
    view: dict[str, Any] = {"done": place, "total": PAIRS, "pair": None, "last": None}
    if place < PAIRS:
        pair = pairs[place]
        view["pair"] = [
            (side, side.upper(), in_language(output.text, run.language))
            for side, output in zip(SIDES, (pair.a, pair.b), strict=True)
        ]
    if place:
        case, last = compared_case(run.seed), pairs[place - 1]
        view["last"] = {
            "rank": place,
            "said": say_pair(last, bench.choices[-1], run, speech),
            **_side_by_side(case, [last.a, last.b], run, speech),
        }
    return view


def say_pair(pair: Pair, choice: str, run: Run, speech: Speech) -> str:
    """Which answer was better, and the one ingredient that made the difference."""
    case = compared_case(run.seed)
    place = INGREDIENTS.index(pair.ingredient)
    new_faults = [r for r in pair.poorer.remarks if r not in pair.richer.remarks]
    return speech.say(
        "pair_right" if choice == pair.better else "pair_wrong",
        run.language,
        better=pair.better.upper(),
        ingredient=speech.say(pair.ingredient, run.language),
        poorer=speech.say(LEVELS[pair.poorer.state[place]], run.language),
        richer=speech.say(LEVELS[pair.richer.state[place]], run.language),
        faults=" ".join(in_language(case.remarks[r].text, run.language) for r in new_faults),
    )


def describe_faults(case: Case, output: Output, run: Run, speech: Speech) -> str:
    """What an answer does wrong, in words."""
    if not output.remarks:
        return speech.say("no_fault", run.language)
    return " ".join(in_language(case.remarks[r].text, run.language) for r in output.remarks)


def _repair(bench: Bench, run: Run, speech: Speech) -> dict[str, Any]:
    case, start = repaired_case(run.seed), start_of(run.seed)
    state = bench.tries[-1] if bench.tries else start
    output = case.nearest(state)
    return {
        **_case(case, run),
        "most": MOST_CHANGES,
        "tries": len(bench.tries),
        "ingredients": [
            {
                "id": name,
                "label": speech.say(name, run.language),
                "chosen": level,
                "levels": [(value, speech.say(LEVELS[value], run.language)) for value in LEVELS],
                "texts": [in_language(text, run.language) for text in case.blocks[name]],
            }
            for name, level in zip(INGREDIENTS, state, strict=True)
        ],
        "prompt": case.prompt(state, run.language),
        "answer": {
            "text": in_language(output.text, run.language),
            "grid": [
                (speech.say(criterion, run.language), mark)
                for criterion, mark in zip(CRITERIA, output.marks, strict=True)
            ],
            "total": output.total,
            "faults": describe_faults(case, output, run, speech),
            "nearest": None if output.state == state else case.prompt(output.state, run.language),
        },
    }


def _client_prompt(run: Run) -> dict[str, Any]:
    """What the script needs to write the request as its blocks are chosen, and count changes."""
    case = repaired_case(run.seed)
    return {
        "base": in_language(case.base, run.language),
        "start": start_of(run.seed),
        # A list, since JSON objects do not keep the order of the ingredients.
        "blocks": [
            [name, *(in_language(text, run.language) for text in case.blocks[name])]
            for name in INGREDIENTS
        ],
    }
