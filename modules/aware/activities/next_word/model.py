"""A text generator small enough to be read: words that follow two words, one word, or none.

`P = 0.7 P3 + 0.25 P2 + 0.05 P1`, where a context never seen leaves its weight to the others, and
where 0.01 is added to every count of `P1`. The client's twin is `static/next_word_model.js`: both
do the same operations in the same order.

Source: Jelinek and Mercer, "Interpolated estimation of Markov source parameters", 1980.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from caire.sdk import Mulberry32
from modules.shared.text_pieces import ENDS

TEMPERATURES = ("0", "0.3", "0.7", "1", "1.5")
MOST_WORDS = 25
SHOWN = 8
_PAD = ""
_ADDED = 0.01
_WEIGHTS = (0.7, 0.25, 0.05)

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may come next, and its share in [0, 1] once the temperature is applied."""

    word: str
    share: float


@dataclass(frozen=True)
class Model:
    """What counting a corpus gives."""

    sentences: tuple[tuple[str, ...], ...]

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word, in the order of its characters."""
        return tuple(sorted({word for sentence in self.sentences for word in sentence}))

    @cached_property
    def _counts(self) -> tuple[Counts, dict[str, Counts], dict[tuple[str, str], Counts]]:
        ones: Counts = {}
        twos: dict[str, Counts] = {}
        threes: dict[tuple[str, str], Counts] = {}
        for sentence in self.sentences:
            before, last = _PAD, _PAD
            for word in sentence:
                ones[word] = ones.get(word, 0) + 1
                for counts in (twos.setdefault(last, {}), threes.setdefault((before, last), {})):
                    counts[word] = counts.get(word, 0) + 1
                before, last = last, word
        return ones, twos, threes

    def knows(self, word: str) -> bool:
        return word in self._counts[0]

    def probabilities(self, words: Sequence[str]) -> list[float]:
        """The probability of each word of the vocabulary after `words`; they sum to 1."""
        ones, twos, threes = self._counts
        before, last = [_PAD, _PAD, *words][-2:]
        levels = [
            (_WEIGHTS[0], threes.get((before, last), {}), 0.0),
            (_WEIGHTS[1], twos.get(last, {}), 0.0),
            (_WEIGHTS[2], ones, _ADDED),
        ]
        known = [level for level in levels if level[1]]
        weights = sum(weight for weight, _, _ in known)
        totals = [sum(counts.values()) + added * len(self.vocabulary) for _, counts, added in known]
        found = []
        for word in self.vocabulary:
            value = 0.0
            for (weight, counts, added), total in zip(known, totals, strict=True):
                value += weight * ((counts.get(word, 0) + added) / total)
            found.append(value / weights)
        return found

    def ranked(self, words: Sequence[str], temperature: str) -> list[Candidate]:
        """Every candidate, the most probable first; equal ones in the order of their characters."""
        chances = self.probabilities(words)
        heats = _heated(chances, temperature)
        order = sorted(range(len(chances)), key=lambda i: (-chances[i], self.vocabulary[i]))
        return [Candidate(self.vocabulary[i], heats[i]) for i in order]

    def next_word(self, words: Sequence[str], temperature: str, generator: Mulberry32) -> str:
        """One word drawn; at temperature 0, the most probable without any draw."""
        if temperature == "0":
            return self.ranked(words, "0")[0].word
        heats = _heated(self.probabilities(words), temperature)
        drawn = generator.random()
        reached = 0.0
        for word, share in zip(self.vocabulary, heats, strict=True):
            reached += share
            if drawn < reached:
                return word
        return self.vocabulary[-1]

    def finish(
        self, words: Sequence[str], temperature: str, generator: Mulberry32
    ) -> tuple[str, ...]:
        """The words up to the end of the sentence, `MOST_WORDS` in all at most."""
        written = list(words)
        while len(written) < MOST_WORDS and not (written and written[-1] in ENDS):
            written.append(self.next_word(written, temperature, generator))
        return tuple(written)


def _heated(chances: Sequence[float], temperature: str) -> list[float]:
    """`p ** (1 / T)`, brought back to a sum of 1; at 0 the first of the most probable has all."""
    if temperature == "0":
        best = chances.index(max(chances))
        return [1.0 if rank == best else 0.0 for rank in range(len(chances))]
    power = 1 / float(temperature)
    heats = [chance**power for chance in chances]
    total = sum(heats)
    return [heat / total for heat in heats]
