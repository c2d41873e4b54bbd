"""Q20, Q21, Q22, Q24, Q26: lessons that can be read, looked at and listened to."""

import re
from collections.abc import Iterator
from itertools import pairwise

from caire.catalogue.checks.acronyms import acronyms
from caire.catalogue.lessons.blocks import Block, walk
from caire.catalogue.lessons.figures import keys_of
from caire.catalogue.lessons.readability import kandel_moles, sentences
from caire.catalogue.lessons.reading import WORD, Passage, passages
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

EASE = {1: 65.0, 2: 60.0, 3: 55.0}
EASE_OF_PARAGRAPH = 40.0
PARAGRAPH_WORDS = 25
MEAN_SENTENCE = {1: 16.0, 2: 18.0, 3: 20.0}
LONG_SENTENCE, LONG_SHARE, LONGEST_SENTENCE = 25, 0.05, 35
ALT_LEAST, ALT_MOST = 30, 300
_EMPTY_LINK = re.compile(r"^(?:ici|là|cliquez ici|lien|ce lien|here|click here|link)$", re.I)
_IMAGE_OF = re.compile(r"^(?:image|photo|figure|dessin|schéma|picture) (?:de|d['’]|of)\b", re.I)


def lessons(course: CompiledCourse) -> Iterator[Problem]:
    """Each lesson, French and English, then the glossary's first uses over the course."""
    number = course.compiled.course.number
    for files in course.files.sequences:
        for lesson in files.lessons.values():
            read = passages(lesson)
            yield from _ease(lesson, read, number)
            yield from _sentences(lesson, read, number)
        for lesson in (*files.lessons.values(), *files.translations.values()):
            yield from _structure(lesson, passages(lesson))
            yield from _figures(lesson)
    yield from _first_uses(course)
    yield from acronyms(course)


def _ease(lesson: Lesson, read: tuple[Passage, ...], number: int) -> Iterator[Problem]:
    whole = kandel_moles(passage.text for passage in read)
    if whole < EASE[number]:
        limits = {"measured": f"{whole:.0f}", "threshold": f">= {EASE[number]:.0f}"}
        message, mend = "the lesson is hard to read", "shorten sentences and words"
        yield lesson.problem(1, "Q20", message, mend, severity="warning", **limits)
    for passage in read:
        ease = kandel_moles([passage.text])
        if len(passage.words) >= PARAGRAPH_WORDS and ease < EASE_OF_PARAGRAPH:
            limits = {"measured": f"{ease:.0f}", "threshold": ">= 40"}
            message, mend = "this paragraph is hard to read", "shorten sentences and words"
            yield lesson.problem(passage.line, "Q20", message, mend, severity="warning", **limits)


def _sentences(lesson: Lesson, read: tuple[Passage, ...], number: int) -> Iterator[Problem]:
    found = [
        (passage.line, len(WORD.findall(sentence)))
        for passage in read
        for sentence in sentences(passage.text)
    ]
    if not found:
        return
    for line, words in found:
        if words > LONGEST_SENTENCE:
            limits = {"measured": f"{words} words", "threshold": "<= 35"}
            message = "this sentence is too long"
            yield lesson.problem(line, "Q21", message, "cut it", severity="warning", **limits)
    mean = sum(words for _line, words in found) / len(found)
    if mean > MEAN_SENTENCE[number]:
        limits = {"measured": f"{mean:.1f} words", "threshold": f"<= {MEAN_SENTENCE[number]:g}"}
        message = "sentences are long on average"
        yield lesson.problem(1, "Q21", message, "cut some", severity="warning", **limits)
    share = sum(words > LONG_SENTENCE for _line, words in found) / len(found)
    if share > LONG_SHARE:
        limits = {"measured": f"{share:.0%}", "threshold": "<= 5 %"}
        message = "too many sentences of more than 25 words"
        yield lesson.problem(1, "Q21", message, "cut some", severity="warning", **limits)


def _structure(lesson: Lesson, read: tuple[Passage, ...]) -> Iterator[Problem]:
    headings = [passage for passage in read if passage.level]
    if headings and headings[0].level > 2:
        yield lesson.problem(headings[0].line, "Q26", "heading levels are skipped", "write '##'")
    for before, heading in pairwise(headings):
        if heading.level > before.level + 1:
            mend = f"write {'#' * (before.level + 1)}"
            yield lesson.problem(heading.line, "Q26", "heading levels are skipped", mend)
    for passage in read:
        for text, _target in passage.links:
            if _EMPTY_LINK.match(text.strip()) or not text.strip():
                mend = "say in the link where it leads"
                yield lesson.problem(passage.line, "Q26", f"link text '{text}'", mend)


def _figures(lesson: Lesson) -> Iterator[Problem]:
    for block in walk(lesson.nodes):
        if not isinstance(block, Block) or block.kind != "figure":
            continue
        keys, _wrong = keys_of(block)
        line = keys.lines.get("alt", block.line)
        if keys.alt and not ALT_LEAST <= len(keys.alt) <= ALT_MOST:
            limits = {"measured": f"{len(keys.alt)} characters", "threshold": "30 to 300"}
            mend = "say what the figure shows; put the details into a 'long' file"
            yield lesson.problem(line, "Q24", "the alt has a wrong length", mend, **limits)
        if _IMAGE_OF.match(keys.alt):
            mend = "say what it shows: screen readers already say that it is an image"
            yield lesson.problem(line, "Q24", "the alt begins with « image de »", mend)
        if keys.alt and keys.alt.strip(" .") == keys.caption.strip(" ."):
            mend = "say in the alt what is seen, in the caption what to keep of it"
            yield lesson.problem(line, "Q24", "the alt repeats the caption", mend)


def _first_uses(course: CompiledCourse) -> Iterator[Problem]:
    """Q22: where a term of the glossary first appears in the level, it is linked."""
    waiting = {
        key: _spelled([entry.source.value.term, *entry.source.value.variants])
        for key, entry in course.shared.glossary.items()
    }
    for files in course.files.sequences:
        for screen in files.module.source.value.screens:
            lesson = files.lessons.get(screen.id)
            if lesson is None:
                continue
            read = passages(lesson)
            linked = _linked(lesson, read)
            for key in linked & set(waiting):
                del waiting[key]
            for key in list(waiting):
                line = _line_of(waiting[key], read)
                if line is not None:
                    del waiting[key]
                    message = f"first use of '{key.removeprefix('g.')}' is not linked"
                    mend = f"write [mot](g:{key.removeprefix('g.')})"
                    yield lesson.problem(line, "Q22", message, mend, severity="warning")


def _spelled(words: list[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word).replace("’", "['’]") for word in words)
    return re.compile(rf"(?<!\w)(?:{either})s?(?!\w)", re.IGNORECASE)


def _linked(lesson: Lesson, read: tuple[Passage, ...]) -> set[str]:
    targets = {target for passage in read for _text, target in passage.links}
    defined = {
        node.attributes.get("glossary", "")
        for node in walk(lesson.nodes)
        if isinstance(node, Block) and node.kind == "definition"
    }
    return defined | {f"g.{target[2:]}" for target in targets if target.startswith("g:")}


def _line_of(term: re.Pattern[str], read: tuple[Passage, ...]) -> int | None:
    return next((passage.line for passage in read if term.search(passage.text)), None)
