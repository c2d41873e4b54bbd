"""A lesson's file: its front matter and its tree of blocks."""

import re
from dataclasses import dataclass
from pathlib import Path

from caire.catalogue.files.document import parse_document
from caire.catalogue.files.schema import Located, read_as
from caire.catalogue.files.schemas.course import LessonFile
from caire.catalogue.lessons.blocks import Node, parse_blocks
from caire.catalogue.problems import Problem, shown_path

_FRONT = re.compile(r"\A---\n(.*?\n)---(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lesson:
    front: Located[LessonFile]
    nodes: tuple[Node, ...]

    @property
    def path(self) -> Path:
        return self.front.document.path

    @property
    def language(self) -> str:
        return self.front.value.lang

    def problem(self, line: int, rule: str, message: str, mend: str, **more: str | None) -> Problem:
        return Problem(shown_path(self.path), line, rule, message, mend, **more)  # type: ignore[arg-type]  # severity is checked by its own type


def read_lesson(path: Path, problems: list[Problem]) -> Lesson | None:
    """Read a lesson; None, and its problems, when its front matter cannot be used."""
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message, mend = f"not UTF-8: {error.reason}", "save the file as UTF-8"
        problems.append(Problem(shown_path(path), 1, "Q01", message, mend))
        return None
    found = _FRONT.match(text)
    if found is None:
        message = "the lesson has no front matter"
        mend = "begin the file with its keys between two lines '---'"
        problems.append(Problem(shown_path(path), 1, "Q01", message, mend))
        return None
    document, wrong = parse_document(found.group(1), path, offset=1)
    problems.extend(wrong)
    front = None if wrong else read_as(document, LessonFile, problems)
    offset = text[: found.end()].count("\n")
    nodes = parse_blocks(text[found.end() :], path, offset=offset, problems=problems)
    return None if front is None else Lesson(front, nodes)
