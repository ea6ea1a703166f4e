"""What falls due on home and in its list; the calendar that a program reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update
from werkzeug.exceptions import HTTPException

from portal.access import MembershipRole, Viewer
from portal.core import clock
from portal.core.limits import Limit
from portal.data import db
from portal.due import sources
from portal.features.arrangements import MentoringSession, actions
from portal.features.arrangements.queries import due
from portal.features.organisations import Membership
from portal.features.reminders import CalendarFeed, limits, queries
from portal.ledger import LedgerEntry
from tests.arrangements.people import statements
from tests.downloads.conftest import as_csv, column
from tests.reminders.conftest import BEGUN, MILESTONE, REVIEW, TODAY, Running, at_noon

BUDGET = 8


@pytest.fixture
def planned(running: Running) -> Running:
    """Kent planned forty sessions around today, two on each day, the first twenty of them over."""
    with at_noon(BEGUN):
        for number in range(40):
            running.plan(TODAY + timedelta(days=number // 2 - 10), f"Visit {number}")
    return running


def items(html: str) -> list[str]:
    """The names of the things in a list of what falls due."""
    return re.findall(r'<li><a class="govuk-link" href="[^"]+">([^<]+)</a>', html[html.index("<main") :])


def test_home_says_what_is_late_and_what_is_coming_and_leads_to_the_rest(planned: Running) -> None:
    with at_noon(TODAY):
        kent, swindon = planned.sits(planned.kent), planned.sits(planned.swindon)
        html = kent.reads("/")
        late = html[html.index("Overdue") : html.index("Coming up")]
        assert items("<main" + late) == [f"Visit {number}" for number in range(12, 20)], "the latest are told"
        assert "Was it held?" in html
        coming = html[html.index("Coming up in the next 30 days") : html.index("What changed")]
        assert items("<main" + coming) == [f"Visit {number}" for number in range(20, 25)]
        assert statements(planned, kent, "/") <= BUDGET
        assert statements(planned, kent, "/due") <= BUDGET
        assert "First report" in swindon.reads("/")
        assert "First report" not in html, "Kent cannot say that it is reached"
    with at_noon(MILESTONE + timedelta(days=1)):
        assert "It was to be reached by 8 March 2006" in planned.sits(planned.swindon).reads("/")


def test_who_is_in_many_arrangements_is_told_the_same(planned: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for few in (True, False):
        monkeypatch.setattr(due, "few", lambda *_, few=few: few)
        with at_noon(REVIEW - timedelta(days=2)):
            swindon, kent = planned.sits(planned.swindon), planned.sits(planned.kent)
            told.append([items(one.reads(page)) for one in (swindon, kent) for page in ("/", "/due")])
    assert told[0] == told[1]
    assert "First report" in told[0][0]
    assert len(told[0][0]) == 3, "the milestone, the review and the notice"


def test_the_list_pages_both_ways_filters_and_is_taken_away(planned: Running) -> None:
    with at_noon(TODAY):
        kent = planned.sits(planned.kent)
        first = kent.reads("/due")
        assert items(first)[:3] == ["Visit 0", "Visit 1", "Visit 2"]
        following = re.search(r'href="(/due\?after=[^"]+)"', first)
        assert following
        second = kent.reads(following[1])
        seen = items(first) + items(second)
        assert seen[:40] == [f"Visit {number}" for number in range(40)]
        assert len(seen) == len(set(seen)) + 2, "the review, the notice and the last day bear the title"
        back = re.search(r'href="(/due\?before=[^"]+)"', second)
        assert back
        assert items(kent.reads(back[1])) == items(first)
        assert items(kent.reads("/due?page=last"))[-1] == seen[-1]
        assert len(items(kent.reads("/due?when=overdue"))) == 20
        assert items(kent.reads("/due?kind=review")) == ["Kent mentors Swindon&#39;s social services"]
        assert kent.browser.get("/due?after=2006-03-01.session.0000-0000").status_code == 200
        for nonsense in ("2006-03-01", "2006-99-99.session.0000-0000", "2006-03-01.nothing.0000-0000", "%00"):
            assert kent.browser.get(f"/due?after={nonsense}").status_code == 404
        table = as_csv(kent.browser.get("/due/download"))
        assert len(column(table, "What")) == 43
    assert "Nothing falls due" in planned.sits(planned.stranger).reads("/due")


def test_every_place_that_is_named_exists(made_app: Flask) -> None:
    """The address of each kind of thing leads to a page of ours."""
    with made_app.app_context():
        for source in sources().values():
            path = source.path.format(reference="0000-0000", key="0000-0000", row="0000-0000").partition("#")[0]
            try:
                made_app.url_map.bind("localhost").match(path)
            except HTTPException:
                pytest.fail(f"{source.name}: no page at {path}")


def make_feed(running: Running, viewer: Viewer) -> str:
    """The path of a new calendar of a person's."""
    html = running.sits(viewer).sends("/your-calendars/add", 200)
    found = re.search(r"https?://[^/\s]+(/calendar/[^.\s]+\.ics)", html)
    assert found
    return found[1]


