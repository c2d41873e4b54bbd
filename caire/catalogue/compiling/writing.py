"""What a production asks to write, from the front matters of its two languages."""

from collections.abc import Iterator

from caire.assessment.texts import LocalText
from caire.catalogue.course import WritingField
from caire.catalogue.files.schemas.course import WritingFieldFile
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.problems import Problem
from caire.catalogue.typography import typeset


def compile_fields(
    lesson: Lesson, translation: Lesson | None, problems: list[Problem]
) -> tuple[WritingField, ...]:
    """The places to write, with their English where the translation has it."""
    problems.extend(_misplaced(lesson))
    problems.extend(_other_fields(lesson, translation))
    english = {f.id: f for f in translation.front.value.fields} if translation else {}
    return tuple(_field(field, english.get(field.id)) for field in lesson.front.value.fields)


def _field(french: WritingFieldFile, english: WritingFieldFile | None) -> WritingField:
    return WritingField(
        id=french.id,
        label=_local(french.label, english.label if english else None),
        max_length=french.max_length,
        help=_local(french.help, english.help if english else None) if french.help else None,
    )


def _local(french: str, english: str | None) -> LocalText:
    text = {"fr": typeset(french, "fr")}
    return {**text, "en": typeset(english, "en")} if english else text


def _misplaced(lesson: Lesson) -> Iterator[Problem]:
    front = lesson.front
    if front.value.type == "production" and not front.value.fields:
        mend = "add fields: [{id: …, label: …, max_length: …}]"
        yield front.problem((), "Q01", "this production asks to write nothing", mend)
    if front.value.type == "lesson":
        for key in ("fields", "about", "writing"):
            if getattr(front.value, key):
                mend = "remove it, or write type: production here and in module.yaml"
                yield front.problem((key,), "Q01", f"a lesson has no use for '{key}'", mend)
    seen: set[str] = set()
    for index, field in enumerate(front.value.fields):
        if field.id in seen:
            keys = ("fields", index, "id")
            yield front.problem(keys, "Q01", f"id {field.id} is used twice", "change one")
        seen.add(field.id)


def _other_fields(lesson: Lesson, translation: Lesson | None) -> Iterator[Problem]:
    """Q35: the translation asks for the same things, in its own words."""
    if translation is None:
        return
    french, english = lesson.front.value, translation.front.value
    asked = [(f.id, f.max_length) for f in french.fields]
    if [(f.id, f.max_length) for f in english.fields] != asked or french.about != english.about:
        message = "'fields' or 'about' differ from the French file"
        mend = "keep its ids, lengths and order; translate label and help"
        yield translation.front.problem((), "Q35", message, mend)
