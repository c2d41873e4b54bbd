"""One rehearsal: the content with its drafts, what is wrong with it, and what may be shown."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caire.catalogue.checks.integrity import integrity
from caire.catalogue.checks.quality import quality
from caire.catalogue.loading import CompiledCourse, Content, read_content
from caire.catalogue.problems import Problem, of_severity, shown_path
from caire.sdk import LevelModule


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`unfit`: keys of the courses that `caire content load` would refuse as they stand."""

    content: Content
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    unfit: frozenset[str]

    @property
    def courses(self) -> Mapping[str, CompiledCourse]:
        """Those that could be compiled, by key."""
        return {course.compiled.course.key: course for course in self.content.whole_courses}

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.errors, *self.warnings)


def rehearse(root: Path, modules: Mapping[str, LevelModule], *, today: date) -> Rehearsal:
    """Read and check everything, drafts as if they were published."""
    content = read_content(root, modules, with_drafts=True)
    courses = content.whole_courses
    breaking = [*content.problems, *integrity(courses)]
    found = [*breaking, *quality(courses, today)]
    unfit = _unfit(content, of_severity(breaking, "error"))
    return Rehearsal(content, of_severity(found, "error"), of_severity(found, "warning"), unfit)


def _unfit(content: Content, errors: Iterable[Problem]) -> frozenset[str]:
    """The courses in whose folders an error is; all of them when it is in what they share."""
    folders = {
        course.compiled.course.key: (
            shown_path(course.files.place.folder) + "/",
            shown_path(course.files.place.translated) + "/",
        )
        for course in content.courses
    }
    unfit: set[str] = set()
    for problem in errors:
        owners = [key for key, places in folders.items() if problem.path.startswith(places)]
        unfit.update(owners or folders)
    return frozenset(unfit)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows now.

    `number` grows with each rehearsal; `held`: the courses of which an earlier state is shown,
    because the present one is unfit; `person_id` is the reader of the latest state.
    """

    number: int
    rehearsal: Rehearsal
    held: frozenset[str]
    person_id: int


class Bell:
    """The latest state, and a bell for the pages that wait for the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._shown: Shown | None = None

    @property
    def is_rung(self) -> bool:
        """Whether there is a state to show."""
        return self._shown is not None

    @property
    def shown(self) -> Shown:
        """The latest state; the first one is there before the first page is served."""
        assert self._shown is not None
        return self._shown

    def ring(self, shown: Shown) -> None:
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def wait_after(self, number: int, *, timeout_s: float) -> int:
        """The number of the latest state, as soon as it is above `number`, or after a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.shown.number > number, timeout_s)
            return self.shown.number
