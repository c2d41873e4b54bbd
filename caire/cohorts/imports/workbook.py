"""Look at an Excel file before it is opened: a few kilobytes can stand for billions of cells.

The reader lays out a sheet as a full rectangle, from the first cell to the last. One cell at
XFD1048576, or a few bytes that unpack to gigabytes, would take the server's memory.
"""

import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile
from zlib import error as DeflateError

MAX_UNPACKED_BYTES = 60_000_000
MAX_CELLS = 2_000_000
CHUNK = 1 << 16

#: Rows and cells that hold something: an empty one closes itself.
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>/]*(?:/[^<>/]+)*)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})([0-9]{1,9})["']""")


class NotAWorkbook(ValueError):
    """Not an Excel file, or not a whole one."""


class WorkbookTooLarge(ValueError):
    """It would unpack to more than the server gives it."""


def refuse_unreasonable(data: bytes) -> None:
    """Check an XLSX file by its parts, one after the other.

    Raises:
        NotAWorkbook, WorkbookTooLarge.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            sheets = [n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)]
            if not sheets:
                raise NotAWorkbook("it holds no worksheet")
            unpacked = 0
            for name in archive.namelist():
                # Every part is read to its end: what its header says of its size may be a lie.
                part = b"".join(_limited(archive, name, MAX_UNPACKED_BYTES - unpacked))
                unpacked += len(part)
                if name in sheets and cells_of(part) > MAX_CELLS:
                    raise WorkbookTooLarge(name)
    except (BadZipFile, DeflateError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotAWorkbook(str(error)) from error


def _limited(archive: ZipFile, name: str, most: int) -> Iterator[bytes]:
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            most -= len(chunk)
            if most < 0:
                raise WorkbookTooLarge(name)
            yield chunk


def cells_of(sheet: bytes) -> int:
    """The size of the rectangle that a worksheet's XML spans from A1, in cells.

    A row or cell that does not say where it stands follows the one before.
    """
    rows, columns, row, column = 0, 1, 0, 0
    for tag in _TAG.finditer(sheet):
        place = _PLACE.search(tag.group(2))
        if tag.group(1) == b"row":
            row, column = int(place.group(2)) if place else row + 1, 0
        elif place is not None:
            row, column = int(place.group(2)), column_number(place.group(1).decode())
        else:
            column += 1
        rows, columns = max(rows, row), max(columns, column)
    return rows * columns


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27; no letters are 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
