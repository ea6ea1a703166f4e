"""Sessions come in from a spreadsheet: shown first, all or nothing, nothing twice; what goes out comes in equal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from portal.core.errors import Invalid
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.actions import session_imports
from portal.features.arrangements.models import Arrangement, FollowUp, Measure, MentoringPair, MentoringSession
from portal.features.arrangements.rules.mentoring import DAY
from portal.features.arrangements.rules.session_rows import Added, Known, Said, plan_sessions, read_session
from portal.features.arrangements.rules.words import event_words
from portal.ledger import LedgerEntry
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, sits
from tests.downloads.conftest import as_csv, as_xlsx
from tests.factories.world import World

TODAY = date(2005, 6, 1)
PAIR = SimpleNamespace(
    reference="7K3M-92QD", mentor_post="Head of finance", mentee_post="Finance manager", first_on=None, last_on=None
)
KNOWN = Known(pairs=[PAIR], parties=[SimpleNamespace(organisation_id=5, name="Kent County Council")])
NAMES = (
    "on_date", "topic", "length", "state", "pair", "mentor", "mentee", "people", "advice", "outcome", "measure",
    "evidence", "follow_up", "reference", "uid", "called_off_why",
)  # fmt: skip


def cells(**given_: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "") | {"on_date": "2005-02-01", "topic": "Budgets", "length": "90"} | given_


def read(unit: str = "minutes", **given_: str) -> Said:
    said = read_session(cells(**given_), KNOWN, "", unit, TODAY)
    assert said is not None
    return said


def test_a_row_says_what_is_in_it_and_what_is_not_is_filled_in() -> None:
    assert read() == Said("held", date(2005, 2, 1), 90, "Budgets")
    assert read(on_date="1 July 2005", length="").state == "planned"
    assert read("days", length="1.5").minutes == 675
    assert read("hours", length="45 minutes").minutes == 45
    assert read(pair=PAIR.reference).pair == read(mentor="HEAD of finance").pair == PAIR.reference
    assert read(mentee="Finance manager", state="Yes").pair == PAIR.reference
    step, owner = read(follow_up="Call | kent county council | | by 2005-02-08").steps[0]
    assert (owner, step.what, step.due_on) == (5, "Call", date(2005, 2, 8))
    off = read(state="Cancelled", length="", called_off_why="Snow", on_date="2005-07-01")
    assert (off.state, off.called_off_why) == ("called_off", "Snow")
    assert read_session(cells(state="Cancelled", on_date="?"), KNOWN, "", "minutes", TODAY) is None
    assert read(called_off_why="Snow").called_off_why == ""


def test_of_two_pairs_of_the_same_posts_the_one_that_met_on_the_day_is_meant() -> None:
    ended, begun = (SimpleNamespace(**vars(PAIR)) for _ in range(2))
    ended.last_on, begun.first_on, begun.reference = date(2005, 1, 31), date(2005, 2, 1), "8K3M-92QD"
    known = Known(pairs=[ended, begun])
    for day, pair in (("2005-01-31", ended), ("2005-02-01", begun)):
        said = read_session(cells(mentor="Head of finance", on_date=day), known, "", "minutes", TODAY)
        assert said is not None
        assert said.pair == pair.reference
    with pytest.raises(Invalid, match="until 31 January 2005"):
        read_session(cells(pair=ended.reference), known, "", "minutes", TODAY)
    planned = read_session(cells(pair=ended.reference, state="planned"), known, "", "minutes", TODAY)
    assert planned is not None
    assert planned.pair == ended.reference


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("on_date", "March 2005"), ("on_date", ""), ("on_date", "31/02/2005"), ("on_date", "2005-07-01"),
        ("topic", ""), ("topic", "x" * 201), ("length", "soon"), ("length", ""), ("state", "perhaps"),
        ("pair", "Nobody"), ("mentor", "Clerk"), ("measure", "Stars"), ("evidence", "Minutes"), ("follow_up", "Call"),
        ("follow_up", "Call | Ruritania | | by 2005-02-08"),
        ("follow_up", "Call | Kent County Council | | by 2004-01-01"),
        ("people", "x" * 201), ("advice", "x" * 5001),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_row_is_said_at_its_cell(field: str, cell: str) -> None:
    state = {"state": "held"} if field == "on_date" else {}
    with pytest.raises(Invalid) as wrong:
        read(**{**state, field: cell})
    assert set(wrong.value.errors) & {field, "pair" if field == "mentor" else field}


SAID = st.builds(
    Said, st.sampled_from(["held", "planned", "called_off"]), st.dates(date(2005, 1, 1), date(2005, 1, 2)),
    st.sampled_from([None, 90]), st.sampled_from(["A", "B"]), uid_digest=st.sampled_from(["", "", "1", "2"]),
    called_off_why=st.sampled_from(["", "Snow"]),
)  # fmt: skip


@given(st.lists(SAID, max_size=8), st.lists(SAID, max_size=8))
def test_importing_again_does_nothing(there: list[Said], said: list[Said]) -> None:
    there = [replace(one, reference=f"there {at}", uid_digest="") for at, one in enumerate(there)]
    first = plan_sessions(said, there, {})
    assert len(first.new) + len(first.off) + first.known == len(said)
    off = {one.reference: one.called_off_why for one in first.off}
    assert {one.state for one in there if one.reference in off} <= {"planned"}
    now = [
        replace(one, state="called_off", called_off_why=off[one.reference]) if one.reference in off else one
        for one in (*there, *first.new)
    ]
    again = plan_sessions(said, now, {one.uid_digest: one.state for one in first.new if one.uid_digest})
    assert (again.new, again.off) == ([], [])


def test_the_last_word_of_a_file_counts_and_a_meeting_that_is_called_off_is_the_one_that_was_planned() -> None:
    planned = Said("planned", date(2105, 2, 1), 90, "Budgets")
    off = replace(planned, state="called_off", minutes=None, called_off_why="Snow")
    event, cancelled = (replace(one, uid_digest="1") for one in (planned, off))
    assert plan_sessions([event, cancelled], [], {}) == Added([cancelled], [], 1)
    assert plan_sessions([event, cancelled], [], {"1": "planned"}) == Added([], [cancelled], 1)
    assert plan_sessions([cancelled, event], [], {"1": "planned"}) == Added([], [], 2)
    recorded = replace(planned, reference="7K3M-92QD")
    called_off = replace(off, reference="7K3M-92QD")
    assert plan_sessions([off], [recorded], {}) == Added([], [called_off], 0)
    assert plan_sessions([planned], [called_off], {}) == Added([], [], 1), "it is not planned a second time"
    assert plan_sessions([replace(off, called_off_why="")], [called_off], {}) == Added([], [], 1)
    assert plan_sessions([planned, off], [], {}) == Added([off], [], 1)
    assert plan_sessions([planned, off], [recorded], {}) == Added([], [called_off], 1)
    assert plan_sessions([off], [replace(recorded, state="held")], {}) == Added([], [], 1), "what was held was held"
    for other in (replace(off, people="Ann"), replace(off, on_date=date(2105, 2, 2)), replace(off, pair="P")):
        assert plan_sessions([other], [recorded], {}).new == [other]


TABLE = b"""Date,Topic,Minutes,Mentor,Notes,Status
2005-02-01,Budgets,450,Head of finance,Closed on day three,Held
3 Feb 2005,Orders,1 hour,Head of finance,,
tomorrow,Called off,60,,,Cancelled
"""
COLUMNS = {
    "column_on_date": "0", "column_topic": "1", "column_length": "2", "column_mentor": "3", "column_outcome": "4",
    "column_state": "5",
}  # fmt: skip


def brings(person: Person, base: str, content: bytes, name: str = "sessions.csv", **columns: Any) -> str:
    """Upload a file and answer the questions; where it is checked."""
    page = person.sends(f"{base}/sessions/import", upload=(BytesIO(content), name))
    return person.sends(person.sends(page, **columns), unit="minutes")


def logged(case: Case) -> list[tuple[date, str, int | None, str]]:
    with case.at(case.kent):
        rows = db.session.scalars(select(MentoringSession).order_by(MentoringSession.on_date, MentoringSession.id))
        return [(row.on_date, row.topic, row.minutes, row.outcome) for row in rows]


def states(case: Case) -> list[str]:
    with case.at(case.kent):
        return list(db.session.scalars(select(MentoringSession.state).order_by(MentoringSession.on_date)))


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"count": 1}, "Brought in 1 session from a file"),
        ({"count": 2}, "Brought in 2 sessions from a file"),
        ({}, "Brought in"),
    ],
)
def test_how_many_came_in_is_said(payload: dict[str, Any], words: str) -> None:
    assert event_words("sessions.imported", payload) == words


def test_a_table_is_checked_logged_and_not_logged_again(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    check = brings(kim, base, TABLE, **COLUMNS)
    page = kim.reads(check)
    for words in ("1 were called off and cannot be read", "Budgets", "Log 2 sessions", "1 hour"):
        assert words in page
    assert logged(case) == []
    kim.sends(check, page=page)
    wanted = [(date(2005, 2, 1), "Budgets", 450, "Closed on day three"), (date(2005, 2, 3), "Orders", 60, "")]
    assert logged(case) == wanted
    page = kim.reads(brings(kim, base, TABLE, **COLUMNS))
    assert "On the record already" in page
    assert "Log 2" not in page
    bad = TABLE + b"tomorrow,Nothing,60,,,\n2005-02-09,,60,,,Held\n"
    check = brings(kim, base, bad, **COLUMNS)
    page = kim.reads(check)
    for words in (">5<", ">6<", "must be a day", "must say what the session was about"):
        assert words in page
    kim.sends(check, 422, page=page)
    assert logged(case) == wanted
    for other, status in ((case.stranger, 404), (case.bedfordshire, 403), (case.swindon, 404)):
        sits(case, world, other).reads(check, status)


def test_a_table_calls_off_what_an_earlier_one_planned_and_the_ledger_knows_the_file(
    case: Case, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    table = b"Date,Topic,Minutes,Mentor,Notes,Status\n2099-02-01,Budgets,90,Head of finance,,Planned\n"
    kim.sends(brings(kim, base, table, **COLUMNS))
    check = brings(kim, base, table.replace(b"90", b"").replace(b"Planned", b"Cancelled"), **COLUMNS)
    monkeypatch.setattr(session_imports, "MOST_SESSIONS", 0)
    assert "1 session that is new or called off. Split it" in kim.sends(check, 422)
    monkeypatch.undo()
    assert "Call off 1 session" in kim.reads(check)
    kim.sends(check)
    assert states(case) == ["called_off"]
    with case.at(case.kent):
        told = db.session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.id.desc()).limit(2)).all()
    assert told == ["sessions.called_off", "session.called_off"]
    assert "On the record already" in kim.reads(brings(kim, base, table, **COLUMNS)), "it is not planned once more"
    assert states(case) == ["called_off"]


def test_a_pair_that_ends_while_a_table_waits_is_seen(
    case: Case, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.sent()
    kim, held = sits(case, world, case.kent), queries.held
    check = brings(kim, f"/arrangements/{case.reference}", TABLE, **COLUMNS)

    def after_another(arrangement: Arrangement) -> Arrangement:
        ended = update(MentoringPair).values(last_on=date(2005, 1, 31))
        db.session.execute(ended.execution_options(synchronize_session=False))
        return held(arrangement)

    page = kim.reads(check)
    monkeypatch.setattr(queries, "held", after_another)
    kim.sends(check, 422, page=page)
    assert logged(case) == []


def fill(case: Case) -> None:
    """Sessions with everything that is hard to write into a file."""
    with case.at(case.kent) as one:
        pair = queries.pairs_of(one)[0].reference
        measure = db.session.scalars(select(Measure.reference)).one()
        for number, words in enumerate(("=1+1", "Tŷ, “quoted”", "Two\nlines | and \\ strokes")):
            topic = f"@{number} {words.partition(chr(10))[0]}"
            advice = f"{words}\n\n- a list"
            visit = actions.Visit(
                "held", date(2005, 2, 1), topic, DAY + number, "-People", words, pair, advice, measure
            )
            row = actions.log_session(one, visit)
            for done in (None, date(2005, 2, 3)):
                what = f"+{words.replace(chr(10), ' ')}"
                to_do = actions.ToDo(what, case.swindon.organisation_id, date(2005, 2, 9), "Head | one", done)
                actions.add_follow_up(one, row.reference, to_do)
        for _ in range(2):
            row = actions.log_session(one, actions.Visit("planned", date(2104, 2, 1), "The same twice"))
        actions.call_off_session(one, row.reference, None, "-1 room, too few “chairs”")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_back_in_equal(case: Case, world: World, kind: str) -> None:
    case.sent()
    fill(case)
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"

    def out() -> tuple[bytes, list[list[Any]]]:
        answer = kim.browser.get(f"{base}/sessions/download?format={kind}&sort=oldest")
        return answer.get_data(), (as_csv if kind == "csv" else as_xlsx)(answer)

    content, before = out()
    guessed = kim.sends(f"{base}/sessions/import", upload=(BytesIO(content), f"sessions.{kind}"))
    page = kim.reads(guessed)
    columns = dict(re.findall(r'name="(column_\w+)".*?<option value="(\d+)" selected', page, re.DOTALL))
    assert len(columns) == len(before[0])
    assert "On the record already" in kim.reads(brings(kim, base, content, f"sessions.{kind}", **columns))
    with case.at(case.kent):
        db.session.execute(delete(FollowUp))
        db.session.execute(delete(MentoringSession))
    check = brings(kim, base, content, f"sessions.{kind}", **columns)
    kim.sends(check)
    _, after = out()
    assert [row[1:] for row in after] == [row[1:] for row in before]
    assert len(after) == 6


CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//tests//EN
BEGIN:VEVENT
UID:visits@example.org
DTSTART;TZID=Europe/London:20250106T100000
DTEND;TZID=Europe/London:20250106T113000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Budget monitoring
END:VEVENT
BEGIN:VEVENT
UID:day@example.org
DTSTART;VALUE=DATE:20250201
SUMMARY:A day at the town hall
END:VEVENT
BEGIN:VEVENT
UID:off@example.org
DTSTART:20250202T100000Z
SUMMARY:Called off
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_comes_in_by_its_events_and_never_twice(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    columns = {"column_uid": "0", "column_on_date": "1", "column_topic": "2", "column_length": "3", "column_state": "6"}
    kim.sends(brings(kim, base, CALENDAR, "visits.ics", **columns))
    wanted: list[tuple[date, str, int | None, str]] = [
        (date(2025, 1, day), "Budget monitoring", 90, "") for day in (6, 13, 20)
    ]
    wanted += [(date(2025, 2, 1), "A day at the town hall", DAY, ""), (date(2025, 2, 2), "Called off", None, "")]
    assert logged(case) == wanted
    assert states(case) == ["held"] * 4 + ["called_off"]
    moved = CALENDAR.replace(b"20250201", b"20260801").replace(b"Budget monitoring", b"Budgets")
    page = kim.reads(brings(kim, base, moved, "visits.ics", **columns))
    assert "On the record already" in page
    assert "Log " not in page[page.index("<main") :]
    off = moved.replace(b"town hall\n", b"town hall\nSTATUS:CANCELLED\n")
    page = kim.reads(check := brings(kim, base, off, "visits.ics", **columns))
    assert "Log " not in page[page.index("<main") :], "what was held was held, whatever the calendar says since"
    with case.at(case.kent):
        planned = update(MentoringSession).where(MentoringSession.topic == "A day at the town hall")
        db.session.execute(planned.values(state="planned").execution_options(synchronize_session=False))
    page = kim.reads(check)
    assert "Call off 1 session" in page
    kim.sends(check, page=page)
    assert logged(case) == wanted
    assert states(case) == ["held"] * 3 + ["called_off"] * 2
    broken = CALENDAR.replace(b"FREQ=WEEKLY", b"FREQ=SECONDLY")
    page = kim.sends(f"{base}/sessions/import", 422, upload=(BytesIO(broken), "visits.ics"))
    assert "Event 1 repeats" in page
