"""Words of a text, the same for the corpora, for what a learner types and for the browser.

A word keeps the apostrophe or the hyphen that ties it to the next one: `ci-` `joint`,
`l’` `accueil`.
"""

import re
from collections.abc import Iterable, Sequence

PIECE = re.compile(r"[^\W_]+[’-]?|[.,;:!?]")
ENDS = frozenset(".!?")
#: Their point does not end a sentence.
ABBREVIATIONS = {"Mr.": "Mr", "esq.": "esq"}
#: French typography puts a narrow no-break space before these, a no-break space before a colon.
SPACED = {";": "\u202f;", "!": "\u202f!", "?": "\u202f?", ":": "\u00a0:"}


def pieces(text: str) -> list[str]:
    """`Veuillez trouver ci-joint.` -> `Veuillez`, `trouver`, `ci-`, `joint`, `.`"""
    return PIECE.findall(text.replace("'", "’"))


def joined(words: Iterable[str]) -> str:
    """The words as a sentence: its first letter a capital, spaces where French wants them."""
    text = ""
    for word in words:
        if word in SPACED:
            text += SPACED[word]
        elif word in ".," or not text or text[-1] in "’-":
            text += word
        else:
            text += f" {word}"
    return text[:1].upper() + text[1:]


def sentences(text: str) -> list[list[str]]:
    """The sentences of a text, each ended by its point; what has no end is left out."""
    for short, pointless in ABBREVIATIONS.items():
        text = text.replace(short, pointless)
    found: list[list[str]] = []
    current: list[str] = []
    for word in pieces(text):
        current.append(word)
        if word in ENDS:
            if len(current) > 1:
                found.append(current)
            current = []
    return found


def in_true_case(found: Sequence[Sequence[str]]) -> list[list[str]]:
    """Sentences whose first word has the case it bears elsewhere: `merci`, but `Paul`."""
    inside: dict[str, int] = {}
    for sentence in found:
        for word in sentence[1:]:
            inside[word] = inside.get(word, 0) + 1
    return [[_true_case(sentence[0], inside), *sentence[1:]] for sentence in found]


def _true_case(word: str, inside: dict[str, int]) -> str:
    lower = word[:1].lower() + word[1:]
    return word if inside.get(word, 0) > inside.get(lower, 0) else lower
