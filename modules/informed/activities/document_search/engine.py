"""From a query to an answer: the passages found, and what a writer without a model copies of them.

The writer copies the sentence of each passage that has most of the query's words, and the one that
follows: it adds nothing, so the answer is right only if the passages are.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from modules.informed.activities.document_search.bm25 import Index, index_of, terms, written
from modules.informed.activities.document_search.corpus import Cut, Passage, passages

MOST_KEPT = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """`keep`: how many passages, 1 to 5; `since`: documents older than this year are left out."""

    query: str
    keep: int = 1
    cut: Cut = "whole"
    since: int = 2022


@dataclass(frozen=True, slots=True)
class Found:
    """A passage kept: its score, the query's words that it holds, the sentences copied of it."""

    passage: Passage
    score: float
    words: tuple[str, ...]
    quoted: tuple[int, ...]

    @property
    def quote(self) -> str:
        return " ".join(self.passage.document.sentences[n] for n in self.quoted)


@cache
def _index(cut: Cut) -> Index:
    return index_of([passage.text for passage in passages(cut)])


def search(settings: Settings) -> tuple[Found, ...]:
    """The best passages, best first; those that share no word with the query are not kept."""
    query, index = terms(settings.query), _index(settings.cut)
    scored = [
        (index.score(rank, query), -rank, passage)
        for rank, passage in enumerate(passages(settings.cut))
        if passage.document.date.year >= settings.since
    ]
    best = sorted((s for s in scored if s[0] > 0), key=lambda s: (s[0], s[1]), reverse=True)
    return tuple(
        Found(passage, score, _shared(passage, query), _quoted(passage, query, index))
        for score, _, passage in best[: settings.keep]
    )


def _shared(passage: Passage, query: list[str]) -> tuple[str, ...]:
    """As the passage writes them, each term once."""
    found: dict[str, str] = {}
    for word, term in written(passage.text):
        if term in query:
            found.setdefault(term, word)
    return tuple(found.values())


def _quoted(passage: Passage, query: list[str], index: Index) -> tuple[int, ...]:
    """Ranks, in the document, of the sentence copied and of the one after it in the passage."""
    asked = set(query)
    weights = [sum(index.weight(t) for t in asked & set(terms(s))) for s in passage.sentences]
    best = weights.index(max(weights))
    ranks = range(best, min(best + 2, len(passage.sentences)))
    return tuple(passage.start + rank for rank in ranks)


#: right: all that is needed and nothing misleading; partial: a part is missing; mixed: right and
#: wrong together; outdated: what is no longer true; beside: something else; empty: nothing.
Verdict = Literal["right", "partial", "mixed", "outdated", "beside", "empty"]


@dataclass(frozen=True, slots=True)
class Need:
    """What answers a question: `(document, sentence)`, all needed; documents that mislead."""

    expected: frozenset[tuple[str, int]]
    misleading: frozenset[str]


def judge(found: tuple[Found, ...], need: Need) -> Verdict:
    """What the written answer is worth, from what it copies."""
    copied = {(f.passage.document.id, rank) for f in found for rank in f.quoted}
    misled = [f.passage.document for f in found if f.passage.document.id in need.misleading]
    if not found:
        return "empty"
    if need.expected & copied:
        whole: Verdict = "right" if need.expected <= copied else "partial"
        return "mixed" if misled else whole
    return "outdated" if any(document.replaced_by for document in misled) else "beside"
