"""Byte-pair encoding, on characters: the most frequent pair of pieces becomes one piece.

The first letter of a word bears the mark `▁` (a boundary), so that pieces at the start of words
differ from the same letters inside. The client's twin is `static/token_cutter_model.js`.

Source: Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units",
2016.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

BOUNDARY = "▁"

Pair = tuple[str, str]


def letters(word: str) -> tuple[str, ...]:
    """`bon` -> `▁b`, `o`, `n`: the state before any merge."""
    return (BOUNDARY + word[0], *word[1:])


def learn_merges(words: Mapping[str, int], count: int) -> list[Pair]:
    """The first `count` merges; equal pairs in the order of their characters.

    Args:
        words: how often each word occurs.
    """
    split = {word: letters(word) for word in words}
    times: Counter[Pair] = Counter()
    holders: dict[Pair, set[str]] = {}
    for word in words:
        _count_pairs(word, split[word], words[word], times, holders)
    merges: list[Pair] = []
    while len(merges) < count:
        repeated = [(-number, pair) for pair, number in times.items() if number > 1]
        if not repeated:
            return merges
        best = min(repeated)[1]
        merges.append(best)
        # Only the words that hold the pair change: counting all again takes ten times longer.
        for word in tuple(holders[best]):
            _count_pairs(word, split[word], -words[word], times, holders)
            split[word] = merged(split[word], best)
            _count_pairs(word, split[word], words[word], times, holders)
    return merges


def _count_pairs(
    word: str,
    pieces: Sequence[str],
    number: int,
    times: Counter[Pair],
    holders: dict[Pair, set[str]],
) -> None:
    """Add a word's pairs to the counts, or take them away when `number` is negative."""
    for pair in zip(pieces, pieces[1:], strict=False):
        times[pair] += number
        if number > 0:
            holders.setdefault(pair, set()).add(word)
        else:
            holders[pair].discard(word)


def merged(pieces: Sequence[str], pair: Pair) -> tuple[str, ...]:
    """The pieces, every occurrence of the pair made one piece, from left to right."""
    result: list[str] = []
    place = 0
    while place < len(pieces):
        if tuple(pieces[place : place + 2]) == pair:
            result.append(pair[0] + pair[1])
            place += 2
        else:
            result.append(pieces[place])
            place += 1
    return tuple(result)


def tokens(word: str, ranks: Mapping[Pair, int], known: int | None = None) -> tuple[str, ...]:
    """The tokens of one word, the boundary mark kept on the first.

    `known` limits the merges to those of a lower rank: 0 leaves the letters.
    """
    return _cut(word, ranks, known)[0]


def merges_used(word: str, ranks: Mapping[Pair, int]) -> list[int]:
    """The ranks of the merges that cutting the word applies."""
    return _cut(word, ranks, None)[1]


def _cut(
    word: str, ranks: Mapping[Pair, int], known: int | None
) -> tuple[tuple[str, ...], list[int]]:
    current = letters(word)
    used: list[int] = []
    limit = len(ranks) if known is None else known
    while True:
        found = [ranks[p] for p in zip(current, current[1:], strict=False) if p in ranks]
        best = min(found, default=limit)
        if best >= limit:
            return current, used
        used.append(best)
        pair = next(p for p in zip(current, current[1:], strict=False) if ranks.get(p) == best)
        current = merged(current, pair)