def test_a_calendar_holds_what_its_reader_may_see(planned: Running) -> None:
    with at_noon(BEGUN):
        planned.plan(TODAY, "Cyfarfod â’r tŷ; eisteddfod, “gŵyl”")
    with planned.at(planned.kent):
        # Planted past the forms, which would refuse both.
        db.session.execute(
            update(MentoringSession)
            .where(MentoringSession.topic == "Visit 7")
            .values(topic="Two\nlines, \u202eturned; BEGIN:VEVENT\r\nEND:VCALENDAR")
        )
    with at_noon(TODAY):
        path, watching = make_feed(planned, planned.watcher), make_feed(planned, planned.bedfordshire)
        nobody = planned.app.test_client()
        answer = nobody.get(path)
        assert answer.mimetype == "text/calendar"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        calendar = Calendar.from_ical(answer.get_data())
        events = calendar.walk("VEVENT")
        titles = {str(event["SUMMARY"]) for event in events}
        assert all("STATUS" not in event for event in events)
        assert "Session: Cyfarfod â’r tŷ; eisteddfod, “gŵyl”" in titles
        assert "Session: Two lines, \ufffdturned; BEGIN:VEVENT END:VCALENDAR" in titles
        assert {"Milestone: First report", "Target: Stars for social services"} <= titles
        review = next(event for event in events if str(event["SUMMARY"]).startswith("Review"))
        assert review.decoded("DTSTART") == REVIEW
        assert review.decoded("DTEND") == REVIEW + timedelta(days=1)
        assert all(len(line) <= 75 for line in answer.get_data().split(b"\r\n"))
        again = Calendar.from_ical(nobody.get(path).get_data()).walk("VEVENT")
        assert sorted(str(one["UID"]) for one in again) == sorted({str(one["UID"]) for one in events})
        seen = {str(event["SUMMARY"]) for event in Calendar.from_ical(nobody.get(watching).get_data()).walk("VEVENT")}
        assert {title.partition(":")[0] for title in seen} == {"Milestone", "Target", "Last day"}, "an observer's"
        signed_in = planned.world.browser(planned.stranger)
        assert signed_in.get(path).get_data() == answer.get_data(), "whoever else is signed in there"


def test_what_is_called_off_is_told_in_calendars_and_reminded_of_no_more(planned: Running) -> None:
    with at_noon(BEGUN):
        planned.plan(BEGUN, "Passwords")
    with planned.at(planned.kent) as one:
        row = db.session.scalars(select(MentoringSession).where(MentoringSession.topic == "Passwords")).one()
        actions.call_off_session(one, row.reference, None, "Snow")
    with at_noon(TODAY):
        path = make_feed(planned, planned.kent)
        assert "Passwords" not in planned.sits(planned.kent).reads("/due")
        events = Calendar.from_ical(planned.app.test_client().get(path).get_data()).walk("VEVENT")
    off = [str(event["SUMMARY"]) for event in events if event.get("STATUS") == "CANCELLED"]
    assert off == ["Called off: Session: Passwords"]


