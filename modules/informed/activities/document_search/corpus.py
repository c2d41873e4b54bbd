"""Sixty documents of an organisation made up, and the passages they are cut into."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from caire.sdk import read_yaml

DOCUMENTS = Path(__file__).parent / "data" / "documents.yaml"
Cut = Literal["sentence", "whole"]
CUTS: tuple[Cut, ...] = ("sentence", "whole")
#: The years from which documents may be kept; the first one keeps all of them.
YEARS = (2022, 2024, 2025, 2026)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÂÉÈÊ])")


@dataclass(frozen=True, slots=True)
class Document:
    """`replaced_by`: the document that makes this one out of date."""

    id: str
    date: date
    title: str
    text: str
    replaced_by: str | None = None
    copy_of: str | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(_END.split(self.text))


@dataclass(frozen=True, slots=True)
class Passage:
    """What the engine scores: the sentences of a document from `start` on. The title is not in it,
    so that a cut loses something, as it does in a real system."""

    document: Document
    start: int
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@cache
def documents() -> tuple[Document, ...]:
    raw = read_yaml(DOCUMENTS)
    return tuple(Document(**fields) for fields in raw)


@cache
def document(document_id: str) -> Document:
    """Raises StopIteration: no such document."""
    return next(found for found in documents() if found.id == document_id)


@cache
def passages(cut: Cut) -> tuple[Passage, ...]:
    """Every sentence apart, or every document whole."""
    if cut == "whole":
        return tuple(Passage(d, 0, d.sentences) for d in documents())
    return tuple(Passage(d, n, (s,)) for d in documents() for n, s in enumerate(d.sentences))
