"""Which column is which, which rows are wanted, what a row says: without a database."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.core.tables import Row
from portal.features.arrangements.views.series import FIELDS
from portal.imports import Field, LeftOut, Sheet, guess_columns, read_rows
from portal.imports.mapping import letters, narrowing, wanted_rows

INDICATORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "7-indicators"
GUESSED = {
    "claimant_count.csv": ("period", "value", "area_name", "indicator", "measure"),
    "employment_rate.csv": ("period", "value", "area_name", "indicator", "measure"),
    "household_waste_recycling.csv": ("period", "value", "area_name", "indicator", "measure"),
    "neet.csv": ("period", "value", "area_name", "indicator", "measure"),
    "school_readiness.csv": ("period", "value", "area_name", "indicator", "measure"),
    "oflog_adult_social_care.csv": ("Financial year", "Value", "Local authority name", "Code", "Measure"),
    "trafford_prompt_payment.csv": ("FinancialYear", None, "OrganisationLabel", None, None),
}


@pytest.mark.parametrize("name", GUESSED)
def test_the_columns_of_real_files_are_guessed(name: str) -> None:
    with (INDICATORS / name).open(encoding="utf-8-sig") as file:
        header = next(csv.reader(file))
    found = guess_columns(header, FIELDS)
    assert tuple(header[found[one.name]] if one.name in found else None for one in FIELDS) == GUESSED[name]


@given(st.lists(st.text(max_size=12), max_size=12))
def test_a_guess_is_a_column_and_no_column_is_guessed_twice(header: list[str]) -> None:
    found = guess_columns(header, FIELDS)
    assert len(set(found.values())) == len(found)
    assert all(0 <= place < len(header) for place in found.values())


def test_a_column_is_called_as_a_spreadsheet_calls_it() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_rows_are_narrowed_by_value() -> None:
    fields = (Field("area", "Area", narrows=True), Field("kind", "Kind", narrows=True), Field("value", "Value"))
    sheet = Sheet(["area", "kind", "value"], [Row(2, ["Kent", "a", "1"]), Row(3, ["Swindon", "a", "2"])])
    columns = {"area": 0, "kind": 1, "value": 2}
    assert narrowing(sheet, fields, columns) == {"area": ["Kent", "Swindon"]}
    assert [row.number for row in wanted_rows(sheet, columns, {"area": "Swindon"})] == [3]
    many = Sheet(["area"], [Row(number, [str(number)]) for number in range(600)])
    with pytest.raises(ValueError, match="600 different values"):
        narrowing(many, fields, {"area": 0})


def test_each_row_is_read_or_says_why_not() -> None:
    def read(cells: object) -> int:
        text = cells["value"]  # type: ignore[index]
        if not text:
            raise LeftOut("have no value")
        if not text.isdigit():
            raise Invalid({"value": "Write a number"})
        return int(text)

    found = read_rows([Row(2, ["7"]), Row(4, [""]), Row(5, ["x"])], {"value": 0}, read)
    assert found.items == [(2, 7)]
    assert dict(found.left_out) == {"have no value": 1}
    assert [(one.row, one.field, one.cell, one.message) for one in found.problems] == [
        (5, "value", "x", "Write a number")
    ]