def test_a_calendar_of_somebody_who_left_is_like_one_that_never_was(planned: Running) -> None:
    with at_noon(TODAY):
        path = make_feed(planned, planned.kent)
        nobody = planned.app.test_client()
        assert nobody.get(path).status_code == 200
        with planned.app.app_context():
            digests = db.session.scalars(select(CalendarFeed.token_digest)).all()
            assert all(digest not in path for digest in digests)
            db.session.execute(
                update(Membership).where(Membership.person_id == planned.kent.person_id).values(ended_at=clock.now())
            )
            db.session.commit()
        left, never = nobody.get(path), nobody.get("/calendar/never-was.ics")
        assert (left.status_code, left.get_data()) == (never.status_code, never.get_data()) == (404, never.get_data())


def test_a_calendar_is_taken_back_and_only_by_its_person(planned: Running) -> None:
    with at_noon(TODAY):
        path = make_feed(planned, planned.kent)
        with planned.app.app_context():
            reference = db.session.scalars(select(CalendarFeed.reference)).one()
        officer, kent = planned.sits(planned.officer), planned.sits(planned.kent)
        page = officer.reads("/your-calendars")
        assert "You have no calendar address" in page
        officer.sends("/your-calendars", 404, officer.reads("/your-reminders"), calendar=reference)
        nobody = planned.app.test_client()
        assert nobody.get(path).status_code == 200
        assert kent.sends("/your-calendars", calendar=reference) == "/your-calendars"
        assert nobody.get(path).status_code == 404
        with planned.at(planned.kent):
            told = db.session.scalars(select(LedgerEntry.action).where(LedgerEntry.action.startswith("calendar.")))
            assert sorted(told) == ["calendar.ended", "calendar.opened"]
        for member in (kent, officer):
            assert not re.search("calendar (address|opened|ended)", member.reads("/")), (
                "which program one reads with is nobody else’s business"
            )
        for _ in range(10):
            make_feed(planned, planned.kent)
        assert "Take one back first" in kent.sends("/your-calendars/add", 422)


def test_a_calendar_is_read_a_few_times_an_hour(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READS", Limit(3, limits.HOUR))
    monkeypatch.setattr(limits, "WRONG", Limit(4, limits.HOUR))
    nobody = running.app.test_client()
    with at_noon(TODAY):
        path, other = make_feed(running, running.kent), make_feed(running, running.officer)
        assert [nobody.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
        page = nobody.get(path)
        assert page.headers["Retry-After"] == "3600"
        assert "Wait 60 minutes" in page.get_data(as_text=True)
        assert nobody.get(other).status_code == 200, "each address for itself"
        guesses = [nobody.get(f"/calendar/guess-{number}.ics").status_code for number in range(5)]
        assert guesses == [404, 404, 404, 404, 429]
        assert nobody.get(other).status_code == 200, "who guesses keeps nobody out"
    with clock.pinned(datetime.combine(TODAY, time(13, 1), UTC)):
        assert nobody.get(path).status_code == 200


def test_a_viewer_reads_the_list_too(planned: Running) -> None:
    assert planned.watcher.role is MembershipRole.VIEWER
    with at_noon(TODAY):
        assert "Visit 0" in planned.sits(planned.watcher).reads("/due")


@pytest.mark.parametrize("read", [queries.home_parts, queries.nearby, queries.dated])
def test_what_is_kept_for_one_database_is_not_run_on_another(
    app: Flask, monkeypatch: pytest.MonkeyPatch, read: Callable[[], Any]
) -> None:
    """PostgreSQL begins with an array, which SQLite knows nothing of: in whatever order one process reads both."""
    parts: dict[str, object] = {}
    monkeypatch.setattr(queries, "is_few", lambda begins: begins is not None)
    monkeypatch.setattr(queries, "bundle", lambda _session, asked: parts.update(asked) or {})
    for dialect in ("postgresql", "sqlite", "postgresql"):
        monkeypatch.setattr(queries, "dialect_of", lambda _session, dialect=dialect: dialect)
        parts.clear()
        with app.app_context():
            parts.update(read() or {})
        assert parts
        assert ("any(array(" in " ".join(map(str, parts.values()))) == (dialect == "postgresql")
