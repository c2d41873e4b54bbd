"""The recorded answers, what both colleagues said of them, and the sentences of the guide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from caire.sdk import LocalText, Mulberry32, read_yaml, shuffled

DATA = Path(__file__).parent / "data" / "answers.yaml"
FIRST, SECOND = 1, 2
#: What may divide raters. An answer without doubt has the issue `fine` or `bad`.
ISSUES = ("source", "complete", "tone", "abstain")
#: Ways to write a sentence of the guide. The vague one decides nothing.
WAYS = ("strict", "lenient", "vague")
COLLEAGUES = ("ines", "julien")
MOST_DISCUSSED = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """`marks`: what each colleague says by habit. `slip`: who overlooks the new guide here."""

    id: str
    batch: int
    issue: str
    marks: Mapping[str, int]
    slip: str
    question: LocalText
    reply: LocalText


@cache
def answers() -> tuple[Answer, ...]:
    raw: list[dict[str, Any]] = read_yaml(DATA)
    return tuple(
        Answer(
            id=one["id"],
            batch=one["batch"],
            issue=one["issue"],
            marks=dict(zip(COLLEAGUES, one["marks"], strict=True)),
            slip=one.get("slip", ""),
            question=one["question"],
            reply=one["reply"],
        )
        for one in raw
    )


@lru_cache(maxsize=512)
def batch(number: int, seed: int) -> tuple[Answer, ...]:
    """The answers of a batch in the order of this run."""
    return tuple(shuffled([a for a in answers() if a.batch == number], Mulberry32(seed + number)))


def ways(issue: str, seed: int) -> tuple[str, ...]:
    """The three sentences offered on an issue, in the order of this run."""
    return tuple(shuffled(WAYS, Mulberry32(seed + 10 + ISSUES.index(issue))))


def ruled(issue: str, guide: Mapping[str, str]) -> int | None:
    """What the guide decides on such an answer; None when it leaves each to her habit."""
    return {"strict": 0, "lenient": 1}.get(guide.get(issue, ""))


def mark_of(colleague: str, answer: Answer, guide: Mapping[str, str]) -> int:
    """The colleague's verdict: the guide's when it decides, unless a line is overlooked."""
    decided = ruled(answer.issue, guide)
    if decided is None:
        return answer.marks[colleague]
    return 1 - decided if answer.slip == colleague else decided


def raters(
    own: Mapping[str, int], chosen: Sequence[Answer], guide: Mapping[str, str]
) -> dict[str, list[int]]:
    """The verdicts of the learner and of both colleagues, in the order of the answers."""
    return {
        "you": [own[a.id] for a in chosen],
        **{name: [mark_of(name, a, guide) for a in chosen] for name in COLLEAGUES},
    }


def worst(own: Mapping[str, int], chosen: Sequence[Answer]) -> list[Answer]:
    """Five answers that divide, one of each issue first; where the learner is alone come first."""
    divided = [a for a in chosen if len({own[a.id], *a.marks.values()}) > 1]
    divided.sort(key=lambda a: own[a.id] in a.marks.values())
    ranks: dict[str, int] = {}
    ranked = []
    for place, answer in enumerate(divided):
        ranks[answer.issue] = ranks.get(answer.issue, 0) + 1
        ranked.append((answer.issue not in ISSUES, ranks[answer.issue], place, answer))
    return [answer for *_, answer in sorted(ranked, key=lambda r: r[:3])][:MOST_DISCUSSED]
