"""A table of text from a CSV or XLSX file, whatever its encoding and separator."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from python_calamine import CalamineError, CalamineWorkbook

from caire.cohorts.imports.workbook import NotAWorkbook, WorkbookTooLarge, refuse_unreasonable
from caire.errors import Invalid

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_CELL = 300
#: How many lines may stand above the names of the columns, and what may part two cells.
HEADER_WITHIN = 10
SEPARATORS = ";,\t|"

Column = Literal["email", "given_name", "family_name", "full_name", "reference", "cohort"]

#: Header words that people use, without accents, case, spaces or signs.
_WORDS: dict[Column, str] = {
    "email": "email mail courriel adressemail adressemel mel adresseemail adresseelectronique "
    "emailprofessionnel mailprofessionnel courrielprofessionnel emailaddress emailpro mailpro",
    "given_name": "prenom firstname givenname prenoms prenomusuel",
    "family_name": "nom nomdefamille lastname familyname surname nomusuel nomdusage",
    "full_name": "nomprenom nometprenom prenomnom prenometnom nomcomplet fullname agent "
    "salarie collaborateur",
    "reference": "matricule reference numero numeroagent nagent noagent employeeid id identifiant "
    "idrh",
    "cohort": "groupe promotion cohorte cohort group service equipe",
}
HEADERS = {name: column for column, names in _WORDS.items() for name in names.split()}


class UnreadableTable(Invalid):
    """The file cannot be read as a table; `reason` is one of the codes below."""

    code = "unreadable_table"

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TableRow:
    """One person as she was typed. `line` counts as in the spreadsheet, the header is line 1."""

    line: int
    email: str
    given_name: str
    family_name: str
    reference: str
    cohort: str


@dataclass(frozen=True, slots=True)
class Table:
    """`ignored` are the headers that no column of ours answers to."""

    rows: tuple[TableRow, ...]
    ignored: tuple[str, ...]


def read_table(filename: str, data: bytes) -> Table:
    """Read a staff list.

    Raises:
        UnreadableTable: empty, too_large, not_a_spreadsheet, no_email_column, no_name_column,
            too_many_rows.
    """
    if not data.strip():
        raise UnreadableTable("empty")
    if len(data) > MAX_BYTES:
        raise UnreadableTable("too_large", f"{len(data) / 1e6:.1f} MB")
    lines = _xlsx(data) if _is_zip(data) else _csv(data)
    lines = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not lines:
        raise UnreadableTable("empty")
    first = _header_index([cells for _number, cells in lines])
    (_, header), *body = lines[first:]
    if len(body) > MAX_ROWS:
        raise UnreadableTable("too_many_rows", str(len(body)))
    columns, ignored = _columns(header)
    return Table(tuple(_row(number, cells, columns) for number, cells in body), ignored)


def _is_zip(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


def _xlsx(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        refuse_unreasonable(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except WorkbookTooLarge as error:
        raise UnreadableTable("too_large", str(error)) from error
    except (NotAWorkbook, CalamineError, ValueError, OSError) as error:
        raise UnreadableTable("not_a_spreadsheet", str(error)) from error
    return [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]


def _text(cell: object) -> str:
    """A number typed in a text column comes as a float: 1042.0 is the reference 1042."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:MAX_CELL]


def _csv(data: bytes) -> list[tuple[int, list[str]]]:
    text = decoded(data)
    if "\x00" in text:
        raise UnreadableTable("not_a_spreadsheet")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, [cell[:MAX_CELL] for cell in cells]))
    except csv.Error as error:
        raise UnreadableTable("not_a_spreadsheet", str(error)) from error
    return rows


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 by their marks, else UTF-8 when it is, else what Excel writes in France."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The sign that cuts the header into the most cells: Excel in French writes `;`."""
    lines = [line for line in text.splitlines() if line.strip()][:HEADER_WITHIN]
    cuts = [[line.split(sign) for line in lines] for sign in SEPARATORS]
    headers = [cut[_header_index(cut)] if cut else [] for cut in cuts]
    widths = [len(header) if _names_emails(header) else 0 for header in headers]
    if any(widths):
        return SEPARATORS[widths.index(max(widths))]
    return max(SEPARATORS, key=(lines[0] if lines else "").count)


def _header_index(lines: Sequence[Sequence[str]]) -> int:
    """Where the columns are named: a title or a date often stands above them. 0 if nowhere."""
    named = (n for n, cells in enumerate(lines[:HEADER_WITHIN]) if _names_emails(cells))
    return next(named, 0)


def _names_emails(cells: Sequence[str]) -> bool:
    return any(HEADERS.get(_plain(cell)) == "email" for cell in cells)


def _columns(header: Sequence[str]) -> tuple[dict[Column, int], tuple[str, ...]]:
    columns: dict[Column, int] = {}
    ignored = []
    for index, name in enumerate(header):
        column = HEADERS.get(_plain(name))
        if column is None or column in columns:
            if name.strip():
                ignored.append(name.strip())
            continue
        columns[column] = index
    if "email" not in columns:
        raise UnreadableTable("no_email_column", ", ".join(h.strip() for h in header if h.strip()))
    if "full_name" not in columns and not {"given_name", "family_name"} <= columns.keys():
        raise UnreadableTable("no_name_column", ", ".join(h.strip() for h in header if h.strip()))
    return columns, tuple(ignored)


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if sign.isascii() and sign.isalnum())


def _row(number: int, cells: Sequence[str], columns: dict[Column, int]) -> TableRow:
    def cell(column: Column) -> str:
        index = columns.get(column)
        if index is None or index >= len(cells):
            return ""
        return " ".join(cells[index].replace("\u00a0", " ").split())

    given, family = cell("given_name"), cell("family_name")
    if not given and not family:
        given, family = split_name(cell("full_name"))
    return TableRow(
        line=number,
        email=cell("email").removeprefix("mailto:").strip("<>;, "),
        given_name=given,
        family_name=family,
        reference=cell("reference"),
        cohort=cell("cohort"),
    )


def split_name(full: str) -> tuple[str, str]:
    """(given, family): capitals tell the family name, else the first word is the given one."""
    words = full.split()
    family = [word for word in words if len(word) > 1 and word.isupper()]
    given = [word for word in words if word not in family]
    if family and given:
        return " ".join(given), " ".join(family)
    return (words[0], " ".join(words[1:])) if len(words) > 1 else ("", full)
