"""Sequences and their screens."""

from collections.abc import Mapping
from dataclasses import dataclass

from caire.assessment.texts import LocalText
from caire.catalogue.compiling.texts import Texts, is_older
from caire.catalogue.compiling.writing import compile_fields
from caire.catalogue.course import Screen, Sequence, Source
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.course import ModuleFile, ScreenFile
from caire.catalogue.files.tree import SequenceFiles
from caire.catalogue.lessons.rendering import Library, render_lesson
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.media import MediaFile
from caire.catalogue.problems import Problem, Severity, shown_path
from caire.catalogue.typography import typeset
from caire.sdk import LevelModule

# What each type of screen must name, and may not name besides.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "lesson": ("file",),
    "production": ("file",),
    "questions": ("items", "draw"),
    "test": ("items",),
    "exam": (),
    "activity": ("activity",),
    "profile": (),
    "cmi5": ("package",),
}


@dataclass(frozen=True, slots=True)
class Workbench:
    """What compiling needs, and where it lays what it finds."""

    library: Library
    module: LevelModule | None
    media: dict[str, MediaFile]
    problems: list[Problem]


def compile_sequence(files: SequenceFiles, bench: Workbench, *, is_draft: bool) -> Sequence:
    """The sequence; a draft may wait for an activity that nobody has installed yet."""
    module = files.module.source
    value = module.value
    texts = Texts(files.module.overlay)
    title, objective = texts.local("title", value.title), texts.local("objective", value.objective)
    screens = tuple(
        _screen(files, index, screen, texts, bench) for index, screen in enumerate(value.screens)
    )
    _tell_missing_activities(module, bench, "warning" if is_draft else "error")
    bench.problems.extend(texts.problems(shown_path(module.document.path), value.version))
    return Sequence(
        id=value.id,
        title=title,
        objective=objective,
        competencies=tuple(value.competencies),
        minutes=value.minutes,
        version=value.version,
        licence=value.licence,
        screens=screens,
    )


def _screen(
    files: SequenceFiles, index: int, screen: ScreenFile, texts: Texts, bench: Workbench
) -> Screen:
    _refuse_wrong_needs(files, index, screen, bench)
    lesson = files.lessons.get(screen.id)
    title = _title(files, index, screen, texts, bench)
    if lesson is None:
        return Screen(
            id=screen.id,
            type=screen.type,
            title=title,
            minutes=screen.minutes,
            items=tuple(screen.items),
            recall_count=screen.draw.count if screen.draw else 0,
            activity=screen.activity,
            package=screen.package,
            competencies=tuple(files.module.source.value.competencies),
        )
    front = lesson.front.value
    _refuse_other_front(files, index, screen, lesson, bench)
    return Screen(
        id=screen.id,
        type=screen.type,
        title=title,
        minutes=screen.minutes,
        html=_html(lesson, files.translations.get(screen.id), bench),
        competencies=tuple(front.competencies),
        sources=tuple(
            Source(source.id, {"fr": typeset(source.text, "fr")}) for source in front.sources
        ),
        fields=compile_fields(lesson, files.translations.get(screen.id), bench.problems),
        about=front.about,
        card=front.card,
    )


def _title(
    files: SequenceFiles, index: int, screen: ScreenFile, texts: Texts, bench: Workbench
) -> LocalText:
    if screen.title is not None:
        return texts.local(f"screens.{screen.id}.title", screen.title)
    if lesson := files.lessons.get(screen.id):
        title = {"fr": typeset(lesson.front.value.title, "fr")}
        if translation := files.translations.get(screen.id):
            title["en"] = typeset(translation.front.value.title, "en")
        return title
    activity = bench.module.activity(screen.activity) if bench.module and screen.activity else None
    if activity is not None:
        return {k: typeset(v, k) for k, v in activity.manifest.title.items()}
    if screen.file is None:
        message, mend = f"screen {screen.id} has no title", "add title: …"
        keys = ("screens", index)
        bench.problems.append(files.module.source.problem(keys, "Q01", message, mend))
    return {"fr": screen.id}


