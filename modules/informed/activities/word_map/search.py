"""A small search among notices: by shared words, and by the mean of vectors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from modules.informed.activities.word_map.lexicon import Notice, lexicon
from modules.informed.activities.word_map.vectors import dot, mean, vectors

NEGATIONS = ("sans", "pas", "jamais", "sauf", "non", "ni")
#: Small words, that no search by words counts.
EMPTY = {
    *NEGATIONS, "de", "du", "des", "d", "l", "le", "la", "les", "un", "une", "et", "en", "à", "a",
    "au", "aux", "avec", "pour", "par", "sur", "vers", "ou", "ne", "n", "contre", "je", "il",
}  # fmt: skip
#: How far after « sans » what it excludes may stand.
REACH = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A notice found: how many words it shares, how near it is."""

    rank: int
    notice: Notice
    shared: tuple[str, ...]
    cosine: float


def tokens(text: str) -> list[str]:
    """Words, small letters but for names of the map."""
    found = re.findall(r"[^\W\d_]+", text)
    return [word if word in vectors() else word.lower() for word in found]


@cache
def spoken() -> frozenset[str]:
    """Every word that a query may hold: those of the map, of the notices, and the negations."""
    written = {word for notice in lexicon().notices for word in tokens(notice.text)}
    return frozenset({*vectors(), *written, *NEGATIONS, *EMPTY})


def on_map(words: Sequence[str]) -> list[str]:
    return [word for word in words if word in vectors()]


def searched(query: Sequence[str]) -> list[Hit]:
    """Every notice, in the order of the file."""
    direction = mean(on_map(query)) if on_map(query) else None
    asked = set(query) - EMPTY
    found = []
    for rank, notice in enumerate(lexicon().notices, start=1):
        held = tokens(notice.text)
        shared = tuple(word for word in dict.fromkeys(query) if word in asked and word in held)
        near = dot(direction, mean(on_map(held))) if direction else 0.0
        found.append(Hit(rank, notice, shared, near))
    return found


def by_words(query: Sequence[str]) -> list[Hit]:
    """The notices that share words, most first."""
    found = [hit for hit in searched(query) if hit.shared]
    return sorted(found, key=lambda hit: -len(hit.shared))


def by_meaning(query: Sequence[str]) -> list[Hit]:
    """All notices, nearest first; none when no word of the query is on the map."""
    if not on_map(query):
        return []
    return sorted(searched(query), key=lambda hit: -hit.cosine)


def excluded(query: Sequence[str]) -> set[str]:
    """The words that stand soon after a negation."""
    found = set()
    for place, word in enumerate(query):
        if word in NEGATIONS:
            found |= set(query[place + 1 : place + 1 + REACH]) - EMPTY
    return found


def contradicts(query: Sequence[str], notice: Notice) -> str | None:
    """The word that the query wants absent and the notice offers, or the other way round."""
    held, unwanted = set(tokens(notice.text)), excluded(query)
    for word in dict.fromkeys(query):
        if word in unwanted and word in held and word not in notice.without:
            return word
        if word not in unwanted and word in notice.without:
            return word
    return None
