"""The prompt workshop: assess the steps, answer the manipulations."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caire.sdk import (
    Action,
    Assessor,
    Exploration,
    Form,
    Run,
    StepActivity,
    StepOutcome,
    choice,
    one,
)
from modules.aware.activities.prompt_workshop.bench import bench_of
from modules.aware.activities.prompt_workshop.draws import (
    MOST_CHANGES,
    NEEDED,
    PAIRS,
    PRECISE_THREE,
    SIDES,
    VAGUE_ALL,
    Pair,
    compared_case,
    pairs_of,
    predicted,
    repaired_case,
    start_of,
)
from modules.aware.activities.prompt_workshop.presentation import (
    describe_faults,
    present,
    say_pair,
)
from modules.shared.prompts.cases import (
    ABSENT,
    INGREDIENTS,
    PRECISE,
    VAGUE,
    Output,
    State,
    changed,
)

HERE = Path(__file__).parent


class PromptWorkshop(StepActivity):
    """`act.atelier-consignes`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_comparisons,
            "mission-2": self._assess_repair,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"compare": self._compare, "assemble": self._assemble}

    def _compare(self, answer: Form, run: Run) -> Exploration:
        bench = bench_of(run.workspace)
        if len(bench.choices) == PAIRS:
            raise self.speech.refuse("all_compared", run.language)
        place = len(bench.choices)
        if one(answer, "pair") != str(place + 1):
            raise self.speech.refuse("wrong_pair", run.language, rank=place + 1, total=PAIRS)
        side = choice(answer, "choice", SIDES, self.speech, run)
        pair = pairs_of(run.seed)[place]
        bench = bench.with_choice(side)
        trace = {
            "action": "compare",
            "case": compared_case(run.seed).id,
            "pair": _named(pair),
            "right": side == pair.better,
        }
        return Exploration(bench.stored(), trace, say_pair(pair, side, run, self.speech))

    def _assemble(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" not in run.done:
            raise self.speech.refuse("compare_first", run.language)
        if "mission-2" in run.done:
            raise self.speech.refuse("repaired_already", run.language)
        state = self._state(answer, run)
        output = repaired_case(run.seed).nearest(state)
        bench = bench_of(run.workspace).with_try(state)
        count = changed(state, start_of(run.seed))
        trace = {
            "action": "assemble",
            "case": repaired_case(run.seed).id,
            "state": state,
            "changed": count,
            "total": output.total,
        }
        message = self.speech.say(
            "answered",
            run.language,
            total=output.total,
            changed=count,
            most=MOST_CHANGES,
            faults=describe_faults(repaired_case(run.seed), output, run, self.speech),
        )
        return Exploration(bench.stored(), trace, message)

    def _state(self, answer: Form, run: Run) -> State:
        levels = [one(answer, name) for name in INGREDIENTS]
        if any(level not in (ABSENT, VAGUE, PRECISE) for level in levels):
            raise self.speech.refuse("choose_levels", run.language)
        return "".join(levels)

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        side = choice(answer, "choice", SIDES, self.speech, run)
        case, states = compared_case(run.seed), predicted(run.seed)
        right = states[side] == PRECISE_THREE
        response = {"case": case.id, "choice": states[side]}
        return self.verdict(
            "prediction",
            right,
            response,
            run,
            side=next(name for name in SIDES if states[name] == PRECISE_THREE).upper(),
            precise=case.output(PRECISE_THREE).total,
            vague=case.output(VAGUE_ALL).total,
        )

    def _assess_comparisons(self, answer: Form, run: Run) -> StepOutcome:
        bench, pairs = bench_of(run.workspace), pairs_of(run.seed)
        right = sum(c == p.better for c, p in zip(bench.choices, pairs, strict=False))
        response = {
            "case": compared_case(run.seed).id,
            "pairs": [_named(pair) for pair in pairs],
            "choices": list(bench.choices),
            "right": right,
        }
        missing = PAIRS - len(bench.choices)
        if missing:
            feedback = self.speech.count("pairs_missing", missing, run.language)
            return StepOutcome(0.0, False, response, feedback, done=False)
        key = "compared_all" if right == PAIRS else "compared_some"
        feedback = self.speech.say(key, run.language, right=right, total=PAIRS)
        return StepOutcome(right / PAIRS, right == PAIRS, response, feedback)

    def _assess_repair(self, answer: Form, run: Run) -> StepOutcome:
        bench, start = bench_of(run.workspace), start_of(run.seed)
        if not bench.tries:
            raise self.speech.refuse("try_first", run.language)
        state = bench.tries[-1]
        output: Output = repaired_case(run.seed).nearest(state)
        count = changed(state, start)
        success = count <= MOST_CHANGES and output.total >= NEEDED and output.is_safe
        done = success or (count <= MOST_CHANGES and bool(one(answer, "settle")))
        key = "repaired" if success else "settled" if done else "not_yet"
        if count > MOST_CHANGES:
            key = "too_many"
        elif key == "not_yet" and output.total >= NEEDED:
            key = "unsafe"
        response = {
            "case": repaired_case(run.seed).id,
            "start": start,
            "state": state,
            "changed": count,
            "total": output.total,
            "tries": len(bench.tries),
        }
        feedback = self.speech.say(
            key, run.language, total=output.total, needed=NEEDED, changed=count, most=MOST_CHANGES
        )
        return StepOutcome(output.total / 10 if done else 0.0, success, response, feedback, done)


def _named(pair: Pair) -> str:
    """A pair in a trace: the two states, in the order shown."""
    return f"{pair.a.state}-{pair.b.state}"


def load() -> PromptWorkshop:
    return PromptWorkshop.load(HERE)
