"""Periods and figures as tables have them."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.months import MONTHS
from portal.core.periods import Period
from portal.features.arrangements.rules.figures import read_figure
from portal.features.arrangements.rules.periods import SCHOOL, read_period

INDICATORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "7-indicators"
PERIODS = {
    "claimant_count.csv": ("period", date(2021, 4, 1), date(2024, 4, 30)),
    "employment_rate.csv": ("period", date(2012, 1, 1), date(2023, 12, 31)),
    "household_waste_recycling.csv": ("period", date(2010, 4, 1), date(2022, 3, 31)),
    "neet.csv": ("period", date(2016, 4, 1), date(2023, 12, 31)),
    "oflog_adult_social_care.csv": ("Financial year", date(2015, 4, 1), date(2023, 3, 31)),
    "school_readiness.csv": ("period", date(2021, 4, 1), date(2023, 3, 31)),
    "trafford_prompt_payment.csv": ("EffectiveDate", date(2018, 3, 31), date(2025, 3, 31)),
}
VALUES = {"oflog_adult_social_care.csv": "Value", "trafford_prompt_payment.csv": "ProportionPaidOnTime"}

years = st.integers(1900, 2150)


@pytest.mark.parametrize("name", PERIODS)
def test_every_period_and_value_of_the_real_files_is_read(name: str) -> None:
    column, first, last = PERIODS[name]
    with (INDICATORS / name).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    periods = [read_period(row[column]) for row in rows]
    assert (min(one.start for one in periods), max(one.end for one in periods)) == (first, last)
    texts = [row[VALUES.get(name, "value")] for row in rows]
    figures = [read_figure(text) for text in texts]
    assert [text for text, figure in zip(texts, figures, strict=True) if (figure is None) != (text == "")] == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("April 2021", date(2021, 4, 1), date(2021, 4, 30)),
        ("Jan 2012-Dec 2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2010/11", date(2010, 4, 1), date(2011, 3, 31)),
        ("2010-11", date(2010, 4, 1), date(2011, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2021-06-30", date(2021, 6, 30), date(2021, 6, 30)),
        ("2021-06-30 00:00", date(2021, 6, 30), date(2021, 6, 30)),
        ("30/06/2021", date(2021, 6, 30), date(2021, 6, 30)),
        ("2021-06", date(2021, 6, 1), date(2021, 6, 30)),
        ("Sept 2008", date(2008, 9, 1), date(2008, 9, 30)),
        ("Q4 2021", date(2021, 10, 1), date(2021, 12, 31)),
        ("Q4 2010/11", date(2011, 1, 1), date(2011, 3, 31)),
        ("1 April 2020 to 31 March 2021", date(2020, 4, 1), date(2021, 3, 31)),
        (" 2012 – 2014 ", date(2012, 1, 1), date(2014, 12, 31)),
    ],
)
def test_a_label_means_a_period(text: str, start: date, end: date) -> None:
    assert read_period(text) == Period(start, end)


def test_a_school_year_begins_in_september() -> None:
    assert read_period("2021/22", SCHOOL) == Period(date(2021, 9, 1), date(2022, 8, 31))


@pytest.mark.parametrize(
    "text",
    ["", "NA", "2010/12", "2021-13", "31 February 2005", "Dec 2012-Jan 2012", "0000", "9999/00", "x" * 90, "²⁰²¹"],
)
def test_what_is_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="2010/11"):
        read_period(text)


@given(st.text(max_size=30))
def test_any_text_is_a_period_in_order_or_a_message(text: str) -> None:
    with suppress(ValueError):
        found = read_period(text)
        assert found.start <= found.end


@given(years, st.integers(1, 12))
def test_months_and_years_as_they_are_written(year: int, month: int) -> None:
    one = read_period(f"{MONTHS[month - 1]} {year}")
    assert one == read_period(f"{MONTHS[month - 1][:3]}-{year}") == read_period(f"{year} {MONTHS[month - 1]}")
    assert (one.start, (one.end + timedelta(days=1)).day, one.end.month) == (date(year, month, 1), 1, month)
    split = read_period(f"{year}/{(year + 1) % 100:02}")
    assert split == read_period(f"{year}-{year + 1}") == read_period(f"April {year} - March {year + 1}")


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_a_day_is_itself(day: date) -> None:
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    written = (day.isoformat(), f"{day:%d/%m/}{day.year:04}", words)
    assert {read_period(text) for text in written} == {Period(day, day)}


@pytest.mark.parametrize("text", ["NA", "", "–", "c", "[x]", "..", " n/a "])
def test_a_sign_for_no_figure(text: str) -> None:
    assert read_figure(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1234"),
        ("12.3%", "12.3"),
        ("−4", "-4"),
        ("£50", "50"),
        ("2 255 825", "2255825"),
        ("0.12345678", "0.123457"),
    ],
)
def test_a_figure(text: str, value: str) -> None:
    assert read_figure(text) == Decimal(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**11), max_value=10**11))
def test_a_figure_is_read_as_it_is_written(value: Decimal) -> None:
    assert read_figure(f"{value:,f}") == read_figure(f"{value:f}") == value


@given(st.text(max_size=20))
def test_any_text_is_a_figure_or_none_or_a_message(text: str) -> None:
    with suppress(ValueError):
        found = read_figure(text)
        assert found is None or found.is_finite()
