"""How hard a French text is to read: Kandel and Moles (1958), counted as CURRICULUM H.1.1 says."""

import re
from collections.abc import Iterable

from caire.catalogue.lessons.reading import WORD

_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+")
_MUTE = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüÿœæ])es?$")
_END = re.compile(r"[.!?…]+(?=\s|$|[»”])")


def syllables(word: str) -> int:
    """Groups of vowels, without a mute final e or es; at least 1."""
    return max(1, len(_VOWELS.findall(_MUTE.sub("", word.lower()))))


def sentences(text: str) -> list[str]:
    """The sentences of a block; its end ends the last one."""
    return [piece.strip() for piece in _END.split(text) if WORD.search(piece)]


def kandel_moles(blocks: Iterable[str]) -> float:
    """The index of a text; higher is easier, about 70 is plain. 207 for no text at all."""
    texts = list(blocks)
    words = [word for text in texts for word in WORD.findall(text)]
    count = sum(len(sentences(text)) for text in texts)
    if not words or not count:
        return 207.0
    per_word = sum(map(syllables, words)) / len(words)
    return 207 - 1.015 * len(words) / count - 73.6 * per_word
