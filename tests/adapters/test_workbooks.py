"""Workbooks are read as rows of text, and nothing in one can hurt."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from portal.adapters.documents import Column, Kind, xlsx_file
from portal.adapters.workbooks import open_workbook
from portal.core.tables import Unreadable


def workbook(*rows: list[Any]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(file)
    return file.getvalue()


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def rewritten(sheet: str, strings: str = "") -> bytes:
    """A workbook with this inside ``worksheet``, and these shared strings."""
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(["a"])))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = source.read(name).decode()
            if name == "[Content_Types].xml" and "sharedStrings" not in part:
                override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/>'
                part = part.replace("</Types>", f"{override}</Types>")
            if name == "xl/worksheets/sheet1.xml":
                part = f"<worksheet {MAIN}>{sheet}</worksheet>"
            if name != "xl/sharedStrings.xml":
                archive.writestr(name, part)
        archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{strings}</sst>")
    return made.getvalue()


def text_at(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, text: str) -> str:
    return f'<row r="{number}">{text_at(f"A{number}", text)}</row>'


def test_a_workbook_is_rows_of_text() -> None:
    table = open_workbook(
        workbook(
            ["Period ", "Value", None],
            [],
            [date(2021, 6, 30), 1234.5],
            [datetime.fromisoformat("2021-07-01 09:30"), 7.0],
            ["c", True],
        ),
        10,
    )
    assert table.header == ["Period", "Value"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (3, ["2021-06-30", "1234.5"]),
        (4, ["2021-07-01 09:30", "7"]),
        (5, ["c", "TRUE"]),
    ]


def test_what_we_write_we_read() -> None:
    written = xlsx_file("Readings", (Column("Day", Kind.DAY), Column("Value", Kind.NUMBER)), [(date(2005, 1, 17), 3)])
    with written as file:
        table = open_workbook(file.read(), 10)
    assert [table.header, *(row.cells for row in table.rows)] == [["Day", "Value"], ["2005-01-17", "3"]]


def test_a_broken_or_empty_workbook_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match="empty"):
        open_workbook(workbook(), 10)
    for broken in (b"PK\x03\x04 and nothing", workbook(["a"])[:-40]):
        with pytest.raises(Unreadable, match="cannot be opened"):
            open_workbook(broken, 10)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(Unreadable, match="cannot be opened"):
        open_workbook(other.getvalue(), 10)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(120_000_000))
    assert len(bomb.getvalue()) < 200_000
    with pytest.raises(Unreadable, match="too large"):
        open_workbook(bomb.getvalue(), 10)


def test_only_as_many_rows_as_asked() -> None:
    table = open_workbook(workbook(["a"], *([number] for number in range(50))), 10)
    assert len(list(table.rows)) == 9


@pytest.mark.parametrize("number", [60_000, 2_000_000, 999_999_999_999])
def test_a_row_far_below_the_others_is_refused_at_once(number: int) -> None:
    with pytest.raises(Unreadable, match=r"Row 60000 is in use|cannot be opened"):
        open_workbook(rewritten(f"<sheetData>{row(1, 'a')}{row(number, 'b')}</sheetData>"), 10)


def test_an_empty_last_row_hurts_nobody() -> None:
    """As some programs write it, for the height of the rows."""
    table = open_workbook(rewritten(f'<sheetData>{row(1, "a")}{row(2, "b")}<row r="1048576"/></sheetData>'), 10)
    assert [row.cells for row in table.rows] == [["b"]]


def test_a_sheet_that_says_it_is_smaller_than_it_is_loses_no_row() -> None:
    rows = "".join(row(number, f"row {number}") for number in range(1, 5))
    table = open_workbook(rewritten(f'<dimension ref="A1"/><sheetData>{rows}</sheetData>'), 10)
    assert [row.cells for row in table.rows] == [["row 2"], ["row 3"], ["row 4"]]


@pytest.mark.parametrize(
    ("sheet", "strings"),
    [
        ("<sheetData/>", "<si><t/></si>" * 120_000),
        ("<sheetData/>", "<x:si/>" * 120_000),
        (f"<sheetData>{'<row/>' * 120_000}</sheetData>", ""),
        (f"<sheetData><row>{'<c/>' * 700_000}</row></sheetData>", ""),
    ],
    ids=["strings", "named strings", "rows", "cells"],
)
def test_too_much_to_read_is_refused_before_it_is_read(sheet: str, strings: str) -> None:
    with pytest.raises(Unreadable, match="too large"):
        open_workbook(rewritten(sheet, strings), 10)


def test_many_sheets_cannot_be_one_part() -> None:
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(rewritten(f"<sheetData>{'<c/>' * 50_000}</sheetData>")))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = source.read(name).decode()
            archive.writestr(name, re.sub("<sheet .*?/>", lambda one: one[0] * 500, part))
    with pytest.raises(Unreadable, match="too large"):
        open_workbook(made.getvalue(), 10)


def test_what_cannot_be_counted_is_refused() -> None:
    for sheet in ("<!DOCTYPE a><sheetData/>", f"<sheetData>{row(1, 'a')}</sheetData>"):
        content = rewritten(sheet)
        if "DOCTYPE" not in sheet:
            content = _in_utf16(content)
        with pytest.raises(Unreadable, match="cannot be opened"):
            open_workbook(content, 10)


def _in_utf16(content: bytes) -> bytes:
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(made, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            archive.writestr(name, part.decode().encode("utf-16") if "sheet1" in name else part)
    return made.getvalue()


def test_a_long_text_that_cells_share_is_refused() -> None:
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 9))
    content = rewritten(f"<sheetData>{cells}</sheetData>", f"<si><t>{'x' * 40_000}</t></si>")
    with pytest.raises(Unreadable, match="Row 1 has a cell that is too long"):
        open_workbook(content, 10)


def test_what_is_in_a_cell_is_never_warned_of(recwarn: pytest.WarningsRecorder) -> None:
    made, file = Workbook(), io.BytesIO()
    made.worksheets[0].append(["Date"])
    made.worksheets[0].append([998877665544])
    made.worksheets[0]["A2"].number_format = "dd/mm/yyyy"
    made.save(file)
    assert [row.cells for row in open_workbook(file.getvalue(), 10).rows] == [["#VALUE!"]]
    assert [str(one.message) for one in recwarn if "9988" in str(one.message)] == []
