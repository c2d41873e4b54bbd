"""Q02, Q03, Q04: displayed time is the time of the model (CURRICULUM 0.4), counted not guessed."""

from collections.abc import Iterator, Mapping

from caire.catalogue.course import Blueprint
from caire.catalogue.files.drafts import is_draft
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.course import ModuleFile, ScreenFile
from caire.catalogue.lessons.blocks import Block, walk
from caire.catalogue.lessons.reading import count_words, passages
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem

WORDS_PER_MINUTE = 180
PER_SCREEN_MIN = 0.3
PER_FIGURE_MIN = 0.4
PER_QUESTIONS_SCREEN_MIN = 0.2
PER_WRITING_FIELD_MIN = 0.3
READING_A_CORRECTION_MIN = 1.5
# An assessment is read over before it is handed in.
PER_EXAM_ITEM_REVIEW_MIN = 0.15
EXAM_ITEM_MIN: Mapping[str, float] = {
    "single": 0.85, "multiple": 1.1, "true_false": 1.1, "order": 1.3, "match": 1.4,
    "categorise": 1.4, "spot": 1.8, "numeric": 1.4, "scenario": 4.0,
}  # fmt: skip
RECALLED_ITEM_MIN = 1.2
# Half a displayed digit is rounding, not a difference.
SLACK_MIN = 0.1 + 0.05
WORDS_SHARE = 0.10


def minutes(course: CompiledCourse) -> Iterator[Problem]:
    """Screens, sequences and the level against the model and the target.

    The target is that of the published course: a rehearsal of its drafts has none to meet.
    """
    for files in course.files.sequences:
        module = files.module.source
        for index, screen in enumerate(module.value.screens):
            lesson = files.lessons.get(screen.id)
            if lesson is not None:
                yield from _lesson(lesson)
            else:
                yield from _screen(course, module, index, screen)
        total = sum(screen.minutes for screen in module.value.screens)
        if abs(total - module.value.minutes) > 0.5 + 1e-9:
            message, mend = "minutes differ from the sum of the screens", f"write {total:.0f}"
            limits = {"measured": f"{module.value.minutes:g}", "threshold": f"{total:.1f} ± 0.5"}
            yield module.problem(("minutes",), "Q02", message, mend, **limits)
    if not any(is_draft(course.files, files) for files in course.files.sequences):
        yield from _level(course)


def _lesson(lesson: Lesson) -> Iterator[Problem]:
    front = lesson.front
    words = count_words(passages(lesson))
    figures = sum(isinstance(n, Block) and n.kind == "figure" for n in walk(lesson.nodes))
    expected = front.value.words / WORDS_PER_MINUTE + PER_SCREEN_MIN + PER_FIGURE_MIN * figures
    short = PER_WRITING_FIELD_MIN * len(front.value.fields)
    expected += short if front.value.writing is None else front.value.writing
    if front.value.about == "exam":
        expected += READING_A_CORRECTION_MIN
    if abs(expected - front.value.minutes) > SLACK_MIN:
        limits = {"measured": f"{front.value.minutes:g}", "threshold": f"{expected:.1f} ± 0.1"}
        message, mend = "minutes differ from the time model", f"write minutes: {expected:.1f}"
        yield front.problem(("minutes",), "Q02", message, mend, **limits)
    if abs(words - front.value.words) > WORDS_SHARE * front.value.words:
        limits = {"measured": str(words), "threshold": f"{front.value.words} ± 10 %"}
        message = "the lesson has another number of words than it says"
        mend = "shorten or complete it, or correct 'words' and 'minutes'"
        yield front.problem(("words",), "Q04", message, mend, severity="warning", **limits)


def _screen(
    course: CompiledCourse, module: Located[ModuleFile], index: int, screen: ScreenFile
) -> Iterator[Problem]:
    expected = _expected(course, screen)
    if expected is not None and abs(expected - screen.minutes) > SLACK_MIN:
        limits = {"measured": f"{screen.minutes:g}", "threshold": f"{expected:.1f} ± 0.1"}
        keys = ("screens", index, "minutes")
        message, mend = "minutes differ from the time model", f"write minutes: {expected:.1f}"
        yield module.problem(keys, "Q02", message, mend, **limits)


def _expected(course: CompiledCourse, screen: ScreenFile) -> float | None:
    items = course.compiled.course.items
    if screen.activity and course.module and (found := course.module.activity(screen.activity)):
        return found.manifest.minutes
    blueprint = course.compiled.course.blueprint
    # While drafts are rehearsed, the plan is still the published one, which may draw less.
    if screen.type == "exam" and blueprint and not course.files.drafts:
        return _exam(blueprint)
    if screen.type == "questions" and screen.draw:
        return screen.draw.count * RECALLED_ITEM_MIN + PER_QUESTIONS_SCREEN_MIN
    if screen.type == "questions" and all(item in items for item in screen.items):
        each = (items[item].head.minutes_feedback for item in screen.items)
        return sum(each) + PER_QUESTIONS_SCREEN_MIN
    return None


def _exam(blueprint: Blueprint) -> float:
    """Minutes of an attempt: its items as the blueprint draws them, and the second look."""
    drawn = [(kind, count) for cell in blueprint.cells for kind, count in cell.types.items()]
    answering = sum(EXAM_ITEM_MIN[kind] * count for kind, count in drawn)
    return answering + PER_EXAM_ITEM_REVIEW_MIN * sum(n for _, n in drawn) + PER_SCREEN_MIN


def _level(course: CompiledCourse) -> Iterator[Problem]:
    level = course.files.level.source
    target = level.value.minutes
    total = course.compiled.course.minutes
    if abs(total - target.target) > target.tolerance * target.target + 1e-9:
        share = f"{target.target:g} ± {target.tolerance:.0%}"
        limits = {"measured": f"{total:g}", "threshold": share}
        message, mend = "the level's minutes miss its target", "shorten or add screens"
        yield level.problem(("minutes",), "Q03", message, mend, **limits)
