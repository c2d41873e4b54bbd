"""Training a sorter: assess the steps, answer the manipulations."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
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
    decimal,
    in_language,
    one,
    percent,
)
from modules.aware.activities.nearest_points.bench import (
    EXAMS_KEPT,
    Bench,
    bench_of,
    read_method,
    read_table,
    read_tenths,
    read_written,
)
from modules.aware.activities.nearest_points.classifiers import (
    METHODS,
    classify,
    count_right,
    fit_stump,
    neighbours,
)
from modules.aware.activities.nearest_points.presentation import (
    describe_map,
    describe_neighbours,
    present,
    stump_sentence,
)
from modules.aware.activities.nearest_points.scenarios import (
    LETTERS,
    intrusion,
    newcomer,
    scenario_of,
)

HERE = Path(__file__).parent
MOST_EXAMPLES = 12
NEEDED_SHARE = 0.8


class NearestPoints(StepActivity):
    """`act.points-voisins`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_prediction,
            "mission-1": self._assess_exam,
            "mission-2": self._assess_flip,
            "mission-3": self._assess_comparison,
        }

    def actions(self) -> Mapping[str, Action]:
        changes: dict[str, Callable[[Form, Run, Bench], tuple[Bench, str]]] = {
            "update": self._update,
            "classify": self._classify,
            "exam": self._exam,
            "reset": self._reset,
        }
        return {name: partial(self._manipulate, name, change) for name, change in changes.items()}

    def _manipulate(
        self,
        action: str,
        change: Callable[[Form, Run, Bench], tuple[Bench, str]],
        answer: Form,
        run: Run,
    ) -> Exploration:
        bench, message = change(answer, run, self._carried(answer, run))
        trace = {
            "scenario": scenario_of(run.seed).id,
            "action": action,
            "method": bench.method,
            "points": len(bench.points),
        }
        if action == "exam":
            trace["right"] = bench.exams[-1][2]
        return Exploration(bench.stored(), trace, message)

    def _carried(self, answer: Form, run: Run) -> Bench:
        """The bench kept, with what the client sends along: its points and its sorter."""
        bench = bench_of(run.workspace, run.seed)
        if one(answer, "points"):
            points = read_written(one(answer, "points"), self.speech, run.language)
            bench = replace(bench, points=points)
        if one(answer, "method"):
            method = read_method(one(answer, "method"), self.speech, run.language)
            bench = replace(bench, method=method)
        return bench

    def _update(self, answer: Form, run: Run, bench: Bench) -> tuple[Bench, str]:
        if any(name.startswith("c-") for name in answer):
            bench = replace(bench, points=read_table(answer, self.speech, run.language))
        message = self.speech.say(
            "updated",
            run.language,
            count=len(bench.points),
            method=self.speech.say(bench.method, run.language),
            map=describe_map(bench, run, self.speech),
        )
        return bench, message

    def _classify(self, answer: Form, run: Run, bench: Bench) -> tuple[Bench, str]:
        x = read_tenths(one(answer, "x"), 0, self.speech, run.language)
        y = read_tenths(one(answer, "y"), 0, self.speech, run.language)
        scenario = scenario_of(run.seed)
        label = classify(bench.points, bench.method, x, y)
        message = self.speech.say(
            "sorted",
            run.language,
            x=decimal(x / 10, 1, run.language),
            y=decimal(y / 10, 1, run.language),
            axis_x=in_language(scenario.axes["x"], run.language),
            axis_y=in_language(scenario.axes["y"], run.language),
            label=in_language(scenario.classes[label], run.language),
            why=describe_neighbours(bench, x, y, run, self.speech),
        )
        return replace(bench, probe=(x, y)), message

    def _exam(self, answer: Form, run: Run, bench: Bench) -> tuple[Bench, str]:
        exam = scenario_of(run.seed).exam
        right = count_right(bench.points, bench.method, exam)
        result = (bench.method, len(bench.points), right)
        kept = (*bench.exams, result)[-EXAMS_KEPT:]
        return replace(bench, exams=kept), self._say_exam("exam", bench, right, run)

    def _reset(self, answer: Form, run: Run, bench: Bench) -> tuple[Bench, str]:
        starter = scenario_of(run.seed).starter
        return replace(bench, points=starter), self.speech.say("reset", run.language)

    def _say_exam(self, key: str, bench: Bench, right: int, run: Run) -> str:
        scenario = scenario_of(run.seed)
        total = len(scenario.exam)
        return self.speech.say(
            key,
            run.language,
            right=right,
            total=total,
            share=percent(right / total, 0, run.language),
            needed=round(NEEDED_SHARE * total),
            count=len(bench.points),
            method=self.speech.say(bench.method, run.language),
            wrong=", ".join(str(rank + 1) for rank in scenario.wrong),
        )

    def _assess_prediction(self, answer: Form, run: Run) -> StepOutcome:
        chosen = choice(answer, "label", ("0", "1"), self.speech, run)
        scenario, point = scenario_of(run.seed), newcomer(run.seed)
        votes = "\u202f; ".join(
            self.speech.say(
                "vote",
                run.language,
                label=in_language(scenario.classes[n.point.label], run.language),
            )
            for n in neighbours(scenario.starter, point.x, point.y, 3)
        )
        right = int(chosen) == point.label
        feedback = self.speech.say(
            "prediction_right" if right else "prediction_wrong",
            run.language,
            label=in_language(scenario.classes[point.label], run.language),
            votes=votes,
        )
        response = {"scenario": scenario.id, "label": int(chosen)}
        return StepOutcome(float(right), right, response, feedback, details={"label": point.label})

    def _assess_exam(self, answer: Form, run: Run) -> StepOutcome:
        bench = self._carried(answer, run)
        exam = scenario_of(run.seed).exam
        right = count_right(bench.points, bench.method, exam)
        count = len(bench.points)
        success = count <= MOST_EXAMPLES and right >= NEEDED_SHARE * len(exam)
        stops = bool(one(answer, "settle"))
        done = success or (stops and count <= MOST_EXAMPLES)
        key = "reached" if success else "settled" if done else "not_yet"
        if count > MOST_EXAMPLES:
            key = "too_many"
        score = min(1.0, right / len(exam) / NEEDED_SHARE) if done else 0.0
        response = {"method": bench.method, "points": count, "right": right}
        details = {"points": bench.stored()["points"], "method": bench.method}
        feedback = self._say_exam(key, bench, right, run)
        return StepOutcome(score, success, response, feedback, done, details)

    def _assess_flip(self, answer: Form, run: Run) -> StepOutcome:
        letter = choice(answer, "flip", tuple(LETTERS), self.speech, run)
        drawn = intrusion(run.seed)
        right = letter == drawn.flipped
        key = "flip_right" if right else "flip_wrong"
        feedback = self.speech.say(key, run.language, letter=drawn.flipped)
        details = {"flipped": drawn.flipped, "after": list(drawn.after)}
        return StepOutcome(float(right), right, {"flip": letter}, feedback, details=details)

    def _assess_comparison(self, answer: Form, run: Run) -> StepOutcome:
        better, clear = one(answer, "better"), one(answer, "clear")
        if better not in (*METHODS, "same") or clear not in METHODS:
            raise self.speech.refuse("choose_two", run.language)
        scenario = scenario_of(run.seed)
        points = scenario.clean()
        marks = {m: count_right(points, m, scenario.exam) for m in ("knn1", "stump")}
        best = "same" if len(set(marks.values())) == 1 else max(marks, key=marks.__getitem__)
        score = 0.5 * (better == best) + 0.5 * (clear == "stump")
        feedback = self.speech.say(
            "compare",
            run.language,
            total=len(scenario.exam),
            sentence=stump_sentence(fit_stump(points), run, self.speech),
            **marks,
        )
        response = {"better": better, "clear": clear}
        return StepOutcome(score, score == 1.0, response, feedback, details=marks)


def load() -> NearestPoints:
    return NearestPoints.load(HERE)
