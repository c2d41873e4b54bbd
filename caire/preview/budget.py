"""How long a course takes, sequence by sequence and screen by screen, beside what it may take."""

from dataclasses import dataclass

from caire.assessment.texts import LocalText
from caire.catalogue.course import Course, Screen
from caire.catalogue.files.drafts import is_draft
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import shown_path


@dataclass(frozen=True, slots=True)
class SequenceBudget:
    """`minutes` as declared, `of_screens` the sum of its screens; `place`: its file."""

    id: str
    title: LocalText
    is_draft: bool
    minutes: float
    of_screens: float
    screens: tuple[Screen, ...]
    place: str

    @property
    def agrees(self) -> bool:
        """Whether the declared minutes are those of the screens (Q02)."""
        return abs(self.minutes - self.of_screens) <= 0.5


@dataclass(frozen=True, slots=True)
class CourseBudget:
    """`target` in minutes; `tolerance` a share of it."""

    course: Course
    sequences: tuple[SequenceBudget, ...]
    target: float
    tolerance: float

    @property
    def minutes(self) -> float:
        return sum(sequence.of_screens for sequence in self.sequences)

    @property
    def fits(self) -> bool:
        return abs(self.minutes - self.target) <= self.tolerance * self.target


def budget_of(course: CompiledCourse) -> CourseBudget:
    """Drafts counted as if they were published."""
    compiled = course.compiled.course
    by_id = {files.module.source.value.id: files for files in course.files.sequences}
    target = course.files.level.source.value.minutes
    sequences = tuple(
        SequenceBudget(
            sequence.id,
            sequence.title,
            is_draft(course.files, by_id[sequence.id]),
            sequence.minutes,
            sum(screen.minutes for screen in sequence.screens),
            sequence.screens,
            shown_path(by_id[sequence.id].module.source.document.path),
        )
        for sequence in compiled.sequences
    )
    return CourseBudget(compiled, sequences, target.target, target.tolerance)
