"""Q23, Q27, Q30, Q37: words that include, facts that are sourced, brands that are not sold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.items import ItemFile
from caire.catalogue.lessons.reading import Passage, passages
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem, Severity, shown_path

ALTERNATIVES = 2
_MID_DOT = re.compile(r"\w[·•‧]\w|\w\((?:e|es|ne|nes|trice|trices|rice|se|ère)\)s?(?!\w)", re.I)
_GENERIC = re.compile(
    r"\b(?:les|des|aux|ces|nos|vos|leurs|d['’]) ?(?:utilisateurs|salariés|employés|citoyens|"
    r"étudiants|agents|clients|formateurs|apprenants|travailleurs|collaborateurs|usagers|"
    r"consommateurs|patients|enseignants|experts|concepteurs|développeurs)\b",
    re.I,
)
_DOUBLET = re.compile(r"\b(?:et les|et des|ou des|et aux)\b")
_FACTUAL = re.compile(
    r"\d ?(?:%|€|[kMGT]?Wh|millions?|milliards?)(?!\w)|\b(?:selon (?:une?|le|la|les|l['’])|"
    r"une étude|d['’]après une|article \d|AI Act|RGPD)\b|\ben (?:19[4-9]\d|20[0-4]\d)\b"
)
_BRANDS = {
    "ChatGPT": "hosted", "GPT-4": "hosted", "Copilot": "hosted", "Gemini": "hosted",
    "Claude": "hosted", "Grok": "hosted", "Perplexity": "hosted", "Midjourney": "hosted",
    "DALL-E": "hosted", "DeepSeek": "open", "Llama": "open", "Mistral": "open",
    "Le Chat": "europe", "Stable Diffusion": "open", "DeepL": "europe", "Lumo": "europe",
}  # fmt: skip
_BRAND = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in _BRANDS)})\b")
_TIGHT = re.compile(r"(?<=[\w»])[;!?](?=\s|$)|(?<=[\w»]):(?=\s)|«\S")
_STRAIGHT = re.compile(r'"')
_BLOCKS_OF_FICTION = frozenset({"predict", "reveal", "examples", "explain", "model", "figure"})


@dataclass(frozen=True, slots=True)
class Words:
    """A text to judge, and where it stands."""

    text: str
    path: str
    line: int

    def problem(self, rule: str, message: str, mend: str, *, warning: bool = False) -> Problem:
        severity: Severity = "warning" if warning else "error"
        return Problem(self.path, self.line, rule, message, mend, severity)


def wording(course: CompiledCourse) -> Iterator[Problem]:
    """French texts of lessons and items."""
    for files in course.files.sequences:
        for lesson in files.lessons.values():
            read = passages(lesson)
            path = shown_path(lesson.path)
            for passage in read:
                yield from _word_by_word(Words(passage.text, path, passage.line))
            yield from _unsourced(lesson, read)
            yield from _brands(path, read)
    for entry in course.files.items:
        for words in _item_words(entry.source):
            yield from _word_by_word(words)
        yield from _unsourced_item(entry.source)


def _word_by_word(words: Words) -> Iterator[Problem]:
    if found := _MID_DOT.search(words.text):
        mend = "write both words, or a word that names everybody"
        yield words.problem("Q23", f"shortened form '{found.group(0)}'", mend)
    generic = _GENERIC.search(words.text)
    if generic and not _DOUBLET.search(words.text[max(0, generic.start() - 40) : generic.end()]):
        mend = "name everybody: « les personnes qui… », « les équipes », or both words"
        message = f"generic masculine '{generic.group(0)}'"
        yield words.problem("Q23", message, mend, warning=True)
    if found := _TIGHT.search(words.text):
        mend = "put a space there: the right one is set at load"
        yield words.problem("Q37", f"no space around '{found.group(0)}'", mend, warning=True)
    if _STRAIGHT.search(words.text):
        yield words.problem("Q37", 'straight quotes (")', "write « … »", warning=True)


def _unsourced(lesson: Lesson, read: Sequence[Passage]) -> Iterator[Problem]:
    front = lesson.front.value
    for passage in read:
        found = _FACTUAL.search(passage.text)
        if found and not passage.marks and passage.where not in _BLOCKS_OF_FICTION:
            has = bool(front.facts or front.sources)
            mend = "put [S1] beside it" if has else "name its fact and source, then put [S1]"
            message = f"'{found.group(0).strip()}' without a source mark in its paragraph"
            # A summary may repeat what a sourced paragraph of the same lesson said.
            warning = has and passage.where == "remember"
            severity = "warning" if warning else "error"
            yield lesson.problem(passage.line, "Q27", message, mend, severity=severity)


def _unsourced_item(item: Located[ItemFile]) -> Iterator[Problem]:
    if item.value.facts or item.value.credits.sources:
        return
    for words in _item_words(item, told=True):
        if found := _FACTUAL.search(words.text):
            message = f"'{found.group(0).strip()}' in an item without fact or source"
            yield words.problem("Q27", message, "name the fact in 'facts', or reword")


def _item_words(item: Located[ItemFile], *, told: bool = False) -> Iterator[Words]:
    """The item's texts; with `told` only feedbacks, whose facts are never fiction."""
    path = shown_path(item.document.path)
    value = item.value
    if not told:
        for key in ("context", "stem"):
            if text := getattr(value, key):
                yield Words(text, path, item.line(key))
    for name in ("options", "justifications", "elements", "left", "right", "passages", "feedbacks"):
        for index, part in enumerate(getattr(value, name, ())):
            for key in ("feedback",) if told else ("text", "feedback"):
                if text := getattr(part, key, ""):
                    yield Words(text, path, item.line(name, index))


def _brands(path: str, read: Sequence[Passage]) -> Iterator[Problem]:
    named = {name for passage in read for name in _BRAND.findall(passage.text)}
    if not named:
        return
    kinds = {_BRANDS[name] for name in named}
    if len(named) <= ALTERNATIVES or not {"open", "europe"} <= kinds:
        line = next(passage.line for passage in read if _BRAND.search(passage.text))
        message = f"brand {', '.join(sorted(named))} without two alternatives"
        mend = "say « un assistant », or name an open one and one hosted in the EU beside it"
        yield Problem(path, line, "Q30", message, mend)
