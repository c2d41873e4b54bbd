"""The tree of questions: assess the steps, grow the trees."""

from collections.abc import Mapping
from dataclasses import replace
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
    ticked,
    whole_number,
)
from modules.informed.activities.question_tree.bench import DEEPEST, OFFERED, Bench, bench_of
from modules.informed.activities.question_tree.loans import (
    DEPTHS,
    automatic,
    best_depth,
    loans,
    scores,
)
from modules.informed.activities.question_tree.presentation import (
    branch_of,
    present,
    rule,
    say_question,
)

NEEDED_QUESTIONS = 3
NEEDED_RIGHT = 96
SOURCES = ("chance", "habit", "fault")
CRITERIA = ("conditions", "answer", "plain")
FEWEST_SIGNS = 20


class QuestionTree(StepActivity):
    """`act.arbre-questions`."""

    def view(self, run: Run) -> Mapping[str, Any]:
        return present(run, self.manifest, self.speech, CRITERIA, SOURCES)

    def assessors(self) -> Mapping[str, Assessor]:
        return {
            "prediction": self._assess_depth,
            "mission-1": self._assess_tree,
            "mission-2": self._assess_leaf,
            "mission-3": self._assess_rule,
        }

    def actions(self) -> Mapping[str, Action]:
        return {"ask": self._ask, "drop": self._drop, "depth": self._set_depth}

    def _ask(self, answer: Form, run: Run) -> Exploration:
        bench = self._growing(run)
        leaves = bench.tree.leaves()
        rank = whole_number(answer, "leaf", (1, len(leaves)))
        if rank is None:
            raise self.speech.refuse("wrong_leaf", run.language, count=len(leaves))
        name = choice(answer, "question", tuple(OFFERED), self.speech, run, "wrong_question")
        leaf = leaves[rank - 1]
        if len(leaf.path) >= DEEPEST:
            raise self.speech.refuse("too_deep", run.language, deepest=DEEPEST)
        bench = bench.asking(leaf.path, name)
        yes, no = (bench.tree.at(leaf.path + side) for side in "yn")
        if not (yes.loans and no.loans):
            raise self.speech.refuse("splits_nothing", run.language, rank=rank)
        message = self.speech.say(
            "asked",
            run.language,
            question=say_question(OFFERED[name], self.speech, run.language),
            yes=len(yes.loans),
            no=len(no.loans),
            right=bench.tree.right(loans().known),
            total=len(loans().known),
        )
        return self._explored(bench, message)

    def _drop(self, answer: Form, run: Run) -> Exploration:
        bench = self._growing(run)
        path = one(answer, "place").removeprefix("top")
        if path not in bench.asked:
            raise self.speech.refuse("wrong_place", run.language)
        bench = bench.without(path)
        right = bench.tree.right(loans().known)
        message = self.speech.say("dropped", run.language, right=right, total=len(loans().known))
        return self._explored(bench, message)

    def _growing(self, run: Run) -> Bench:
        if "mission-1" in run.done:
            raise self.speech.refuse("tree_handed_in", run.language)
        return bench_of(run.workspace)

    def _set_depth(self, answer: Form, run: Run) -> Exploration:
        if "mission-1" not in run.done:
            raise self.speech.refuse("own_tree_first", run.language)
        depth = whole_number(answer, "depth", (DEPTHS[0], DEPTHS[-1]))
        if depth is None:
            raise self.speech.refuse("wrong_depth", run.language)
        _, known, later = scores()[depth - 1]
        message = self.speech.say(
            "deep",
            run.language,
            depth=self.speech.count("questions", depth, run.language),
            leaves=len(automatic(depth).leaves()),
            known=known,
            later=later,
            total=len(loans().known),
        )
        return self._explored(replace(bench_of(run.workspace), depth=depth), message)

    def _explored(self, bench: Bench, message: str) -> Exploration:
        right = bench.tree.right(loans().known)
        trace = {"questions": len(bench.asked), "right": right, "depth": bench.depth}
        return Exploration(bench.stored(), trace, message)

    def _assess_depth(self, answer: Form, run: Run) -> StepOutcome:
        depth = whole_number(answer, "depth", (DEPTHS[0], DEPTHS[-1]))
        if depth is None:
            raise self.speech.refuse("choose_depth", run.language)
        best = best_depth()
        score = depth_score(depth, best)
        feedback = self.speech.say(
            "depth_right" if score == 1.0 else "depth_wrong",
            run.language,
            best=best,
            later=scores()[best - 1][2],
            deepest=DEPTHS[-1],
            known_deepest=scores()[-1][1],
            later_deepest=scores()[-1][2],
            total=len(loans().later),
        )
        return StepOutcome(score, score == 1.0, {"depth": depth}, feedback)

    def _assess_tree(self, answer: Form, run: Run) -> StepOutcome:
        bench = bench_of(run.workspace)
        if not bench.asked:
            raise self.speech.refuse("ask_first", run.language)
        known, later = (bench.tree.right(cases) for cases in (loans().known, loans().later))
        success = len(bench.asked) >= NEEDED_QUESTIONS and known >= NEEDED_RIGHT
        done = success or bool(one(answer, "settle"))
        feedback = self.speech.say(
            "tree_done" if done else "tree_more",
            run.language,
            asked=self.speech.count("questions", len(bench.asked), run.language),
            known=known,
            later=later,
            total=len(loans().known),
            needed=NEEDED_RIGHT,
            questions=NEEDED_QUESTIONS,
        )
        score = tree_score(len(bench.asked), known) if done else 0.0
        response = {"questions": len(bench.asked), "known": known, "later": later}
        return StepOutcome(score, success, response, feedback, done)

    def _assess_leaf(self, answer: Form, run: Run) -> StepOutcome:
        depth = bench_of(run.workspace).depth
        leaves = automatic(depth).leaves()
        rank = whole_number(answer, "leaf", (1, len(leaves)))
        if rank is None:
            raise self.speech.refuse("choose_leaf", run.language)
        source = choice(answer, "source", SOURCES, self.speech, run, "choose_source")
        size = len(leaves[rank - 1].loans)
        found, understood = size == 1, source == "chance"
        done = found or bool(one(answer, "settle"))
        response = {"depth": depth, "leaf": rank, "loans": size, "source": source}
        if not done:
            feedback = self.speech.say("leaf_more", run.language, rank=rank, count=size)
            return StepOutcome(0.0, False, response, feedback, done=False)
        key = (
            "leaf_" + ("found" if found else "settled"),
            "source_right" if understood else "source_wrong",
        )
        feedback = " ".join(self.speech.say(k, run.language, rank=rank, count=size) for k in key)
        score = 0.5 * found + 0.5 * understood
        return StepOutcome(score, score == 1.0, response, feedback)

    def _assess_rule(self, answer: Form, run: Run) -> StepOutcome:
        typed = one(answer, "rule")
        if len(typed) < FEWEST_SIGNS:
            raise self.speech.refuse("short_rule", run.language, fewest=FEWEST_SIGNS)
        checked = ticked(answer, "criteria", CRITERIA)
        full = len(checked) == len(CRITERIA)
        model = rule(branch_of(run.seed), self.speech, run.language)
        feedback = self.speech.say("rule_compared", run.language, model=model)
        response = {"length": len(typed), "criteria": checked}
        return StepOutcome(len(checked) / len(CRITERIA), full, response, feedback)


def depth_score(given: int, best: int) -> float:
    """All within one, half within two."""
    return {0: 1.0, 1: 1.0, 2: 0.5}.get(abs(given - best), 0.0)


def tree_score(questions: int, right: int) -> float:
    """The lesser of both shares reached."""
    return min(1.0, questions / NEEDED_QUESTIONS, right / NEEDED_RIGHT)


def load() -> QuestionTree:
    return QuestionTree.load(Path(__file__).parent)
