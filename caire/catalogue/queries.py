"""Courses for screens and services, decoded once per process."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.orm import Session

from caire.catalogue.course import Course
from caire.catalogue.errors import NoSuchCourse, NoSuchMedia
from caire.catalogue.models import CourseMedia, CourseVersion
from caire.db import rows_of

KEPT_VERSIONS = 32

# A version never changes once written, so it may be kept. Ids mean something in their database.
_decoded: WeakKeyDictionary[Engine | Connection, dict[int, Course]] = WeakKeyDictionary()
_decoder = msgspec.json.Decoder(Course)


@dataclass(frozen=True, slots=True)
class CurrentCourse:
    """The version that newcomers of a course get."""

    version_id: int
    course_key: str


@dataclass(frozen=True, slots=True)
class Media:
    mime: str
    data: bytes


_CURRENT = (
    select(CourseVersion.id, CourseVersion.course_key)
    .where(CourseVersion.is_current)
    .order_by(CourseVersion.course_key)
)
_CURRENT_OF = _CURRENT.where(CourseVersion.course_key == bindparam("course_key"))


def course_version(db: Session, version_id: int) -> Course:
    """The course of that version; no query when this process has met it.

    Raises:
        NoSuchCourse: no such version.
    """
    known = _decoded.setdefault(db.get_bind(), {})
    course = known.get(version_id)
    if course is None:
        document = db.scalar(select(CourseVersion.document).where(CourseVersion.id == version_id))
        if document is None:
            raise NoSuchCourse(f"no course version {version_id}")
        course = _keep(known, version_id, _decoder.decode(document))
    return course


def current_versions(db: Session) -> list[CurrentCourse]:
    """The current version of each course, without reading any."""
    return [CurrentCourse(*row) for row in rows_of(db, _CURRENT)]


def current_course(db: Session, course_key: str) -> tuple[int, Course]:
    """The version id and the course that a newcomer would get.

    Raises:
        NoSuchCourse: no course of this key is offered.
    """
    found = rows_of(db, _CURRENT_OF, course_key=course_key)
    if not found:
        raise NoSuchCourse(f"no current course '{course_key}'")
    return found[0].id, course_version(db, found[0].id)


def current_courses(db: Session) -> list[tuple[int, Course]]:
    """Every course on offer with its version id, by level then key."""
    courses = [(v.version_id, course_version(db, v.version_id)) for v in current_versions(db)]
    return sorted(courses, key=lambda found: (found[1].number, found[1].key))


def versions_by_digest(db: Session) -> dict[tuple[str, str], int]:
    """`(course_key, digest)` -> version id, of every version ever loaded."""
    rows = db.execute(select(CourseVersion.course_key, CourseVersion.digest, CourseVersion.id))
    return {(key, digest): version_id for key, digest, version_id in rows}


def media(db: Session, digest: str) -> Media:
    """A figure of any version.

    Raises:
        NoSuchMedia: no version shows it.
    """
    row = db.execute(
        select(CourseMedia.mime, CourseMedia.data).where(CourseMedia.digest == digest)
    ).one_or_none()
    if row is None:
        raise NoSuchMedia(f"no media {digest}")
    return Media(row.mime, row.data)


def known_media(db: Session, digests: Sequence[str]) -> set[str]:
    """Those of the digests that are already stored."""
    return set(db.scalars(select(CourseMedia.digest).where(CourseMedia.digest.in_(digests))))


def _keep(known: dict[int, Course], version_id: int, course: Course) -> Course:
    while len(known) >= KEPT_VERSIONS:
        known.pop(next(iter(known)), None)
    known[version_id] = course
    return course
