"""French typography, set when the content is loaded, so authors type plain spaces."""

import re

NBSP = "\u00a0"
THIN = "\u202f"
_SPACE = f"[ {NBSP}{THIN}]"
_UNITS = (
    "%|€|[kMGT]?Wh|[kMG]?o|k?m|cm|mm|k?g|mg|t|L|l|h|min|s|ms|°C|ans?|mois|jours?|heures?|minutes?|"
    "secondes?|personnes?|mots?|points?|millions?|milliards?"
)
_FRENCH = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\w)'(?=[\w«“])"), "’"),
    (re.compile(rf"{_SPACE}+(?=[;!?])"), THIN),
    (re.compile(rf"{_SPACE}+(?=:(?!\S))"), NBSP),
    (re.compile(rf"«{_SPACE}*"), f"«{NBSP}"),
    (re.compile(rf"{_SPACE}*»"), f"{NBSP}»"),
    (re.compile(rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"), THIN),
    (re.compile(rf"(?<=\d){_SPACE}(?=(?:{_UNITS})(?!\w))"), NBSP),
)
_ENGLISH = ((re.compile(r"(?<=\w)'(?=\w)"), "’"),)


def typeset(text: str, language: str) -> str:
    """The text with the spaces, apostrophes and ellipses of its language; idempotent."""
    for pattern, replacement in _FRENCH if language == "fr" else _ENGLISH:
        text = pattern.sub(replacement, text)
    return text
