"""A course package: cmi5.xml alone, or a ZIP around it, read within bounds.

Nothing is written to disk, so that no path of the archive can lead anywhere. Source: cmi5, 14.
"""

import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from caire.cmi5.errors import CourseRefused, Fault
from caire.cmi5.reading.course_structure import read_course
from caire.cmi5.reading.xml import FILE, MAX_BYTES
from caire.cmi5.structure import CourseStructure

MAX_PACKAGE_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_MEMBERS = 5_000
#: An honest text shrinks some ten times, a table of zeros a thousand times.
MAX_RATIO = 200
RATIO_FROM_BYTES = 1_000_000

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_BAD_PATH = re.compile(r"[\x00-\x1f\x7f\\:]")


@dataclass(frozen=True, slots=True)
class PackagedFile:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """A course, its own files, and the SHA-256 of what was given."""

    structure: CourseStructure
    files: tuple[PackagedFile, ...]
    digest: str


def read_package(raw: bytes) -> Package:
    """The course of a file.

    Raises:
        CourseRefused: with every fault that was found.
    """
    if len(raw) > MAX_PACKAGE_BYTES:
        raise _refused("package", "too_big", size=len(raw), most=MAX_PACKAGE_BYTES)
    digest = sha256(raw).hexdigest()
    if not raw.startswith(_ZIP_MAGIC):
        return Package(read_course(raw, members=None), (), digest)
    files = _unpacked(raw)
    structure = next((f.data for f in files if f.path == FILE), None)
    if structure is None:
        raise _refused(FILE, "no_structure")
    members = frozenset(f.path for f in files)
    return Package(read_course(structure, members=members), files, digest)


def _unpacked(raw: bytes) -> tuple[PackagedFile, ...]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            infos = _checked(archive.infolist())
            left = MAX_UNPACKED_BYTES
            files = []
            for info in infos:
                data = _member(archive, info, left)
                left -= len(data)
                files.append(PackagedFile(_path(info), data))
            return tuple(files)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _refused("package", "broken_zip", reason=error) from None
    except (NotImplementedError, RuntimeError) as error:
        raise _refused("package", "odd_zip", reason=error) from None


def _checked(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members that are files, when all of them may be read."""
    if len(infos) > MAX_MEMBERS:
        raise _refused("package", "too_many_members", count=len(infos), most=MAX_MEMBERS)
    faults = []
    files = [info for info in infos if not info.is_dir()]
    seen: set[str] = set()
    for info in files:
        where = info.filename[:120]
        path = _path(info)
        if found := _fault_of(info):
            code, facts = found
            faults.append(Fault(where, None, code, facts))
        elif path.casefold() in seen:
            faults.append(Fault(where, None, "member_twice"))
        seen.add(path.casefold())
    if sum(info.file_size for info in files) > MAX_UNPACKED_BYTES:
        faults.append(Fault("package", None, "unpacks_too_big", {"most": MAX_UNPACKED_BYTES}))
    if faults:
        raise CourseRefused(faults[:50])
    return files


def _fault_of(info: zipfile.ZipInfo) -> tuple[str, dict[str, object]] | None:
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts:
        return "leaves", {}
    if _BAD_PATH.search(info.filename) or len(info.filename) > 500:
        return "bad_path", {}
    if info.flag_bits & 0x1:
        return "encrypted", {}
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "link", {}
    if info.filename == FILE and info.file_size > MAX_BYTES:
        return "too_big", {"size": info.file_size, "most": MAX_BYTES}
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * info.compress_size:
        return "bomb", {"most": MAX_RATIO}
    return None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """Its bytes: what the directory says of its size is not believed."""
    with archive.open(info) as member:
        data = member.read(min(info.file_size, left) + 1)
    if len(data) > min(info.file_size, left):
        raise _refused(info.filename[:120], "lies")
    return data


def _path(info: zipfile.ZipInfo) -> str:
    """As an address names it: in composed form, whatever system wrote the archive."""
    return unicodedata.normalize("NFC", str(PurePosixPath(info.filename)))


def _refused(where: str, code: str, **facts: object) -> CourseRefused:
    return CourseRefused([Fault(where, None, code, facts)])
