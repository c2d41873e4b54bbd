"""Where a screen and an item are written, and what the checks say there."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.items import ItemFile
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem, shown_path


@dataclass(frozen=True, slots=True)
class Span:
    """Lines `first` to `last` of a file; `last` None: to its end."""

    path: str
    first: int = 1
    last: int | None = None

    def holds(self, problem: Problem) -> bool:
        after = problem.line >= self.first
        return problem.path == self.path and after and problem.line <= (self.last or problem.line)


@dataclass(frozen=True, slots=True)
class Message:
    """A problem with the text of its line, which is empty when the file is gone."""

    problem: Problem
    source: str


def spans_of_screen(course: CompiledCourse, screen_id: str) -> tuple[Span, ...]:
    """The lesson and its translation, the lines of the sequence's file, the items shown."""
    found: list[Span] = []
    for files in course.files.sequences:
        module = files.module.source
        path = shown_path(module.document.path)
        screens = module.value.screens
        for index, screen in enumerate(screens):
            if screen.id != screen_id:
                continue
            for lesson in (files.lessons.get(screen_id), files.translations.get(screen_id)):
                if lesson is not None:
                    found.append(Span(shown_path(lesson.path)))
            first = module.line("screens", index)
            last = module.line("screens", index + 1) - 1 if index + 1 < len(screens) else first
            found.append(Span(path, first, max(first, last)))
            found.extend(s for item in screen.items if (s := span_of_item(course, item)))
    return tuple(found)


def item_file(course: CompiledCourse, item_id: str) -> Located[ItemFile] | None:
    return next((e.source for e in course.files.items if e.source.value.id == item_id), None)


def span_of_item(course: CompiledCourse, item_id: str) -> Span | None:
    """The lines of the bank's file that hold the item."""
    item = item_file(course, item_id)
    if item is None:
        return None
    path = item.document.path
    starts = sorted(e.source.line() for e in course.files.items if e.source.document.path == path)
    following = [line for line in starts if line > item.line()]
    return Span(shown_path(path), item.line(), following[0] - 1 if following else None)


def messages_in(problems: Iterable[Problem], spans: Iterable[Span]) -> tuple[Message, ...]:
    where = tuple(spans)
    return with_sources(p for p in problems if any(span.holds(p) for span in where))


def with_sources(problems: Iterable[Problem]) -> tuple[Message, ...]:
    """Each problem with its line, every file being read once."""
    texts: dict[str, list[str]] = {}
    messages = []
    for problem in problems:
        if problem.path not in texts:
            texts[problem.path] = _lines(Path(problem.path))
        lines = texts[problem.path]
        source = lines[problem.line - 1] if problem.line <= len(lines) else ""
        messages.append(Message(problem, source.strip()[:240]))
    return tuple(messages)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
