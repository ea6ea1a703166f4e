"""Workbooks are read as rows of text, and nothing in one can hurt."""

from __future__ import annotations

import io
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
