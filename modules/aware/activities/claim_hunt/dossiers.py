"""The notes to check: twelve claims each, and a drawer of eight sources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from caire.sdk import LocalText, read_yaml

DATA = Path(__file__).parent / "data"
NAMES = ("shop", "clinic", "library", "factory", "office")
Truth = Literal["true", "false", "invented", "outdated"]
Verdict = Literal["confirmed", "contradicted", "missing"]
VERDICTS: tuple[Verdict, ...] = ("confirmed", "contradicted", "missing")
_EXPECTED: dict[Truth, Verdict] = {
    "true": "confirmed",
    "false": "contradicted",
    "outdated": "contradicted",
    "invented": "missing",
}
_MARKED = re.compile(r"^(.*)\[\[(.+)\]\](.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the note; `[[…]]` in its text marks the claim to check.

    `kind` is name, date, figure, quote, law or general; `expected` is the source where the claim
    is confirmed or contradicted, or would stand if it were true.
    """

    id: str
    paragraph: int
    kind: str
    truth: Truth
    expected: str
    text: LocalText
    why: LocalText

    @property
    def verdict(self) -> Verdict:
        return _EXPECTED[self.truth]

    @property
    def is_wrong(self) -> bool:
        """False, invented or out of date: not to be published as it stands."""
        return self.truth != "true"

    def parts(self, language: str) -> tuple[str, str, str]:
        """What stands before the claim, the claim, what stands after it."""
        found = _MARKED.match(self.text.get(language) or self.text["fr"])
        if found is None:
            raise ValueError(f"sentence {self.id}: mark its claim with [[…]] in {language}")
        return found[1], found[2], found[3]


@dataclass(frozen=True, slots=True)
class Source:
    """A document of the drawer. `speaks` says what it does to a claim: `confirms`, `contradicts`.

    `origin`: it produced the information itself. `copies`: the source whose words it repeats.
    """

    id: str
    title: LocalText
    text: LocalText
    origin: bool
    speaks: Mapping[str, str]
    copies: str | None = None
    outdated: bool = False

    @property
    def letter(self) -> str:
        return self.id.upper()


@dataclass(frozen=True, slots=True)
class Dossier:
    """`two_sources` is the claim, true, that mission 2 asks to support twice."""

    id: str
    title: LocalText
    request: LocalText
    two_sources: str
    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]

    def sentence(self, sentence_id: str) -> Sentence | None:
        return next((s for s in self.sentences if s.id == sentence_id), None)

    def source(self, source_id: str) -> Source | None:
        return next((s for s in self.sources if s.id == source_id), None)

    def rank(self, sentence_id: str) -> int:
        """The number of a sentence in the note, from 1."""
        return next(n for n, s in enumerate(self.sentences, start=1) if s.id == sentence_id)

    @property
    def wrong(self) -> frozenset[str]:
        return frozenset(s.id for s in self.sentences if s.is_wrong)


@cache
def dossiers() -> tuple[Dossier, ...]:
    return tuple(_read(DATA / f"{name}.yaml") for name in NAMES)


def _read(path: Path) -> Dossier:
    raw: dict[str, Any] = read_yaml(path)
    return Dossier(
        id=raw["id"],
        title=raw["title"],
        request=raw["request"],
        two_sources=raw["two_sources"],
        sentences=tuple(Sentence(**sentence) for sentence in raw["sentences"]),
        sources=tuple(Source(**source) for source in raw["sources"]),
    )


def dossier_of(seed: int) -> Dossier:
    """The note of this run; the next run has another."""
    return dossiers()[seed % len(NAMES)]
