"""What is asked of the base: four questions, and six answers that went wrong."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from caire.sdk import LocalText, read_yaml
from modules.informed.activities.document_search.corpus import Document, document
from modules.informed.activities.document_search.engine import Need

DATA = Path(__file__).parent / "data"
#: Where an answer goes wrong, from the documents to the writing.
FAILURES = ("absent", "outdated", "missed", "cut", "unfaithful")
#: The question of mission 2; the three before it are those of mission 1.
AGED = "q4"


@dataclass(frozen=True, slots=True)
class Question:
    """`query` is what is searched when nothing else is typed; `text` says it to the learner."""

    id: str
    text: LocalText
    query: str
    need: Need


@dataclass(frozen=True, slots=True)
class Case:
    """A recorded answer: `failure` is one of `FAILURES`, `looked` what the base holds."""

    id: str
    failure: str
    document: Document
    sentences: tuple[int, ...]
    question: LocalText
    answer: LocalText
    looked: LocalText
    why: LocalText

    @property
    def shown(self) -> str:
        return " ".join(self.document.sentences[n] for n in self.sentences)


@cache
def questions() -> tuple[Question, ...]:
    raw = read_yaml(DATA / "questions.yaml")
    return tuple(
        Question(
            q["id"],
            q["text"],
            q["query"],
            Need(frozenset((d, n) for d, n in q["expected"]), frozenset(q["misleading"])),
        )
        for q in raw
    )


@cache
def cases() -> tuple[Case, ...]:
    raw = read_yaml(DATA / "cases.yaml")
    return tuple(
        Case(document=document(shown[0]), sentences=tuple(shown[1]), **case)
        for case in raw
        for shown in [case.pop("shown")]
    )


def share_named(named: dict[str, str]) -> float:
    """The share of the six cases whose failure is named rightly, in [0, 1]; case id -> failure."""
    return sum(named.get(case.id) == case.failure for case in cases()) / len(cases())
