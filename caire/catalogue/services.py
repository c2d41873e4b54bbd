"""Load the courses, or say what keeps them from being loaded."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy import update
from sqlalchemy.orm import Session

from caire.catalogue.checks.integrity import integrity
from caire.catalogue.checks.quality import quality
from caire.catalogue.compiling.course import Compiled
from caire.catalogue.counting import Counts, DraftCounts, count_course, count_drafts
from caire.catalogue.course import Course
from caire.catalogue.errors import ContentRefused
from caire.catalogue.loading import CompiledCourse, Content, read_content
from caire.catalogue.media import MediaFile
from caire.catalogue.models import CourseMedia, CourseVersion
from caire.catalogue.problems import Problem, of_severity
from caire.catalogue.queries import known_media, versions_by_digest
from caire.sdk import LevelModule


@dataclass(frozen=True, slots=True)
class LoadedCourse:
    """`is_new` is False when this very content had been loaded before."""

    version_id: int
    course_key: str
    version: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class LoadReport:
    courses: tuple[LoadedCourse, ...]
    media: int

    @property
    def changed(self) -> tuple[str, ...]:
        """The keys of the courses that have a new version."""
        return tuple(course.course_key for course in self.courses if course.is_new)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`levels`: what each course has; `drafts`: what those that have drafts will have more."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    levels: Mapping[str, Counts]
    drafts: Mapping[str, DraftCounts]


def check_content(root: Path, modules: Mapping[str, LevelModule], *, today: date) -> CheckReport:
    """Everything that the quality bar finds, also what does not keep content from being loaded.

    What is published is checked, then the courses with their drafts.
    """
    content = read_content(root, modules)
    found = _found(content, today)
    published = {c.compiled.course.key: c.compiled.course for c in content.courses}
    drafts: dict[str, DraftCounts] = {}
    if any(course.files.level.source.value.drafts for course in content.courses):
        rehearsal = read_content(root, modules, with_drafts=True)
        found += _found(rehearsal, today)
        for course in rehearsal.courses:
            key = course.compiled.course.key
            if key in published and (added := count_drafts(course, published[key])):
                drafts[key] = added
    levels = {key: count_course(course) for key, course in published.items()}
    return CheckReport(of_severity(found, "error"), of_severity(found, "warning"), levels, drafts)


def _found(content: Content, today: date) -> list[Problem]:
    courses = content.whole_courses
    return [*content.problems, *integrity(courses), *quality(courses, today)]


def loadable(root: Path, modules: Mapping[str, LevelModule]) -> tuple[CompiledCourse, ...]:
    """The courses that `load_content` would store, without storing them.

    Raises:
        ContentRefused: the content has errors.
    """
    content = read_content(root, modules)
    errors = of_severity([*content.problems, *integrity(content.whole_courses)], "error")
    if errors:
        raise ContentRefused(errors)
    return content.courses


def load_content(
    db: Session, *, root: Path, modules: Mapping[str, LevelModule], now: datetime
) -> LoadReport:
    """Make the content of `root` and of the modules the current courses: all of it, or nothing.

    A course whose content did not change keeps its version. Learners stay on the version that
    they began. A course that is no longer there is no longer offered.

    Raises:
        ContentRefused: the content has errors; nothing was written.
    """
    return store_courses(db, [found.compiled for found in loadable(root, modules)], now=now)


def store_courses(db: Session, courses: Sequence[Compiled], *, now: datetime) -> LoadReport:
    """Make these the current courses, and no others; what `loadable` gives can be stored often."""
    known = versions_by_digest(db)
    db.execute(update(CourseVersion).where(CourseVersion.is_current).values(is_current=False))
    loaded = tuple(_store(db, found.course, known, now) for found in courses)
    media = [m for found in courses for m in found.media.values()]
    return LoadReport(loaded, _store_media(db, media))


def store_rehearsal(db: Session, courses: Iterable[CompiledCourse], *, now: datetime) -> None:
    """Make these the current courses of a preview, announced ones opened; other courses stay.

    Nothing is checked: an author may look at what is not finished. Never for learners.
    """
    known = versions_by_digest(db)
    for found in courses:
        course = msgspec.structs.replace(found.compiled.course, status="open")
        is_of_course = CourseVersion.course_key == course.key
        db.execute(update(CourseVersion).where(is_of_course).values(is_current=False))
        _store(db, course, known, now)
        _store_media(db, found.compiled.media.values())


def _store(
    db: Session, course: Course, known: Mapping[tuple[str, str], int], now: datetime
) -> LoadedCourse:
    document, digest = encode(course), digest_of(course)
    version_id = known.get((course.key, digest))
    if version_id is not None:
        db.execute(
            update(CourseVersion).where(CourseVersion.id == version_id).values(is_current=True)
        )
        return LoadedCourse(version_id, course.key, course.version, is_new=False)
    row = CourseVersion(
        course_key=course.key,
        level=course.level,
        version=course.version,
        digest=digest,
        document=document,
        loaded_at=now,
        is_current=True,
    )
    db.add(row)
    db.flush()
    return LoadedCourse(row.id, course.key, course.version, is_new=True)


def encode(course: Course) -> str:
    """The course as JSON; the same course always gives the same text."""
    return msgspec.json.encode(course, order="deterministic").decode()


def digest_of(course: Course) -> str:
    """What tells two versions apart: the SHA-256 of their document, in hexadecimal."""
    return hashlib.sha256(encode(course).encode()).hexdigest()


def _store_media(db: Session, files: Iterable[MediaFile]) -> int:
    """How many figures were new."""
    by_digest = {file.digest: file for file in files}
    missing = sorted(set(by_digest) - known_media(db, list(by_digest)))
    for digest in missing:
        file = by_digest[digest]
        db.add(CourseMedia(digest=digest, mime=file.mime, data=file.data))
    db.flush()
    return len(missing)
