"""Q25, Q28, Q33, Q34, Q36: facts that are in date, rights that are stated, files that are fit."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from caire.catalogue.checks.weight import played, recorded, weights
from caire.catalogue.files.schema import Located
from caire.catalogue.files.schemas.shared import MediaLicence
from caire.catalogue.files.tree import read_file
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.media import MIMES
from caire.catalogue.problems import Problem, shown_path

#: Licences whose works may be part of a work under CC BY-SA 4.0.
LICENCES = frozenset({"CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0", "Etalab-2.0", "LO-2.0"})
DUE_DAYS = 60


def facts(course: CompiledCourse, today: date) -> Iterator[Problem]:
    """Facts that the course uses."""
    used = {fact for entry in course.files.items for fact in entry.source.value.facts}
    for files in course.files.sequences:
        for lesson in files.lessons.values():
            used.update(lesson.front.value.facts)
            used.update(s.fact for s in lesson.front.value.sources if s.fact)
    for name in sorted(used & set(course.shared.facts)):
        fact = course.shared.facts[name]
        if fact.value.status == "to_check":
            mend = "read the source, then write status: read"
            yield fact.problem(("status",), "Q28", f"{name} is used and not checked", mend)
        days = (fact.value.review_by - today).days
        if days < 0:
            message, mend = f"{name} is out of date", "check it again, then move review_by"
            yield fact.problem(("review_by",), "Q28", message, mend)
        elif days < DUE_DAYS:
            message, mend = f"{name} is due in {days} days", "check it again before the release"
            yield fact.problem(("review_by",), "Q28", message, mend, severity="warning")


def reviews(course: CompiledCourse, today: date) -> Iterator[Problem]:
    """Texts past their own review date."""
    for files in course.files.sequences:
        yield from _due(files.module.source, today)
        for lesson in files.lessons.values():
            yield from _due(lesson.front, today)
    for entry in course.files.items:
        if entry.source.value.state.review_by < today:
            message, mend = "the item is past its review", "review it, then move review_by"
            keys = ("state", "review_by")
            yield entry.source.problem(keys, "Q28", message, mend, severity="warning")


def _due(source: Located[object], today: date) -> Iterator[Problem]:
    if getattr(source.value, "review_by", today) < today:
        message, mend = "the text is past its review", "review it, then move review_by"
        yield source.problem(("review_by",), "Q28", message, mend, severity="warning")


def licences(course: CompiledCourse) -> Iterator[Problem]:
    """A licence for everything that is published; and what plays, weighs or was recorded."""
    level = course.files.level.source
    yield from _licence(level, ("licence",), level.value.licence)
    for files in course.files.sequences:
        module = files.module.source
        yield from _licence(module, ("licence",), module.value.licence)
        for lesson in (*files.lessons.values(), *files.translations.values()):
            yield from _licence(lesson.front, ("licence",), lesson.front.value.licence)
    for entry in course.files.items:
        state = entry.source.value.state
        yield from _licence(entry.source, ("state", "licence"), state.licence)
    for folder in (course.files.place.folder, course.files.place.translated):
        yield from _media(folder)
    yield from played(course)
    yield from weights(course)
    yield from recorded(course)


def _licence(source: Located[object], keys: tuple[str, ...], licence: str) -> Iterator[Problem]:
    if licence not in LICENCES:
        message = f"licence {licence} cannot be part of CC-BY-SA-4.0"
        yield source.problem(keys, "Q33", message, f"use one of {', '.join(sorted(LICENCES))}")


def _media(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*/media/*")):
        if path.suffix.lower() not in MIMES:
            continue
        beside = path.with_name(f"{path.stem}.licence.yaml")
        if not beside.is_file():
            message, mend = "the figure has no licence", f"write {beside.name} beside it"
            yield Problem(shown_path(path), 1, "Q33", message, mend)
            continue
        wrong: list[Problem] = []
        licence = read_file(beside, MediaLicence, wrong)
        yield from wrong
        if licence is not None:
            yield from _licence(licence, ("licence",), licence.value.licence)
