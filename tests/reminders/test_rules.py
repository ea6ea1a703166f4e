"""When a reminder speaks, when mail goes out, and the days that a SELECT reckons."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from portal.data import UtcDateTime, db
from portal.data.days import days_after
from portal.due import AFTERWARDS, SINCE_ASKED, UNTIL_THEN, USUAL, Speaks
from portal.features.reminders.models import Pace
from portal.features.reminders.rules.speaking import mails_today, spoke_on
from portal.web.application import Portal

DUE = date(2027, 6, 30)
MANNERS = st.sampled_from([USUAL, UNTIL_THEN, AFTERWARDS, SINCE_ASKED])
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("speaks", "away", "spoken"),
    [
        (USUAL, -31, None),
        (USUAL, -30, -30),
        (USUAL, -8, -30),
        (USUAL, -7, -7),
        (USUAL, -1, -7),
        (USUAL, 0, 0),
        (USUAL, 6, 0),
        (USUAL, 7, 7),
        (USUAL, 700, 700),
        (UNTIL_THEN, 300, 0),
        (AFTERWARDS, 0, None),
        (AFTERWARDS, 1, 1),
        (AFTERWARDS, 7, 1),
        (AFTERWARDS, 8, 8),
        (SINCE_ASKED, -29, None),
        (SINCE_ASKED, -23, -23),
    ],
)
def test_the_table_of_when_it_speaks(speaks: Speaks, away: int, spoken: int | None) -> None:
    """Days from the day it is due: today, and when the reminder spoke."""
    found = spoke_on(DUE, speaks, DUE + timedelta(days=away))
    assert found == (None if spoken is None else DUE + timedelta(days=spoken))


@given(DAYS, MANNERS, st.lists(st.integers(0, 3), max_size=60))
def test_whatever_nights_are_missed_it_speaks_once_for_each_day_and_never_early(
    due: date, speaks: Speaks, gaps: list[int]
) -> None:
    """Night after night, some of them without a worker: each day it speaks for comes once, in order, and by then."""
    today, told = due - timedelta(days=40), []
    for gap in gaps:
        today += timedelta(days=1 + gap)
        spoken = spoke_on(due, speaks, today)
        if spoken is not None and spoken not in told:
            told.append(spoken)
    assert told == sorted(told)
    for spoken in told:
        away = (due - spoken).days
        assert away in speaks.ahead or (speaks.again and (speaks.ahead[-1] - away) % speaks.again == 0)


@given(DAYS, st.integers(1, 80))
def test_one_mail_a_week_means_one_from_monday_to_sunday(first: date, nights: int) -> None:
    last, sent = None, []
    for number in range(nights):
        today = first + timedelta(days=number)
        if mails_today(Pace.WEEKLY, today, last):
            last = today
            sent.append(today)
        assert not mails_today(Pace.NEVER, today, last)
        assert mails_today(Pace.DAILY, today, last)
    weeks = [day.isocalendar()[:2] for day in sent]
    assert len(set(weeks)) == len(weeks)
    assert all(day.weekday() == 0 for day in sent[1:])


def test_a_select_reckons_days_after_a_moment(made_app: Portal) -> None:
    moment = literal(datetime(2027, 2, 27, 23, 30, tzinfo=UTC), UtcDateTime())
    with made_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(select(days_after(moment, 2))) == date(2027, 3, 1)
