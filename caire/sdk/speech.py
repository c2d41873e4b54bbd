"""Sentences of the activities, in the language of the run.

Each activity keeps its sentences in a `texts.yaml`: a key, then one text per language, with named
places (`{count}`). French is the source: a text without English is shown in French. What every
activity says alike is in the `texts.yaml` beside this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from caire.sdk.activity import AnswerRefused
from caire.sdk.reading import read_yaml

LocalText = Mapping[str, str]
COMMON = Path(__file__).parent / "texts.yaml"
_FRENCH_MARKS = str.maketrans({",": "\u202f", ".": ","})


def in_language(text: LocalText, language: str) -> str:
    """The text in `language`, else in French."""
    return text.get(language) or text["fr"]


def decimal(value: float, digits: int, language: str) -> str:
    """`6,2`, `2 152`, `−0,5` in French, which no line breaks; `6.2`, `2,152`, `−0.5` in English."""
    return _in_marks(f"{value:,.{digits}f}", language)


def as_given(value: float, language: str) -> str:
    """A number with the digits it was given with, six at most: `0,24`, `1 000`."""
    return _in_marks(f"{value:,g}", language)


def _in_marks(written: str, language: str) -> str:
    """A number as Python writes it, with the marks of the language."""
    signed = written.replace("-", "\u2212")
    return signed if language == "en" else signed.translate(_FRENCH_MARKS)


def percent(share: float, digits: int, language: str) -> str:
    """`80 %` with a no-break space in French, `80%` in English; `share` in [0, 1]."""
    written = decimal(100 * share, digits, language)
    return f"{written}%" if language == "en" else f"{written}\u00a0%"


@dataclass(frozen=True, slots=True)
class Speech:
    """The sentences of one activity."""

    texts: Mapping[str, LocalText]

    @classmethod
    def load(cls, path: Path) -> "Speech":
        """The sentences of a `texts.yaml`, over those that every activity has."""
        return cls({**_common(), **read_yaml(path)})

    def say(self, key: str, language: str, **values: object) -> str:
        """The sentence `key`, its places filled."""
        return in_language(self.texts[key], language).format(**values)

    def count(self, key: str, count: int, language: str, **values: object) -> str:
        """`<key>_none` (when there is one), `<key>_one` or `<key>_many`, with `{count}`."""
        form = "one" if count == 1 else "many"
        if count == 0 and f"{key}_none" in self.texts:
            form = "none"
        return self.say(f"{key}_{form}", language, count=count, **values)

    def refuse(self, key: str, language: str, **values: object) -> AnswerRefused:
        """The refusal to raise, with a sentence that says what to do."""
        return AnswerRefused(self.say(key, language, **values))

    def client_words(self, language: str) -> dict[str, str]:
        """What the client script says itself: the keys that begin with `client_`."""
        return {
            key.removeprefix("client_"): in_language(text, language)
            for key, text in self.texts.items()
            if key.startswith("client_")
        }


@cache
def _common() -> Mapping[str, LocalText]:
    texts: Mapping[str, LocalText] = read_yaml(COMMON)
    return texts
