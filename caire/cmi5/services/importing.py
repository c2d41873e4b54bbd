"""A course comes in; coming again changed, it is a new version."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from caire.cmi5.addresses import OPAQUE, origin_of
from caire.cmi5.models import FileContent, PackagedCourse, PackagedFile
from caire.cmi5.reading.package import Package, read_package
from caire.cmi5.storage import storage_used
from caire.cmi5.structure import CourseStructure
from caire.db import insert_for
from caire.lrs.vocabulary import package_name

FILES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class ImportedCourse:
    """`was_new` is false when the newest version is of this very file.

    `storage`: what its pages ask for that browsers refuse unless packages have a host of their own.
    """

    id: int
    name: str
    version: int
    was_new: bool
    storage: tuple[str, ...] = ()


def import_course(
    db: Session, *, raw: bytes, filename: str, imported_by: int | None, now: datetime
) -> ImportedCourse:
    """Store the course of a file: cmi5.xml alone, or a package.

    Learners who began keep their version; who begins takes the newest.

    Raises:
        CourseRefused: nothing is stored.
    """
    package = read_package(raw)
    storage = storage_used(package.files)
    name = package_name(package.structure.id)
    newest = db.execute(
        select(PackagedCourse.id, PackagedCourse.version, PackagedCourse.digest)
        .where(PackagedCourse.name == name)
        .order_by(PackagedCourse.version.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and newest.digest == package.digest:
        return ImportedCourse(newest.id, name, newest.version, was_new=False, storage=storage)
    row = PackagedCourse(
        name=name,
        version=newest.version + 1 if newest else 1,
        course_id=package.structure.id,
        structure=msgspec.to_builtins(package.structure),
        origins=_origins(package.structure),
        storage=list(storage),
        digest=package.digest,
        filename=filename[:200],
        imported_at=now,
        imported_by=imported_by,
    )
    db.add(row)
    db.flush()
    _store_files(db, row.id, package)
    return ImportedCourse(row.id, name, row.version, was_new=True, storage=storage)


def _origins(course: CourseStructure) -> list[str]:
    return sorted({OPAQUE if unit.is_packaged else origin_of(unit.url) for unit in course.units()})


def _store_files(db: Session, course_id: int, package: Package) -> None:
    table = FileContent.__table__
    rows: list[dict[str, Any]] = []
    for start in range(0, len(package.files), FILES_AT_ONCE):
        contents = {
            sha256(file.data).hexdigest(): file
            for file in package.files[start : start + FILES_AT_ONCE]
        }
        known = set(db.scalars(select(FileContent.digest).where(FileContent.digest.in_(contents))))
        new = [
            {"digest": digest, "data": file.data}
            for digest, file in contents.items()
            if digest not in known
        ]
        if new:
            db.execute(insert_for(db, table).on_conflict_do_nothing(), new)
        rows.extend(
            {"course_id": course_id, "path": file.path, "digest": sha256(file.data).hexdigest()}
            for file in package.files[start : start + FILES_AT_ONCE]
        )
    if rows:
        db.execute(insert(PackagedFile), rows)
