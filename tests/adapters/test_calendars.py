"""Calendars as rows: days of London, whole days, repeats that end, moved and missing days, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.calendars import open_calendar
from portal.core.tables import Unreadable

TODAY = date(2026, 11, 26)


def calendar(*events: str) -> bytes:
    """A calendar of events, each its lines without BEGIN and END."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def rows(*events: str) -> list[tuple[int, str, str, str]]:
    """(number of the event, day, summary, length) of each row."""
    return [
        (row.number, row.cells[1], row.cells[2], row.cells[3]) for row in open_calendar(calendar(*events), TODAY).rows
    ]


def test_a_time_elsewhere_is_a_day_in_london_and_a_whole_day_is_a_day() -> None:
    assert rows(
        "UID:1\nSUMMARY:Late\nDTSTART:20260630T233000Z\nDURATION:PT45M",
        "UID:2\nSUMMARY:New York\nDTSTART;TZID=America/New_York:20260310T220000\nDURATION:PT1H30M",
        "UID:3\nSUMMARY:Two days\nDTSTART;VALUE=DATE:20260201\nDTEND;VALUE=DATE:20260203",
        "UID:4\nSUMMARY:No end\nDTSTART:20260202T100000",
    ) == [
        (1, "2026-07-01", "Late", "45 minutes"),
        (2, "2026-03-11", "New York", "90 minutes"),
        (3, "2026-02-01", "Two days", "2 days"),
        (4, "2026-02-02", "No end", ""),
    ]


def test_a_repeating_event_is_every_day_of_it_but_those_moved_or_taken_out() -> None:
    weekly = "UID:1\nSUMMARY:Visit\nDTSTART;TZID=Europe/London:20260105T100000\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5"
    moved = "UID:1\nSUMMARY:Moved\nRECURRENCE-ID:20260126T100000Z\nDTSTART:20260127T100000Z"
    found = open_calendar(calendar(f"{weekly}\nEXDATE;TZID=Europe/London:20260119T100000", moved), TODAY)
    assert [(row.cells[0], row.cells[1], row.cells[2]) for row in found.rows] == [
        ("1 2026-01-05", "2026-01-05", "Visit"),
        ("1 2026-01-12", "2026-01-12", "Visit"),
        ("1 2026-02-02", "2026-02-02", "Visit"),
        ("1 2026-01-26", "2026-01-27", "Moved"),
    ]


def test_what_goes_on_for_ever_is_followed_for_a_year() -> None:
    found = rows("UID:1\nSUMMARY:Daily\nDTSTART:20260101T100000\nRRULE:FREQ=DAILY")
    assert (found[0][1], found[-1][1]) == ("2026-01-01", "2027-11-27")
    assert len(found) == 696


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=HOURLY;COUNT=2", "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12", "FREQ=DAILY;INTERVAL=0", "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=WEEKLY;BYDAY=ZZ", "FREQ=DAILY;BYHOUR=1,2",
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_followed_is_refused_with_the_number_of_its_event(rule: str) -> None:
    with pytest.raises(Unreadable, match="Event 2"):
        rows("UID:1\nDTSTART:20260101T100000", f"UID:2\nDTSTART:20260210T100000\nRRULE:{rule}")


def test_an_event_that_is_older_than_ten_years_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than ten years"):
        rows("UID:1\nDTSTART:19700101T100000\nRRULE:FREQ=DAILY")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("\nRRULE:FREQ=DAILY" * 2, "Event 1 repeats by more than one rule"),
        ("\nRDATE:20260301T100000Z" * 2_001, "Event 1 names more than 2,000 days"),
        ("\nDESCRIPTION:long" * 70_000, "larger than 1 MB"),
    ],
    ids=["rules", "days", "size"],
)
def test_what_would_take_long_to_read_is_refused(lines: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        rows(f"UID:1\nDTSTART:20260101T100000{lines}")


@pytest.mark.parametrize(
    "content", [b"", b"BEGIN:VCALENDAR", calendar(), calendar("UID:1"), b"BEGIN:VCALENDAR\r\n\xff\x00"]
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(open_calendar(content, TODAY).rows)


@given(st.text(max_size=80))
def test_no_line_breaks_the_reader(line: str) -> None:
    try:
        list(open_calendar(calendar(f"UID:1\nDTSTART:20260101T100000\n{line}"), TODAY).rows)
    except Unreadable:
        return
