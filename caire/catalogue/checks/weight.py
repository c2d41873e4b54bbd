"""Q25, Q34, Q36: what plays, what weighs, and what a model is said to have answered."""

import re
from collections.abc import Iterator
from inspect import getfile
from pathlib import Path

from caire.catalogue.files.document import Address, Document, read_document
from caire.catalogue.lessons.blocks import Block, walk
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import Problem, shown_path
from caire.sdk import Activity, LevelModule

PLAYED = frozenset({".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".mp4", ".webm", ".mov"})
SCREEN_BYTES = 500_000
#: What a recorded output of a model must say of itself.
RECORDED = "recorded_output"
RECORDED_KEYS = ("model", "version", "date", "settings", "rights", "text")
_AUTOPLAY = re.compile(r"\bautoplay\b", re.I)


def played(course: CompiledCourse) -> Iterator[Problem]:
    """Q25: a file that plays has captions and a transcript, and waits to be asked."""
    for path in sorted(course.files.place.folder.glob("*/media/*")):
        if path.suffix.lower() not in PLAYED:
            continue
        for suffix, what in ((".vtt", "captions"), (".md", "transcript")):
            beside = path.with_suffix(suffix)
            if not beside.is_file():
                message = f"{path.name} has no {what}"
                yield Problem(shown_path(path), 1, "Q25", message, f"write {beside.name} beside it")
    folders = [course.module.templates, course.module.static] if course.module else []
    for folder in filter(None, folders):
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.js")]):
            lines = path.read_text(encoding="utf-8").split("\n")
            for number, line in enumerate(lines, start=1):
                if _AUTOPLAY.search(line):
                    mend = "take it out: sound and pictures wait to be asked"
                    yield Problem(shown_path(path), number, "Q25", "something plays alone", mend)


def weights(course: CompiledCourse) -> Iterator[Problem]:
    """Q34: what a screen makes the learner's device fetch, besides the site's own files."""
    for files in course.files.sequences:
        for lesson in files.lessons.values():
            weight = sum(path.stat().st_size for path in _figures(lesson))
            yield from _heavy(weight, shown_path(lesson.path))
    for activity in course.module.activities if course.module else ():
        path = folder_of(activity) / "manifest.yaml"
        yield from _heavy(_activity_bytes(activity, course.module), shown_path(path))


def _heavy(weight: int, path: str) -> Iterator[Problem]:
    if weight > SCREEN_BYTES:
        message, mend = "the screen is too heavy", "simplify its figures or its data"
        measured, threshold = f"{weight / 1000:.0f} kB", f"<= {SCREEN_BYTES / 1000:.0f} kB"
        yield Problem(path, 1, "Q34", message, mend, measured=measured, threshold=threshold)


def _figures(lesson: Lesson) -> set[Path]:
    blocks = (node for node in walk(lesson.nodes) if isinstance(node, Block))
    named = {b.attributes.get("src", "") for b in blocks if b.kind == "figure"}
    found = {lesson.path.parent / name for name in named if name}
    return {path for path in found if path.is_file()}


def _activity_bytes(activity: Activity, module: LevelModule | None) -> int:
    manifest = activity.manifest
    names = [name for name in (manifest.script, manifest.style) if name]
    folders = module.static_folders if module else ()
    weight = manifest.max_kilobytes * 1000
    for name in names:
        there = (folder / name for folder in folders)
        weight += next((path.stat().st_size for path in there if path.is_file()), 0)
    return weight


def folder_of(activity: Activity) -> Path:
    """Where the activity's code and data are."""
    return Path(getfile(type(activity))).parent


def recorded(course: CompiledCourse) -> Iterator[Problem]:
    """Q36: the data of activities that hold what a model answered say which, when and how."""
    for activity in course.module.activities if course.module else ():
        folder = folder_of(activity)
        if not (folder / "manifest.yaml").is_file():
            continue
        for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.json")]):
            # Most data hold none, and some are long: only the others are read with their lines.
            if RECORDED in path.read_text(encoding="utf-8"):
                document, wrong = read_document(path)
                yield from wrong
                yield from _undated(document)


def _undated(document: Document) -> Iterator[Problem]:
    for address, value in _recorded_in(document.value, ()):
        missing = [key for key in RECORDED_KEYS if not (isinstance(value, dict) and value.get(key))]
        if missing:
            message = f"a recorded output does not say its {', '.join(missing)}"
            mend = f"write {RECORDED}: {{{': …, '.join(RECORDED_KEYS)}: …}}"
            yield document.problem(address, "Q36", message, mend)


def _recorded_in(value: object, address: Address) -> Iterator[tuple[Address, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == RECORDED:
                yield (*address, key), inner
            else:
                yield from _recorded_in(inner, (*address, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _recorded_in(inner, (*address, index))
