"""The merges learned at build time, and texts cut with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from caire.sdk import LocalText
from modules.aware.activities.token_cutter.encoding import BOUNDARY, Pair, merges_used, tokens
from modules.shared.text_pieces import pieces

HERE = Path(__file__).parent
MERGES = HERE.parents[1] / "static" / "token_merges.json"
SENTENCES = HERE / "data" / "sentences.json"
#: Three words each; one is cut into more tokens than the two others, and it is rarely the longest.
TRIPLES = (
    ("gentleman", "kiwi", "casserole"),
    ("renseignement", "disponible", "pizza"),
    ("semaine", "prochaine", "whisky"),
    ("photocopieuse", "réunion", "laisser"),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in tokens. `known` merges were applied, of the `most` that this text can use."""

    words: tuple[tuple[str, ...], ...]
    known: int
    most: int

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(token for word in self.words for token in word)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same sentence in another language: its words and its tokens, marks left out."""

    lang: str
    name: LocalText
    text: str
    words: int
    tokens: int


@cache
def ranks() -> Mapping[Pair, int]:
    """Each merge and its rank, the first learned first."""
    merges = json.loads(MERGES.read_text(encoding="utf-8"))
    found = {}
    for rank, merge in enumerate(merges):
        left, right = merge.split(" ")
        found[left, right] = rank
    return found


def cut(text: str, known: int | None = None) -> Cut:
    """Cut a text; `known` counts the merges applied, among those it can use, in learning order."""
    words = pieces(text)
    used = sorted({rank for word in words for rank in merges_used(word, ranks())})
    applied = len(used) if known is None else min(known, len(used))
    limit = used[applied] if applied < len(used) else len(ranks())
    return Cut(tuple(shown(tokens(w, ranks(), limit)) for w in words), applied, len(used))


def shown(cut_word: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of a word without the mark of its beginning."""
    return tuple(token.removeprefix(BOUNDARY) for token in cut_word)


def count_tokens(word: str) -> int:
    return len(tokens(word, ranks()))


def triple(seed: int) -> tuple[str, str, str]:
    """The words to compare in this run."""
    return TRIPLES[seed % len(TRIPLES)]


def most_cut(words: tuple[str, ...]) -> str:
    return max(words, key=count_tokens)


@cache
def sentences() -> tuple[Sentence, ...]:
    raw = json.loads(SENTENCES.read_text(encoding="utf-8"))["sentences"]
    found = []
    for entry in raw:
        words = [piece for piece in pieces(entry["text"]) if piece[0].isalnum()]
        total = sum(count_tokens(word) for word in words)
        found.append(Sentence(entry["lang"], entry["name"], entry["text"], len(words), total))
    return tuple(found)
