"""What the template and the client script of `act.arbre-questions` receive."""

from collections.abc import Sequence
from typing import Any

from caire.sdk import ActivityManifest, Run, Speech, frame, percent, rotated
from modules.informed.activities.question_tree.bench import DEEPEST, OFFERED, bench_of
from modules.informed.activities.question_tree.loans import DEPTHS, automatic, loans, scores
from modules.informed.activities.question_tree.tree import FEATURES, Loan, Node, Question

SAMPLES = (0, 1, 2, 3, 4, 5)
RULE_DEPTH = 3
#: The drawing of both curves: where depth 1 and 50% are, and the steps from there.
LEFT, BOTTOM, STEP_X, STEP_Y, LOWEST = 52, 172, 43, 3.2, 50


def say_question(question: Question, speech: Speech, language: str) -> str:
    return _limited("question", question, speech, language)


def _limited(kind: str, question: Question, speech: Speech, language: str) -> str:
    """The sentence for this limit when there is one, else the one for any limit."""
    key = f"{kind}_{question.feature}_{question.limit}"
    if key not in speech.texts:
        key = f"{kind}_{question.feature}"
    return speech.say(key, language, n=question.limit)


def branch_of(seed: int) -> Node:
    """The leaf whose rule is to be said: one whose last question changes something."""
    tree = automatic(RULE_DEPTH)
    leaves = [leaf for leaf in tree.leaves() if len(leaf.path) > 1 and _told_apart(tree, leaf)]
    return leaves[seed % len(leaves)]


def _told_apart(tree: Node, leaf: Node) -> bool:
    other = tree.at(leaf.path[:-1] + {"y": "n", "n": "y"}[leaf.path[-1]])
    return other.question is not None or other.answer != leaf.answer


def _answers(leaf: Node) -> list[tuple[Question, bool]]:
    """What was asked on the way to a leaf of the automatic tree, and answered."""
    found = []
    for length, side in enumerate(leaf.path):
        question = automatic(RULE_DEPTH).at(leaf.path[:length]).question
        if question is not None:
            found.append((question, side == "y"))
    return found


def rule(leaf: Node, speech: Speech, language: str) -> str:
    """The branch as one would say it at a counter."""
    conditions = [
        _limited("if" if yes else "unless", question, speech, language)
        for question, yes in _answers(leaf)
    ]
    joined = ", ".join(conditions[:-1]) + speech.say("and", language) + conditions[-1]
    agreeing = leaf.late if leaf.answer else len(leaf.loans) - leaf.late
    return speech.say(
        "rule_late" if leaf.answer else "rule_on_time",
        language,
        conditions=joined,
        count=agreeing,
        total=len(leaf.loans),
    )


def present(
    run: Run,
    manifest: ActivityManifest,
    speech: Speech,
    criteria: Sequence[str],
    sources: Sequence[str],
) -> dict[str, Any]:
    """Only what the steps done so far allow to know."""
    view: dict[str, Any] = {
        **frame(manifest, speech, run),
        "samples": [_sample(loans().known[rank]) for rank in SAMPLES],
        "total": len(loans().known),
        "late": automatic(1).late,
        "depths": [(str(depth), str(depth)) for depth in DEPTHS],
    }
    if "prediction" in run.done:
        view["own"] = _own(run, speech)
    if "mission-1" in run.done:
        view["automatic"] = _automatic(run, speech)
        view["sources"] = [
            (name, speech.say(f"source_{name}", run.language))
            for name in rotated(sources, run.seed)
        ]
    if "mission-3" in view["open"]:
        view["branch"] = [
            (say_question(question, speech, run.language), yes)
            for question, yes in _answers(branch_of(run.seed))
        ]
        view["branch_end"] = _leaf(branch_of(run.seed))
        view["criteria"] = [
            (name, speech.say(f"criterion_{name}", run.language)) for name in criteria
        ]
    return view


def _sample(loan: Loan) -> dict[str, Any]:
    return {**dict(zip(FEATURES, loan.values, strict=True)), "late": bool(loan.late)}


def _leaf(node: Node) -> dict[str, Any]:
    return {"count": len(node.loans), "late": node.late, "answer": bool(node.answer)}


def _drawn(node: Node, ranks: dict[str, int], speech: Speech, language: str) -> dict[str, Any]:
    """A tree for the template: `question`, then `yes` and `no`; leaves have a rank."""
    found: dict[str, Any] = {**_leaf(node), "path": "top" + node.path}
    if node.question and node.yes and node.no:
        found["question"] = say_question(node.question, speech, language)
        found["yes"] = _drawn(node.yes, ranks, speech, language)
        found["no"] = _drawn(node.no, ranks, speech, language)
    else:
        found["rank"] = ranks[node.path]
    return found


def _tree(node: Node, run: Run, speech: Speech) -> dict[str, Any]:
    ranks = {leaf.path: rank for rank, leaf in enumerate(node.leaves(), start=1)}
    return _drawn(node, ranks, speech, run.language)


def _own(run: Run, speech: Speech) -> dict[str, Any]:
    bench = bench_of(run.workspace)
    tree = bench.tree
    found: dict[str, Any] = {
        "tree": _tree(tree, run, speech),
        "asked": len(bench.asked),
        "known": tree.right(loans().known),
        "share": percent(tree.right(loans().known) / len(loans().known), 0, run.language),
        "leaves": [
            str(rank)
            for rank, leaf in enumerate(tree.leaves(), start=1)
            if len(leaf.path) < DEEPEST
        ],
        "questions": [
            (name, say_question(question, speech, run.language))
            for name, question in OFFERED.items()
        ],
        "places": [
            ("top" + path, say_question(OFFERED[name], speech, run.language))
            for path, name in sorted(bench.asked.items(), key=lambda pair: (len(pair[0]), pair))
        ],
    }
    if "mission-1" in run.done:
        found["later"] = tree.right(loans().later)
    return found


def _automatic(run: Run, speech: Speech) -> dict[str, Any]:
    bench = bench_of(run.workspace)
    tree = automatic(bench.depth)
    _, known, later = scores()[bench.depth - 1]
    total = len(loans().known)
    return {
        "depth": bench.depth,
        "tree": _tree(tree, run, speech),
        "leaves": [str(rank) for rank in range(1, len(tree.leaves()) + 1)],
        "known": known,
        "later": later,
        "curve": [
            {
                "depth": depth,
                "known": percent(k / total, 0, run.language),
                "later": percent(n / total, 0, run.language),
                "x": LEFT + STEP_X * (depth - 1),
                "known_y": _height(k / total),
                "later_y": _height(n / total),
            }
            for depth, k, n in scores()
        ],
        "ticks": [(percent(p / 100, 0, run.language), _height(p / 100)) for p in (60, 80, 100)],
    }


def _height(value: float) -> float:
    return round(BOTTOM - STEP_Y * (100 * value - LOWEST), 1)
