"""Who does what in case 3: one party is accountable for each duty, at least one does the work, on both databases."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.exc import DatabaseError

from portal.access import Viewer
from portal.core.errors import Invalid, RuleBroken
from portal.data import db
from portal.features.arrangements.actions import remove_party
from portal.features.duties import Duty, DutyFacts, Part, actions
from portal.features.duties.rules import check_parts, passed, said
from tests.arrangements.people import Person
from tests.downloads.conftest import as_csv, column
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.house.test_seals import verified
from tests.house.test_statement_budget import BUDGET, counted
from tests.risks.conftest import JoinedUp
from tests.risks.test_story import at_browser, past_the_portal

PARTIES = st.sets(st.integers(1, 4))


@given(st.integers(1, 5), st.fixed_dictionaries(dict.fromkeys(Part, PARTIES)))
def test_one_is_accountable_some_do_the_work_and_nobody_is_two_things(
    accountable: int, parts: Mapping[Part, set[int]]
) -> None:
    chosen = [party for part in Part for party in parts[part]]
    others = parts[Part.CONSULTED] | parts[Part.INFORMED]
    fits = (
        accountable in {1, 2, 3}
        and set(chosen) <= {1, 2, 3}
        and bool(parts[Part.RESPONSIBLE])
        and len(chosen) == len(set(chosen))
        and accountable not in others
    )
    try:
        check_parts(accountable, parts, {1, 2, 3})
    except Invalid:
        assert not fits
    else:
        assert fits


@given(st.integers(1, 3), st.dictionaries(st.integers(1, 3), st.sampled_from(Part)), st.permutations([1, 2, 3]))
def test_what_fitted_fits_when_a_successor_takes_a_place(
    accountable: int, parts: dict[int, Part], order: list[int]
) -> None:
    """Also a successor that is in the duty already; it has the part that does more of the two."""
    by_part = {part: [who for who, theirs in parts.items() if theirs is part] for part in Part}
    try:
        check_parts(accountable, by_part, {1, 2, 3})
    except Invalid:
        return
    predecessor, *others = order
    for successor in (others[0], 4):
        now, after = passed(accountable, parts, predecessor, successor)
        check_parts(now, after, {*others, 4})
        had = [one for one in (parts.get(predecessor), parts.get(successor)) if one]
        assert (successor in after[Part.RESPONSIBLE]) == (Part.RESPONSIBLE in had)
        assert all(who in after[parts[who]] for who in others if who != successor and who in parts)


def test_parts_are_said_in_full() -> None:
    assert said(True, "responsible") == "Accountable and responsible"
    assert said(False, "informed") == "Informed"
    assert said(False, None) == ""


def add(joined: JoinedUp, what: str, by: Viewer | None = None) -> str:
    """A duty for which Kent is accountable and which Dartford does; its reference."""
    with joined.at(by or joined.kent):
        parts = {Part.RESPONSIBLE: [joined.dartford.organisation_id]}
        return actions.add_duty(joined.arrangement, DutyFacts(what, joined.kent.organisation_id, parts)).reference


def order(joined: JoinedUp) -> list[str]:
    """The duties as they stand."""
    with joined.at(joined.thanet):
        return list(db.session.scalars(select(Duty.reference).order_by(Duty.place, Duty.id)))


def in_main(page: str) -> str:
    return page[page.index("<main") :]


def answers(joined: JoinedUp, **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "what": "Find people work",
        "accountable": joined.kent.organisation_reference,
        "responsible": [joined.kent.organisation_reference, joined.thanet.organisation_reference],
        "informed": [joined.dartford.organisation_reference],
    }
    return given | changed


def test_a_duty_is_added_changed_moved_and_removed(joined: JoinedUp) -> None:
    kent, table = at_browser(joined, joined.kent), f"/arrangements/{joined.reference}/duties"
    assert "No duties yet" in kent.reads(table)
    kent.sends(f"{table}/add", **answers(joined))
    page = in_main(kent.reads(table))
    assert "Accountable and responsible" in page
    assert re.search(r"<th scope=\"col\"[^>]*>Thanet District Council", page)
    assert "Dartford Forum" not in page
    first = order(joined)[0]
    second = add(joined, "Tell people where to get advice")
    kent.sends(f"/duties/{first}/move", after=second)
    assert order(joined) == [second, first]
    kent.sends(f"/duties/{first}", **answers(joined, responsible=[joined.thanet.organisation_reference], informed=[]))
    cells = as_csv(kent.browser.get(f"{table}/download"))
    assert column(cells, "Duty") == ["Tell people where to get advice", "Find people work"]
    assert column(cells, "Kent County Council") == ["Accountable", "Accountable"]
    assert column(cells, "Thanet District Council") == ["", "Responsible"]
    kent.sends(f"/duties/{second}/remove")
    assert order(joined) == [first]
    assert "Removed a duty from this arrangement" in kent.reads(f"/arrangements/{joined.reference}")
    assert verified(joined.app)[0] == 0


def test_the_form_says_at_which_question_it_is_wrong(joined: JoinedUp) -> None:
    kent, form = at_browser(joined, joined.kent), f"/arrangements/{joined.reference}/duties/add"
    assert "at least one party that does the work" in kent.sends(form, 422, **answers(joined, responsible=[]))
    twice = answers(joined, informed=[joined.thanet.organisation_reference])
    assert "cannot be informed too" in kent.sends(form, 422, **twice)
    assert order(joined) == []


def test_only_parties_see_who_does_what(joined: JoinedUp) -> None:
    reference, table = add(joined, "Find people work"), f"/arrangements/{joined.reference}/duties"
    assert "Find people work" in at_browser(joined, joined.thanet).reads(table)
    forum, stranger = at_browser(joined, joined.forum), at_browser(joined, joined.stranger)
    forum.reads(table, 403)
    forum.reads(f"/duties/{reference}", 404)
    assert 'id="duties"' not in forum.reads(f"/arrangements/{joined.reference}")
    stranger.reads(table, 404)


def test_an_observer_has_no_duty(joined: JoinedUp) -> None:
    parts = {Part.RESPONSIBLE: [joined.forum.organisation_id]}
    with joined.at(joined.kent), pytest.raises(Invalid):
        actions.add_duty(joined.arrangement, DutyFacts("Watch", joined.kent.organisation_id, parts))


def test_a_duty_without_its_parties_is_a_failing_check(joined: JoinedUp) -> None:
    page = f"/arrangements/{joined.reference}"
    kent = at_browser(joined, joined.kent)
    assert f"{page}/duties" in kent.reads(f"{page}/tasks")
    with joined.at(joined.kent):
        parts = {Part.RESPONSIBLE: [joined.thanet.organisation_id]}
        for what in ("Find places", "Call employers", "Count the places", "Tell the press"):
            actions.add_duty(joined.arrangement, DutyFacts(what, joined.thanet.organisation_id, parts))
    assert "Before an auditor asks" not in kent.reads(page)
    with joined.at(joined.kent):
        remove_party(joined.arrangement, joined.thanet.organisation_reference)
    said = "No party is accountable any more for “Find places”, “Call employers”, “Count the places” and 1 more"
    assert said in kent.reads(page)
    assert "No party is responsible any more for “Find places”" in kent.reads(page)
    assert "2 checks fail" in kent.reads("/")


def test_moves_keep_the_order_and_nobody_elses_version(joined: JoinedUp) -> None:
    chance, known = random.Random(3), [add(joined, f"Duty {number}") for number in range(5)]
    still = known[0]
    moving = known[1:]
    for _ in range(12):
        one = chance.choice(moving)
        known.remove(one)
        place = chance.randrange(len(known) + 1)
        with joined.at(joined.dartford):
            duty = db.session.scalars(select(Duty).where(Duty.reference == one)).one()
            actions.move_duty(duty, known[place - 1] if place else "")
        known.insert(place, one)
        assert order(joined) == known
    with joined.at(joined.kent):
        assert db.session.scalars(select(Duty.version).where(Duty.reference == still)).one() == 1
        duty = db.session.scalars(select(Duty).where(Duty.reference == still)).one()
        with pytest.raises(RuleBroken):
            actions.move_duty(duty, "0000-0000")


def test_the_database_has_one_accountable_party_for_a_duty(
    joined: JoinedUp, database: SqliteDatabases | PostgresDatabases
) -> None:
    add(joined, "Find people work")
    engine = create_engine(database.admin_url)
    for statement in (
        "UPDATE duty SET accountable_id = NULL",
        "INSERT INTO duty_part (duty_id, organisation_id, access_list_id, part)"
        " SELECT duty_id, organisation_id, access_list_id, 'informed' FROM duty_part",
    ):
        with pytest.raises(DatabaseError):
            past_the_portal(engine, statement)
    engine.dispose()


def test_the_table_asks_no_more_often_when_it_is_full(joined: JoinedUp) -> None:
    reference = add(joined, "Find people work")
    browser = joined.world.browser(joined.dartford)
    pages = (f"/arrangements/{joined.reference}/duties", f"/duties/{reference}", f"/duties/{reference}/move")
    sent = []
    for more in (0, 40):
        for number in range(more):
            add(joined, f"Duty {number}")
        with joined.app.app_context():
            for page in pages:
                assert browser.get(page).status_code == 200
                with counted() as statements:
                    browser.get(page)
                assert len(statements) <= BUDGET, "\n\n".join([page, *statements])
                sent.append(len(statements))
    assert sent[:3] == sent[3:]


def test_a_person_moves_past_the_first_page(joined: JoinedUp) -> None:
    for number in range(27):
        add(joined, f"Duty {number:02}")
    reader = Person(joined.world.browser(joined.thanet))
    page = reader.reads(f"/arrangements/{joined.reference}/duties")
    assert "Duty 24" in page
    assert "Duty 25" not in page
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following
    assert "Duty 26" in reader.reads(following[1].replace("&amp;", "&"))
