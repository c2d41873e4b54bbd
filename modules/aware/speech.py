"""Sentences of the activities, in the language of the run.

Each activity keeps its sentences in a `texts.yaml`: a key, then one text per language, with named
places (`{count}`). French is the source: a text without English is shown in French.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from caire.sdk import AnswerRefused

LocalText = Mapping[str, str]
Form = Mapping[str, Any]


def in_language(text: LocalText, language: str) -> str:
    """The text in `language`, else in French."""
    return text.get(language) or text["fr"]


def decimal(value: float, digits: int, language: str) -> str:
    """`6,2` in French, `6.2` in English."""
    written = f"{value:.{digits}f}"
    return written if language == "en" else written.replace(".", ",")


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
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def say(self, key: str, language: str, **values: object) -> str:
        """The sentence `key`, its places filled."""
        return in_language(self.texts[key], language).format(**values)

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


def one(form: Mapping[str, Any], name: str) -> str:
    """The first value of a field, stripped; empty when absent."""
    values = form.get(name) or [""]
    return str(values[0]).strip()
