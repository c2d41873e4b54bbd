"""A dossier in words: its parts as they were written, and what the form of a marker says."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from caire.catalogue.course import Course
from caire.catalogue.rules import Rubric, RubricPart
from caire.web.language import localised


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """`answers`: what was asked, and what was written; fields left empty are left out."""

    part: RubricPart
    answers: tuple[tuple[str, str], ...]


def written(
    course: Course, rubric: Rubric, texts: Mapping[str, Mapping[str, str]]
) -> list[WrittenPart]:
    """Each part of the rubric with its texts, in the order of the production's fields."""
    return [
        WrittenPart(part, tuple(_answers(course, part, texts.get(part.id, {}))))
        for part in rubric.parts
    ]


def _answers(course: Course, part: RubricPart, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    screen = course.screen(part.screen)
    fields = screen.fields if screen else ()
    return [(localised(f.label), texts[f.id]) for f in fields if f.id in texts]


def mark_name(part: str, criterion: str) -> str:
    """How the form names a mark; its comment is `comment_name`."""
    return f"mark-{part}-{criterion}"


def comment_name(part: str, criterion: str) -> str:
    return f"comment-{part}-{criterion}"


def marks_given(rubric: Rubric, form: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """The marks of a form; what is no number is left out."""
    return {
        part.id: {
            c.id: int(value)
            for c in rubric.criteria
            if (value := form.get(mark_name(part.id, c.id), "")).isdecimal() and len(value) < 3
        }
        for part in rubric.parts
    }


def comments_given(rubric: Rubric, form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {
        part.id: {c.id: form.get(comment_name(part.id, c.id), "") for c in rubric.criteria}
        for part in rubric.parts
    }


def status_names() -> dict[str, tuple[str, str]]:
    """A badge for each status: what it says, and its kind."""
    return {
        "to_mark": (_("à noter"), "info"),
        "second": (_("deuxième lecture"), "info"),
        "agreement": (_("accord à trouver"), "warning"),
        "passed": (_("réussi"), "success"),
        "failed": (_("non réussi"), "neutral"),
    }