def _html(lesson: Lesson, translation: Lesson | None, bench: Workbench) -> LocalText:
    found = {"media": bench.media, "problems": bench.problems}
    html = {"fr": render_lesson(lesson, bench.library, **found).html}  # type: ignore[arg-type]  # a plain bundle of two
    where = shown_path(lesson.path)
    if translation is None:
        message, mend = "no English translation of this lesson", "write it under i18n/en/"
        bench.problems.append(Problem(where, 1, "Q35", message, mend, "warning"))
        return html
    _compare(lesson, translation, bench)
    english = render_lesson(translation, bench.library, **found, original=lesson.path)  # type: ignore[arg-type]  # the same
    return {**html, "en": english.html}


def _compare(lesson: Lesson, translation: Lesson, bench: Workbench) -> None:
    front, french = translation.front, lesson.front.value
    if front.value.lang != "en":
        problem = front.problem(("lang",), "Q35", "this translation says lang: fr", "write en")
        bench.problems.append(problem)
    if front.value.id != french.id:
        mend = f"write {french.id}"
        problem = front.problem(("id",), "Q35", f"this translates {french.id}", mend)
        bench.problems.append(problem)
    source = front.value.source_version
    if source is None:
        mend = f"add source_version: {french.version}"
        bench.problems.append(front.problem((), "Q35", "key 'source_version' is missing", mend))
    elif is_older(source, french.version):
        message = f"this translates version {source}, the French lesson is {french.version}"
        mend = "review the translation, then write the new source_version"
        keys = ("source_version",)
        bench.problems.append(front.problem(keys, "Q35", message, mend, severity="warning"))


def _refuse_wrong_needs(
    files: SequenceFiles, index: int, screen: ScreenFile, bench: Workbench
) -> None:
    module = files.module.source
    needs = NEEDS[screen.type]
    given = [
        key for key in ("file", "items", "draw", "activity", "package") if getattr(screen, key)
    ]
    keys = ("screens", index)
    if needs and not any(key in needs for key in given):
        message, mend = f"a {screen.type} screen names no {needs[0]}", f"add {needs[0]}: …"
        bench.problems.append(module.problem(keys, "Q01", message, mend))
    for key in given:
        if key not in needs:
            message = f"a {screen.type} screen has no use for '{key}'"
            bench.problems.append(module.problem((*keys, key), "Q01", message, "remove it"))
    if not screen.id.startswith(f"{module.value.id}."):
        message, mend = f"screen {screen.id} is in {module.value.id}", "correct its id"
        bench.problems.append(module.problem((*keys, "id"), "Q01", message, mend))


def _tell_missing_activities(
    module: Located[ModuleFile], bench: Workbench, severity: Severity
) -> None:
    for index, screen in enumerate(module.value.screens):
        name = screen.activity
        if name and (bench.module is None or not bench.module.activity(name)):
            message = f"no installed module brings {name}"
            mend = "install the module, or correct the id"
            keys = ("screens", index, "activity")
            problem = module.problem(keys, "Q01", message, mend, severity=severity)
            bench.problems.append(problem)


def _refuse_other_front(
    files: SequenceFiles, index: int, screen: ScreenFile, lesson: Lesson, bench: Workbench
) -> None:
    front = lesson.front
    if front.value.type != screen.type:
        message = f"type {front.value.type} here, {screen.type} in module.yaml"
        bench.problems.append(front.problem(("type",), "Q01", message, f"write {screen.type}"))
    if front.value.id != screen.id:
        message, mend = f"the screen is {screen.id}", f"write id: {screen.id}"
        bench.problems.append(front.problem(("id",), "Q01", message, mend))
    if front.value.lang != "fr":
        bench.problems.append(
            front.problem(("lang",), "Q01", "the source language is French", "write lang: fr")
        )
    if abs(front.value.minutes - screen.minutes) > 1e-9:
        message = f"{front.value.minutes:g} minutes here, {screen.minutes:g} in module.yaml"
        bench.problems.append(
            front.problem(("minutes",), "Q02", message, "write the same number in both")
        )
