"""What there is to count in a course: as published, and what its drafts add."""

from dataclasses import asdict, dataclass

from caire.catalogue.course import Course, Sequence
from caire.catalogue.files.drafts import is_draft
from caire.catalogue.loading import CompiledCourse


@dataclass(frozen=True, slots=True)
class Counts:
    """`minutes` at a distance; `activities` are distinct; `items` leave those of placement out."""

    minutes: float
    sequences: int
    screens: int
    activities: int
    items: int

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DraftCounts:
    """What the drafts of a course add to it; `names` are their folders."""

    names: tuple[str, ...]
    counts: Counts

    def as_dict(self) -> dict[str, object]:
        return {"names": list(self.names), **self.counts.as_dict()}


def count_course(course: Course) -> Counts:
    """What learners of this course meet."""
    return _counted(course.sequences, course)


def count_drafts(rehearsed: CompiledCourse, published: Course) -> DraftCounts | None:
    """What a course compiled with its drafts has more than as published; None without drafts."""
    drafts = [s for s in rehearsed.files.sequences if is_draft(rehearsed.files, s)]
    if not drafts:
        return None
    ids = {files.module.source.value.id for files in drafts}
    course = rehearsed.compiled.course
    counts = _counted(tuple(s for s in course.sequences if s.id in ids), course)
    items = count_course(course).items - count_course(published).items
    names = tuple(files.module.source.document.path.parent.name for files in drafts)
    known = {screen.activity for screen in published.screens()}
    added = {screen.activity for screen in course.screens() if screen.activity} - known
    return DraftCounts(
        names, Counts(counts.minutes, counts.sequences, counts.screens, len(added), items)
    )


def _counted(sequences: tuple[Sequence, ...], course: Course) -> Counts:
    screens = [screen for sequence in sequences for screen in sequence.screens]
    return Counts(
        minutes=round(sum(sequence.minutes for sequence in sequences), 1),
        sequences=len(sequences),
        screens=len(screens),
        activities=len({screen.activity for screen in screens if screen.activity}),
        items=sum(item.head.pool != "placement" for item in course.items.values()),
    )
