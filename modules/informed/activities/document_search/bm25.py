"""BM25, the usual score of a search by words.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the
weight of a word is written `ln(1 + (N - n + 0.5) / (n + 0.5))`, so that it is never negative.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K1 = 1.2
B = 0.75
_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"\b(?:l|d|j|m|t|s|c|n|qu|jusqu|lorsqu|puisqu)['’]")
_SMALL = (
    "a au aux avec ce ces cette combien comment dans de des du elle elles en est et eux il ils "
    "je la le les leur leurs lui ma mais me mes mon ne nos notre nous on ou par pas peut pour "
    "qu quand que quel quelle quelles quels qui quoi sa sans se ses si son sont sur ta te tes "
    "ton tu un une vos votre vous y"
)
#: Words so common that they say nothing of the subject.
STOP = frozenset(_SMALL.split())


def terms(text: str) -> list[str]:
    """`L’adhésion coûte 12 €` -> `adhesion`, `coute`, `12`: no case, accent, elision, plural."""
    return [term for _, term in written(text)]


def written(text: str) -> list[tuple[str, str]]:
    """The words that say something, as they are written, each with its term."""
    words = _WORD.findall(_ELISION.sub("", text.lower()))
    pairs = [(word, _plain(word)) for word in words]
    return [(word, stem(plain)) for word, plain in pairs if plain and plain not in STOP]


def _plain(word: str) -> str:
    """Without its accents, and without what is neither a letter nor a figure of ASCII."""
    found = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in found if sign.isascii() and sign.isalnum())


def stem(word: str) -> str:
    """Without its plural: `outils` -> `outil`, `journaux` -> `journal`; `mois` is left alone."""
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    if len(word) > 4 and word[-1] in "sx" and word[-2] != "s":
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Index:
    """Word counts of each text, and in how many texts each word stands."""

    counts: tuple[Mapping[str, int], ...]
    lengths: tuple[int, ...]
    spread: Mapping[str, int]

    @property
    def mean_length(self) -> float:
        return sum(self.lengths) / len(self.lengths)

    def weight(self, term: str) -> float:
        """How much a word says: a rare one more than a common one; 0 for one found nowhere."""
        found = self.spread.get(term, 0)
        return math.log(1 + (len(self.counts) - found + 0.5) / (found + 0.5)) if found else 0.0

    def score(self, rank: int, query: Sequence[str]) -> float:
        """The BM25 score of text number `rank` for the words of the query, each counted once."""
        counts = self.counts[rank]
        longer = 1 - B + B * self.lengths[rank] / self.mean_length
        return sum(
            self.weight(term) * counts[term] * (K1 + 1) / (counts[term] + K1 * longer)
            for term in dict.fromkeys(query)
            if term in counts
        )


def index_of(texts: Sequence[str]) -> Index:
    """
    Args:
        texts: at least one, with at least one word among them.
    """
    found = [terms(text) for text in texts]
    counts = tuple(Counter(words) for words in found)
    spread = Counter(term for words in found for term in set(words))
    return Index(counts, tuple(len(words) for words in found), spread)
