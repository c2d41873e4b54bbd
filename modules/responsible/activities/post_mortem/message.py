"""The message to the families: what a reader would look for in it.

A few words are looked for, in French and in English: a trace found proves nothing, a trace missing
invites to read again.
"""

import re

ELEMENTS = ("facts", "apology", "remedy", "contact", "delay")
FEWEST_SIGNS, MOST_SIGNS = 80, 1500
#: A tick that nothing in the text supports, kept after a second reading.
UNSUPPORTED = 0.5

_TRACES = {
    "facts": r"\b(15|30)\b|\bquinze\b|\btrente\b|\bfifteen|\bthirt",
    "apology": r"excus|désol|regret|pardon|sorry|apolog",
    "remedy": r"accept|prolong|report|repouss|rouvr|valable|\bpris|maint|rembours|encore possible"
    r"|reste possible|honou?r|exten[ds]|reopen|refund|still|kept|open until",
    "contact": r"@|\d(?:[ .\u00a0\u202f-]?\d){5,}|téléphon|appel|joindre|guichet|phone|call|desk",
    "delay": r"\bjours?\b|\bheures?\b|\bsemaines?\b|jusqu|d[’']ici|avant le|demain"
    r"|\bdays?\b|\bhours?\b|\bweeks?\b|until|before|tomorrow",
}
_BLAMES = (
    r"algorithme|bug|erreur (technique|informatique|humaine)|s[’']est trompé|idriss|koné"
    r"|algorithm|(technical|human|computer) error|made a mistake"
)


def traces(text: str) -> frozenset[str]:
    """The elements of which the text holds a word."""
    return frozenset(name for name, words in _TRACES.items() if re.search(words, text, re.I))


def blames(text: str) -> bool:
    """Whether the text lays it on the tool or on a person."""
    return bool(re.search(_BLAMES, text, re.I))


def message_score(ticked: frozenset[str], found: frozenset[str]) -> float:
    """A fifth for each element ticked and found, half of it when ticked only; in [0, 1]."""
    return sum(1.0 if name in found else UNSUPPORTED for name in ticked) / len(ELEMENTS)
