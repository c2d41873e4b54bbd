"""Q22: an acronym is explained where the level first uses it."""

import re
from collections.abc import Iterator

from caire.catalogue.lessons.reading import Passage, passages
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

_ACRONYM = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,6}s?(?![\w-])")
#: « les mots (SIGLE) », « SIGLE (les mots) », « SIGLE : les mots ».
_EXPANDED = r"\(\s*(?:ou )?{name}\b|{name}\s?[(:,]|«\s{name}\s»"
#: Words of everyday use, units, formats and Roman numerals; « IA » is what the course is about.
EVERYDAY = frozenset({
    "IA", "AI", "CV", "FAQ", "GPS", "PDF", "SMS", "TV", "USB", "CD", "DVD", "OK", "HTTPS", "HTTP",
    "SVG", "PNG", "CSV", "JSON", "XML", "URL", "WWW", "PAS", "SAUF", "ET", "OU", "II", "III", "IV",
    "VI", "VII", "VIII", "IX", "XI", "XII", "UE", "CO2", "SNCF",
})  # fmt: skip


def acronyms(course: CompiledCourse) -> Iterator[Problem]:
    """The first use of each, in the order of the level."""
    known = set(EVERYDAY)
    for entry in course.shared.glossary.values():
        value = entry.source.value
        known.update(found for word in (value.term, *value.variants) for found in _in(word))
    for files in course.files.sequences:
        for screen in files.module.source.value.screens:
            lesson = files.lessons.get(screen.id)
            for passage in passages(lesson) if lesson else ():
                for name in sorted(_in(passage.text) - known):
                    known.add(name)
                    if lesson and not _explained(name, passage):
                        message = f"'{name}' is not explained at its first use"
                        mend = "write the words, then the letters between brackets; or link them"
                        line = passage.line
                        yield lesson.problem(line, "Q22", message, mend, severity="warning")


def _in(text: str) -> set[str]:
    return {found.group(0).rstrip("s") for found in _ACRONYM.finditer(text)}


def _explained(name: str, passage: Passage) -> bool:
    if passage.level or passage.where in ("figure", "predict"):
        return True  # a title is no place to explain: the text below it is
    pattern = _EXPANDED.replace("{name}", re.escape(name))
    linked = any(name in text for text, _target in passage.links)
    return linked or re.search(pattern, passage.text) is not None
