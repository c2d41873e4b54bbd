"""A staff list as people really send it: encodings, separators, headers, workbooks."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import pytest
from openpyxl import Workbook

from caire.cohorts.imports.reading import (
    MAX_BYTES,
    MAX_ROWS,
    TableRow,
    UnreadableTable,
    read_table,
    split_name,
)
from caire.cohorts.imports.workbook import cells_of, column_number

HEADER = "e-mail;prénom;nom;matricule;groupe"
LINE = "zoe@example.org;Zoé;Lefèvre;1042;Équipe 1"
ZOE = TableRow(2, "zoe@example.org", "Zoé", "Lefèvre", "1042", "Équipe 1")


def csv_of(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_of(rows: Sequence[Sequence[object]]) -> bytes:
    workbook, target = Workbook(), io.BytesIO()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(list(row))
    workbook.save(target)
    return target.getvalue()


def zip_of(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


class TestReadCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_in_any_encoding_that_spreadsheets_write(self, encoding: str) -> None:
        table = read_table("équipe.csv", csv_of(HEADER, LINE, encoding=encoding))

        assert table.rows == (ZOE,)

    def test_with_a_title_and_a_date_above_the_names_of_the_columns(self) -> None:
        title = "Ville de Valbruyère, direction des ressources, agents, 1er septembre"

        table = read_table("list.csv", csv_of(title, "", HEADER, LINE))

        assert table.rows == (replace(ZOE, line=4),)
        assert (
            read_table("list.xlsx", xlsx_of([[title], [], HEADER.split(";"), LINE.split(";")])).rows
            == table.rows
        )

    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    def test_with_any_separator(self, separator: str) -> None:
        lines = (line.replace(";", separator) for line in (HEADER, LINE))

        assert read_table("list.csv", csv_of(*lines)).rows == (ZOE,)

    @pytest.mark.parametrize(
        "header",
        [
            "E-MAIL;PRÉNOM;NOM;Matricule;Service",
            "courriel;prenom;nom de famille;n° agent;equipe",
            "Adresse e-mail;First name;Last name;Employee ID;Cohort",
            "mél;Prénom usuel;Nom d’usage;ID RH;Promotion",
        ],
    )
    def test_with_the_headers_that_people_write(self, header: str) -> None:
        (row,) = read_table("list.csv", csv_of(header, LINE)).rows

        assert row == ZOE

    def test_names_the_columns_that_are_not_used(self) -> None:
        table = read_table("list.csv", csv_of(f"{HEADER};Salaire", f"{LINE};2000"))

        assert table.ignored == ("Salaire",)

    def test_counts_lines_as_the_spreadsheet_does(self) -> None:
        table = read_table("list.csv", csv_of("", HEADER, "", LINE, ";;;;", LINE))

        assert [row.line for row in table.rows] == [4, 6]

    def test_takes_the_quotes_and_line_breaks_of_a_cell(self) -> None:
        line = 'zoe@example.org;"Zoé\nAnne";"Lefèvre; épouse";;'

        (row,) = read_table("list.csv", csv_of(HEADER, line)).rows

        assert (row.given_name, row.family_name) == ("Zoé Anne", "Lefèvre; épouse")

    def test_a_short_line_has_empty_cells(self) -> None:
        (row,) = read_table("list.csv", csv_of(HEADER, "zoe@example.org;Zoé")).rows

        assert (row.family_name, row.reference) == ("", "")

    @pytest.mark.parametrize(
        "address", ["mailto:zoe@example.org", "<zoe@example.org>", " zoe@example.org ; "]
    )
    def test_an_address_is_cleaned_of_what_mail_programs_add(self, address: str) -> None:
        (row,) = read_table("list.csv", csv_of("email,prenom,nom", f'"{address}",Zoé,L')).rows

        assert row.email == "zoe@example.org"


class TestSplitName:
    @pytest.mark.parametrize(
        ("full", "given", "family"),
        [
            ("LEFÈVRE Zoé", "Zoé", "LEFÈVRE"),
            ("Zoé LEFÈVRE", "Zoé", "LEFÈVRE"),
            ("Zoé Anne LE GALL", "Zoé Anne", "LE GALL"),
            ("Zoé Lefèvre", "Zoé", "Lefèvre"),
            ("Zoé", "", "Zoé"),
            ("", "", ""),
        ],
    )
    def test_capitals_tell_the_family_name(self, full: str, given: str, family: str) -> None:
        assert split_name(full) == (given, family)


class TestReadWorkbook:
    def test_like_the_same_list_in_csv(self) -> None:
        rows = [HEADER.split(";"), ["zoe@example.org", "Zoé", "Lefèvre", 1042, "Équipe 1"]]

        assert read_table("équipe.xlsx", xlsx_of(rows)).rows == (ZOE,)

    def test_whatever_the_file_is_called(self) -> None:
        rows = [HEADER.split(";"), LINE.split(";")]

        assert read_table("équipe.csv", xlsx_of(rows)).rows == (ZOE,)

    def test_a_formula_is_never_computed(self) -> None:
        rows = [HEADER.split(";"), ['=HYPERLINK("http://evil.example")', "Zoé", "L", "", ""]]

        (row,) = read_table("list.xlsx", xlsx_of(rows)).rows

        assert row.email == ""

    def test_a_cell_at_the_end_of_the_sheet_is_refused_at_once(self) -> None:
        workbook, target = Workbook(), io.BytesIO()
        assert workbook.active is not None
        workbook.active.append(HEADER.split(";"))
        workbook.active.cell(1_048_576, 16_384, "x")
        workbook.save(target)

        with pytest.raises(UnreadableTable) as refusal:
            read_table("list.xlsx", target.getvalue())

        assert refusal.value.reason == "too_large"

    def test_what_unpacks_to_gigabytes_is_refused_at_once(self) -> None:
        bomb = zip_of({"xl/worksheets/sheet1.xml": b" " * 70_000_000})

        with pytest.raises(UnreadableTable) as refusal:
            read_table("list.xlsx", bomb)

        assert refusal.value.reason == "too_large"

    @pytest.mark.parametrize(
        "data",
        [
            zip_of({"readme.txt": b"hello"}),
            zip_of({"xl/worksheets/sheet1.xml": b"<worksheet/>"}),
            b"PK\x03\x04 not a zip",
            xlsx_of([HEADER.split(";")])[:-40],
        ],
        ids=["another zip", "no workbook", "only its first signs", "cut short"],
    )
    def test_what_is_no_workbook_is_refused(self, data: bytes) -> None:
        with pytest.raises(UnreadableTable) as refusal:
            read_table("list.xlsx", data)

        assert refusal.value.reason == "not_a_spreadsheet"

    @pytest.mark.parametrize(
        ("sheet", "cells"),
        [
            (b'<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2"><v>1</v></c></row>', 6),
            (b"<row><c><v>0</v></c><c><v>1</v></c></row><row><c><v>2</v></c></row>", 4),
            (b'<x:row r="9"><x:c s="1" r=\'B9\'><x:v>1</x:v></x:c></x:row>', 18),
            (b'<row r="1048576" s="1"/><row r="1"><c r="XFD1" s="3"/></row>', 1),
        ],
        ids=["with places", "without places", "with a prefix", "empty ones do not count"],
    )
    def test_the_size_of_a_sheet_is_read_from_its_xml(self, sheet: bytes, cells: int) -> None:
        assert cells_of(sheet) == cells

    @pytest.mark.parametrize(
        ("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("xfd", 16384)]
    )
    def test_columns_are_numbered(self, letters: str, number: int) -> None:
        assert column_number(letters) == number


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b" \r\n ", "empty"),
            (csv_of("nom;prénom", "Lefèvre;Zoé"), "no_email_column"),
            (csv_of("email;nom", "zoe@example.org;Lefèvre"), "no_name_column"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not_a_spreadsheet"),
            (b"x" * (MAX_BYTES + 1), "too_large"),
            (csv_of(HEADER, *[LINE] * (MAX_ROWS + 1)), "too_many_rows"),
            (csv_of(HEADER, *[LINE, ";;;;"] * (MAX_ROWS + 1)), "too_many_rows"),
        ],
        ids=["empty", "blank", "no address", "no first name", "a picture", "6 MB", "5001 people",
             "5001 people and as many blanks"],
    )  # fmt: skip
    def test_say_why(self, data: bytes, reason: str) -> None:
        with pytest.raises(UnreadableTable) as refusal:
            read_table("list.csv", data)

        assert refusal.value.reason == reason

    def test_name_the_columns_that_were_read(self) -> None:
        with pytest.raises(UnreadableTable) as refusal:
            read_table("list.csv", csv_of("nom;prénom", "Lefèvre;Zoé"))

        assert refusal.value.detail == "nom, prénom"

    def test_nothing_after_blank_lines_is_lost(self) -> None:
        table = read_table("list.csv", csv_of(HEADER, *[";;;;"] * 8_000, LINE))

        assert [row.line for row in table.rows] == [8_002]
