"""Sessions, follow-ups and planned days through the browser."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from portal.access import Viewer
from portal.core import clock
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import FollowUp, MentoringPair, MentoringSession
from portal.features.arrangements.rules.mentoring import (
    DAY,
)
from tests.arrangements.conftest import Case
from tests.arrangements.people import day, errors, reference_of, sits, statements
from tests.arrangements.test_documents import Carrier
from tests.factories.world import World

HELD = {"state": "held", "length": "450"}


def test_a_session_with_its_follow_up_from_logging_to_done(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    page = kim.reads(f"{base}/sessions/add")
    assert '<option value="" selected' not in page[page.index('id="pair"') : page.index("</select>")]
    told = {**HELD, "topic": "Budgets", "advice": "Close the list on day three.", **day("on_date", 1, 2, 2005)}
    kent = reference_of(case, "Kent County Council")
    again = kim.sends(f"{base}/sessions/add", 422, follow_up="Send the checklist", owner=kent, **told)
    assert "Enter the day by which it is to be done" in again
    assert "<details" in again
    assert "open>" in again[again.index("<details") : again.index("<summary")]
    next_step = {"follow_up": "Send the checklist", "owner": kent, "owner_post": "Head of finance"}
    kim.sends(f"{base}/sessions/add", **{**told, **next_step, **day("due_on", 8, 2, 2005)})
    with case.at(case.kent):
        row = db.session.scalars(select(MentoringSession.reference)).one()
        step = db.session.scalars(select(FollowUp.reference)).one()
    page = kim.reads(f"{base}/sessions/{row}")
    for words in ("Close the list on day three.", "1 day", "Send the checklist", "Overdue", "Head of finance, Kent"):
        assert words in page, words
    for place in (base, "/", f"{base}/follow-ups"):
        assert "Send the checklist" in kim.reads(place)
    assert "Send the checklist" not in sits(case, world, case.swindon).reads("/")
    kim.sends(f"{base}/follow-ups/{step}/done", 422, **day("done_on", 1, 1, 2005))
    kim.sends(f"{base}/follow-ups/{step}/done", **day("done_on", 9, 2, 2005))
    assert "Send the checklist" not in kim.reads("/")
    assert "Send the checklist" not in kim.reads(f"{base}/follow-ups")
    assert "9 February 2005" in kim.reads(f"{base}/follow-ups?done=too")
    sam = sits(case, world, case.swindon)
    sam.sends(f"{base}/sessions/{row}/follow-ups/add", what="Count orders", owner=kent, **day("due_on", 9, 3, 2005))
    assert "Count orders" in kim.reads(f"{base}/sessions/{row}")


def test_a_pair_that_met_is_ended_and_another_goes_on(case: Case, world: World) -> None:
    case.sent()
    sam, kim, base = *(sits(case, world, one) for one in (case.swindon, case.kent)), f"/arrangements/{case.reference}"
    with case.at(case.kent) as one:
        first = queries.pairs_of(one)[0].reference
        actions.log_session(one, actions.Visit("held", date(2005, 3, 1), "Budgets", 60, pair=first))
    who: dict[str, Any] = {
        "mentor": reference_of(case, "Kent County Council"),
        "mentee": reference_of(case, "Swindon Borough Council"),
        "mentor_post": "Head of finance",
        "mentee_post": "Finance manager",
    }
    change = f"{base}/pairs/{first}"
    assert "This pair has met" in sam.sends(change, 422, **who | {"mentee_post": "Chief accountant"})
    assert "on 1 March 2005" in sam.sends(f"{change}/end", 422, **day("last_on", 28, 2, 2005))
    assert "on or after the first day" in sam.sends(
        change, 422, **who, **day("first_on", 1, 2, 2005), **day("last_on", 1, 1, 2005)
    )
    sam.sends(change, **who, mentor_person="Pat Mentor")
    assert "Pat Mentor, Kent County Council" in sam.reads(f"{base}/mentoring")
    sam.sends(change, **who)
    assert "Pat Mentor" not in sam.reads(f"{base}/mentoring")
    sam.sends(f"{change}/end", **day("last_on", 31, 3, 2005))
    sam.sends(f"{base}/pairs/add", **who, mentor_person="Somebody new", **day("first_on", 1, 4, 2005))
    for place in (base, f"{base}/days"):
        assert "From 1 April 2005<" in kim.reads(place)
    assert "changed since: mentoring pairs" in sam.reads(base)
    assert "until 31 March 2005" in kim.reads(f"{base}/sessions/add")
    with case.at(case.kent) as one:
        second = queries.pairs_of(one)[1].reference
    late = {"state": "held", "topic": "Payments", "length": "450"} | day("on_date", 1, 4, 2005)
    assert "another pair or another day" in kim.sends(f"{base}/sessions/add", 422, **late, pair=first)
    kim.sends(f"{base}/sessions/add", **late, pair=second)


def test_a_planned_session_that_never_happened_keeps_no_pair_from_being_ended(case: Case, world: World) -> None:
    case.sent()
    sam, base = Carrier(case, world), f"/arrangements/{case.reference}"
    with case.at(case.swindon) as one:
        pair = queries.pairs_of(one)[0].reference
        for state, month in (("held", 3), ("planned", 5)):
            actions.log_session(one, actions.Visit(state, date(2005, month, 1), "Budgets", 60, pair=pair))
    sam.sends(f"{base}/pairs/{pair}/end", **day("last_on", 31, 3, 2005))
    again = sam.takes(sam.brings(sam.takes(case.reference)))
    assert [(one["state"], one["on_date"]) for one in again["sessions"] if one["pair"]] == [
        ("held", "2005-03-01"),
        ("planned", "2005-05-01"),
    ]


def test_a_planned_session_is_called_off_and_put_back(case: Case, world: World) -> None:
    case.sent()
    kim, sam, base = sits(case, world, case.kent), Carrier(case, world), f"/arrangements/{case.reference}"
    with case.at(case.kent) as one:
        reference = actions.log_session(one, actions.Visit("planned", date(2005, 2, 1), "Budgets", 60)).reference
        held = actions.log_session(one, actions.Visit("held", date(2005, 1, 20), "Orders", 60)).reference
    place = f"{base}/sessions/{reference}"
    assert "planned for 1 February 2005 and not logged" in kim.reads(base)
    assert "Say why it is called off" in errors(kim.sends(f"{place}/call-off", 422))[0]
    open_since = kim.reads(f"{place}/change")
    kim.sends(f"{place}/call-off", why="Snow on the roads")
    for where in (place, f"{base}/sessions", f"{base}/sessions?state=called_off", base):
        page = kim.reads(where)
        assert "Called off" in page
        assert "Snow on the roads" in page
    assert "not logged" not in kim.reads(base)
    assert "Budgets" not in kim.reads("/due")
    assert "0.1 days delivered" in kim.reads(f"{base}/days"), "what was held is all that counts"
    assert "Called off the session of 1 February 2005" in kim.reads(f"{base}/history")
    told = {**HELD, "topic": "Budgets", **day("on_date", 1, 2, 2005)}
    kim.sends(f"{place}/change", 409, page=open_since, **told)
    assert "Put it back first" in kim.sends(f"{place}/change", 422, **told)
    assert "is called off already" in kim.sends(f"{place}/call-off", 422, why="Again")
    assert "was held, so it cannot be called off" in kim.sends(f"{base}/sessions/{held}/call-off", 422, why="Never")
    assert "nothing to put back" in kim.sends(f"{base}/sessions/{held}/put-back", 422)
    with case.at(case.kent):
        db.session.execute(update(MentoringSession).values(logged_by_id=case.swindon.organisation_id))
    again = sam.takes(sam.brings(sam.takes(case.reference)))["sessions"]
    assert [(row["state"], row["called_off_why"]) for row in again] == [
        ("held", ""),
        ("called_off", "Snow on the roads"),
    ]
    kim.sends(f"{place}/put-back")
    assert "planned for 1 February 2005 and not logged" in kim.reads(base)
    assert "Snow" not in kim.reads(place)
    kim.sends(f"{place}/change", **told)
    assert "Not logged" not in kim.reads(place)


def test_observers_and_strangers_find_none_of_it(case: Case, world: World) -> None:
    case.sent()
    with case.at(case.kent) as one:
        row = actions.log_session(one, actions.Visit("held", date(2005, 2, 1), "Budgets", DAY))
        actions.add_follow_up(
            one, row.reference, actions.ToDo("Count the orders", case.kent.organisation_id, date(2005, 3, 1))
        )
        base, reference = f"/arrangements/{case.reference}", row.reference
    for place in (f"/sessions/{reference}", "/follow-ups", "/days", "/sessions/download"):
        sits(case, world, case.bedfordshire).reads(base + place, 403)
        assert sits(case, world, case.stranger).browser.get(base + place).status_code == 404
    assert "Count the orders" not in sits(case, world, case.bedfordshire).reads(base)


def log(case: Case, viewer: Viewer, days: list[date], pair: str = "", minutes: int = DAY) -> None:
    with case.at(viewer) as one:
        for number, on in enumerate(days):
            state = "held" if on <= clock.today() else "planned"
            actions.log_session(
                one,
                actions.Visit(
                    state, on, f"Visit {number}", minutes, pair=pair, advice="Close it early" * (number == 0)
                ),
            )


def test_days_planned_and_delivered_and_what_one_costs(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    assert "No session with Kent County Council was held yet" in kim.reads(f"{base}/days")
    with case.at(case.swindon) as one:
        row = db.session.scalars(select(MentoringPair)).one()
        pair = actions.Pair(
            row.mentor_id,
            row.mentor_post,
            row.mentee_id,
            row.mentee_post,
            "",
            "A. Mentor",
            "",
            "Twice a week",
            Decimal(9),
        )
        actions.change_pair(one, row.reference, row.version, pair)
        reference = row.reference
    log(case, case.kent, [date(2005, 2, number) for number in range(1, 6)], reference)
    log(case, case.kent, [date(2005, 3, 1)], minutes=225)
    page = kim.reads(f"{base}/days?to=2005-03")
    assert "5.5 days delivered" in page
    assert "£654,545.45 a day" in page
    assert "March 2005" in page
    assert "April 2005" not in page
    assert "Twice a week" in page
    assert "<svg" in page
    for odd in ("?to=2005-13", "?to=0000-01", "?to=%00", "?to=9999-12", "?to=1"):
        kim.reads(f"{base}/days{odd}")


def test_the_list_of_sessions_is_narrowed_in_every_way(case: Case, world: World) -> None:
    case.sent()
    with case.at(case.kent) as one:
        pair = queries.pairs_of(one)[0].reference
    log(case, case.kent, [date(2005, 2, 1), date(2005, 3, 1)], pair)
    log(case, case.kent, [date(2005, 4, 1), date(2100, 1, 1)])
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}/sessions"

    def found(query: str) -> int:
        table = kim.reads(f"{base}?{query}").partition("<tbody")[2].partition("</tbody>")[0]
        return table.count("<tr")

    assert found("") == 4
    assert found(f"pair={pair}") == 2
    assert found("state=planned") == 1
    assert found("month=2005-03") == 1
    assert found("text=CLOSE+it") == 2
    assert found(f"text=close&pair={pair}&month=2005-02&state=held") == 1
    assert found("text=%25") == 0
    hidden = "Bud\u00adgets \u0646\u200c\u0647"
    with case.at(case.kent) as one:
        actions.log_session(one, actions.Visit("held", date(2005, 5, 1), hidden, DAY))
    assert found(urlencode({"text": hidden})) == 1
    assert found(urlencode({"text": "clo\u00adse it"})) == 2
    assert found("pair=no&state=x&month=2005-99&text=%00") == 5
    assert "Nothing matches" in kim.reads(f"{base}?text=zebra")


@pytest.mark.slow
def test_pages_take_as_many_statements_with_two_thousand_sessions(case: Case, world: World) -> None:
    case.sent()
    kim, base = sits(case, world, case.kent), f"/arrangements/{case.reference}"
    log(case, case.kent, [date(2005, 2, 1)])
    with case.at(case.kent) as one:
        row = db.session.scalars(select(MentoringSession.reference)).one()
        actions.add_follow_up(one, row, actions.ToDo("Count the orders", case.kent.organisation_id, date(2005, 3, 1)))
    places = [
        "",
        "/sessions",
        "/sessions?text=visit&state=held",
        "/days",
        "/follow-ups",
        f"/sessions/{row}",
        "/sessions/add",
    ]
    for place in (*places, "/"):
        kim.reads(base + place if place != "/" else place)
    little = {place: statements(case, kim, base + place) for place in places}
    with case.at(case.kent) as one:
        first = db.session.scalars(select(MentoringSession)).one()
        many = [
            {
                "access_list_id": first.access_list_id, "arrangement_id": first.arrangement_id, "state": "held",
                "on_date": date(2005, 1 + number % 12, 1 + number % 28), "minutes": 300, "topic": f"Visit {number}",
                "logged_by_id": first.logged_by_id,
            }
            for number in range(2000)
        ]  # fmt: skip
        db.session.add_all(MentoringSession(**facts) for facts in many)
        db.session.flush()
        sessions = db.session.scalars(select(MentoringSession).where(MentoringSession.id != first.id).limit(60)).all()
        db.session.add_all(
            FollowUp(
                access_list_id=one.access_list_id, arrangement_id=one.arrangement_id, session_id=one.id, what="Count",
                owner_id=one.logged_by_id, due_on=date(2005, 3, 1),
            )
            for one in sessions
        )  # fmt: skip
    assert {place: statements(case, kim, base + place) for place in places} == little
    assert max(little.values()) <= 8
