"""The cases: a document and what is said of it, clues with their strength, the verdict."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from caire.sdk import LocalText, Mulberry32, read_yaml, shuffled

FILE = Path(__file__).parent / "data" / "cases.yaml"
VERDICTS = ("authentic", "context", "retouched", "synthetic", "open")
#: Kind of clue -> its group, as the lesson has them.
GROUPS = {
    "provenance": "origin",
    "certificate": "origin",
    "human": "origin",
    "first": "context",
    "scene": "context",
    "metadata": "technical",
    "detector": "technical",
}
TECHNICAL = "technical"
PRIOR = 0.5


@dataclass(frozen=True, slots=True)
class Clue:
    """`ratio`: how many times likelier this clue is when the caption is true (our judgement)."""

    kind: str
    ratio: float
    text: LocalText
    reading: LocalText

    @property
    def group(self) -> str:
        return GROUPS[self.kind]


@dataclass(frozen=True, slots=True)
class Case:
    """`image` is a file of the static folder, or None when words are all there is.

    `lines` are the words of the document itself: a transcript, a letter.
    """

    id: str
    verdict: str
    image: str | None
    title: LocalText
    caption: LocalText
    description: LocalText
    lines: tuple[LocalText, ...]
    clues: tuple[Clue, ...]
    debrief: LocalText

    def clue(self, kind: str) -> Clue:
        return next(clue for clue in self.clues if clue.kind == kind)

    @property
    def truth(self) -> float:
        """What a last belief is compared to: 1, 0, or what all clues allow in an open case."""
        if self.verdict == "open":
            belief = PRIOR
            for clue in self.clues:
                belief = updated(belief, clue.ratio)
            return belief
        return float(self.verdict == "authentic")


def updated(belief: float, ratio: float) -> float:
    """Bayes' rule on odds: a belief in ]0, 1[ after a clue of this likelihood ratio."""
    odds = belief / (1 - belief) * ratio
    return odds / (1 + odds)


def order_of(seed: int) -> list[Case]:
    """The five cases of a run, in its order."""
    return shuffled(cases(), Mulberry32(seed))


@cache
def cases() -> tuple[Case, ...]:
    raw = read_yaml(FILE)
    return tuple(
        Case(
            id=found["id"],
            verdict=found["verdict"],
            image=found.get("image"),
            title=found["title"],
            caption=found["caption"],
            description=found["description"],
            lines=tuple(found.get("lines", ())),
            clues=tuple(
                Clue(kind, clue["ratio"], clue["text"], clue["reading"])
                for kind, clue in found["clues"].items()
            ),
            debrief=found["debrief"],
        )
        for found in raw["cases"]
    )
