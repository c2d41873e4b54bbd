"""A table as a file to take away: CSV, or an OpenDocument spreadsheet (ODF 1.2)."""

import csv
from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Rows = Sequence[Sequence[str]]
ODS = "application/vnd.oasis.opendocument.spreadsheet"
#: The same bytes whenever the file is made.
_MADE = (2026, 11, 21, 0, 0, 0)
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def csv_of(rows: Rows, delimiter: str) -> bytes:
    """UTF-8 with the mark that spreadsheets look for."""
    written = StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def ods_of(rows: Rows, title: str) -> bytes:
    """One sheet named `title`, every cell a text."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        # The format asks for this member first, and uncompressed.
        archive.writestr(ZipInfo("mimetype", _MADE), ODS, ZIP_STORED)
        archive.writestr(ZipInfo("META-INF/manifest.xml", _MADE), _MANIFEST, ZIP_DEFLATED)
        archive.writestr(ZipInfo("content.xml", _MADE), _content(rows, title), ZIP_DEFLATED)
    return packed.getvalue()


def address(content: bytes, kind: str) -> str:
    """The file within its own address: it can be kept without a script or another request."""
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


def _content(rows: Rows, title: str) -> str:
    lines = "".join(
        f"<table:table-row>{''.join(_cell(text) for text in row)}</table:table-row>" for row in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{_NAMES}:office:1.0"'
        f' xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet><table:table table:name={_quoted(title)}>{lines}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )


def _cell(text: str) -> str:
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
