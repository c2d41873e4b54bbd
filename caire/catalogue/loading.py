"""All the content of an installation, read and compiled; no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caire.catalogue.compiling.course import Compiled, compile_course
from caire.catalogue.compiling.shared import compile_glossary
from caire.catalogue.files.drafts import rehearsed
from caire.catalogue.files.tree import (
    CourseFiles,
    Place,
    SharedFiles,
    read_course,
    read_shared,
)
from caire.catalogue.lessons.rendering import Library
from caire.catalogue.problems import Problem, of_severity, shown_path
from caire.catalogue.registry import LEVELS
from caire.sdk import LevelModule


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """`is_whole` is False when one of its files could not be read: judging the rest is useless."""

    files: CourseFiles
    shared: SharedFiles
    module: LevelModule | None
    compiled: Compiled
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Content:
    """`problems` are those of reading and compiling: shapes, references, translations."""

    courses: tuple[CompiledCourse, ...]
    problems: tuple[Problem, ...]

    @property
    def whole_courses(self) -> tuple[CompiledCourse, ...]:
        return tuple(course for course in self.courses if course.is_whole)


def read_content(
    root: Path, modules: Mapping[str, LevelModule], *, with_drafts: bool = False
) -> Content:
    """Read the platform's content folder and those of the modules that bring their own.

    `with_drafts` compiles each course as it will be once its drafts are published.
    """
    problems: list[Problem] = []
    if not root.is_dir():
        mend = "correct [content] path in the settings"
        problem = Problem(shown_path(root), 1, "Q01", "there is no such folder", mend)
        return Content((), (problem,))
    home = Place(root, root / "i18n" / "en")
    shared = read_shared([home], problems)
    shared_is_whole = not of_severity(problems, "error")
    glossary = compile_glossary(shared, problems)
    courses = []
    for key, place, rules, module in _sources(home, modules):
        own_shared, own_glossary = shared, glossary
        if rules is None:
            own: list[Problem] = []
            own_shared = read_shared([home, place], own)
            own_glossary = compile_glossary(own_shared, own)
            problems.extend(problem for problem in own if problem not in problems)
        reading: list[Problem] = []
        files = read_course(key, place, rules, reading, with_drafts=with_drafts)
        problems.extend(reading)
        if files is None:
            continue
        if with_drafts:
            files = rehearsed(files)
        facts = {name: fact.value for name, fact in own_shared.facts.items()}
        library = Library(own_glossary, facts)
        compiled = compile_course(files, own_shared, library, module, problems)
        is_whole = shared_is_whole and not of_severity(reading, "error")
        courses.append(CompiledCourse(files, own_shared, module, compiled, is_whole))
    return Content(tuple(courses), tuple(problems))


def _sources(
    home: Place, modules: Mapping[str, LevelModule]
) -> list[tuple[str, Place, Place | None, LevelModule | None]]:
    """Each course: its key, its folder, where its rule is, its module."""
    found: list[tuple[str, Place, Place | None, LevelModule | None]] = []
    for level in LEVELS:
        folder = home.folder / level
        module = modules.get(level)
        # A module that brings its own texts stands for the whole course of its name.
        if folder.is_dir() and (module is None or module.content is None):
            place = Place(folder, home.translated / level)
            found.append((level, place, home, module))
    for key, own in sorted(modules.items()):
        if own.content is not None:
            place = Place(own.content, own.content / "i18n" / "en")
            found.append((key, place, None, own))
    return found
