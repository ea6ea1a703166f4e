"""Arrangements come in from a spreadsheet: all or nothing, nothing twice, and told before anything is written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.access import MembershipRole, viewing
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.models import Arrangement, MoneyFlow, Party, Target
from portal.features.arrangements.views import import_names
from portal.features.organisations import Organisation, OrganisationType
from tests.arrangements.people import Person
from tests.arrangements.rows import SHARED, Desk
from tests.factories.world import World
from tests.house.test_seals import verified

TABLE = b"""Title,Partners,Roles,Kind,Start date,End date,Amount,Payer,Payee,Purpose
Shared waste team,Medway council; SWINDON BOROUGH COUNCIL,recipient,Joint team or shared post,2024-04-01,2027-03-31,"45,000",Medway Council,Kent County Council,Fewer lorries
Legal advice,Medway Council,,,April 2023,,1000,,,
"""  # noqa: E501


def test_forty_rows_become_ideas_that_only_we_see(desk: Desk, world: World) -> None:
    names = desk.kim.chooses(TABLE)
    page = desk.kim.reads(names)
    assert "4 are spelt as in the list" in page
    check = desk.kim.matches(names)
    page = desk.kim.reads(check)
    for words in ("Import 2 arrangements", "Medway Council; Swindon Borough Council", "£45,000", "from 1 April 2023"):
        assert words in page
    assert desk.parties == {}
    desk.kim.sends(check, page=page)
    assert desk.parties == {
        "Shared waste team": {
            "Kent County Council": ["provider"],
            "Medway Council": ["recipient"],
            "Swindon Borough Council": ["recipient"],
        },
        "Legal advice": {"Kent County Council": ["provider"], "Medway Council": ["recipient"]},
    }
    assert desk.rows(MoneyFlow.pence) == [(4_500_000,)]
    facts = desk.rows(Arrangement.id, Arrangement.state, Arrangement.kind, Arrangement.starts_on, Arrangement.purpose)
    assert [row[1:] for row in facts] == [
        ("idea", "joint_team", date(2024, 4, 1), "Fewer lorries"),
        ("idea", "shared_service", date(2023, 4, 1), "Money in the file: £1,000."),
    ]
    assert "Brought it in from a file" in desk.kim.reads(f"/arrangements/{desk.rows(Arrangement.reference)[0][0]}")
    medway = Person(world.browser(world.person("Medway Council")))
    assert "Shared waste team" not in medway.reads("/arrangements")
    page = desk.kim.reads(desk.kim.matches(desk.kim.chooses(TABLE)))
    assert "On the record already" in page
    assert "Import 2" not in page


def test_a_target_that_nobody_set_is_named_in_what_came_in_without_any(desk: Desk, world: World) -> None:
    desk.kim.sends(desk.kim.matches(desk.kim.chooses(TABLE)))
    with world.app.app_context(), viewing(desk.viewer):
        one = db.session.scalars(select(Arrangement).order_by(Arrangement.id).limit(1)).one()
        facts = actions.MeasureFacts("Calls", "number", "lower", "calls", "", "90", date(2024, 4, 1))
        calls = actions.add_measure(one, facts)
        db.session.add(
            Target(
                access_list_id=calls.access_list_id, measure_id=calls.id, value=Decimal(1), due_on=date(2025, 4, 1),
                set_on=date(2024, 4, 1), set_by_id=desk.viewer.organisation_id,
            )
        )  # fmt: skip
        db.session.commit()
    code, lines = verified(world.app)
    assert code == 1
    assert any("target" in line and "is there, but was never recorded" in line for line in lines), lines


def test_what_the_file_does_not_say_is_told_before_anything_is_written(desk: Desk, world: World) -> None:
    rows = b"""Title,Partners,Amount,Payer
Legal advice,Medway Council,1000,
Waste,Medway Council; Nowhere Energy,"45,000",Medway Council
Roads,Anywhere Trust,,
"""
    names = desk.kim.chooses(rows)
    check = desk.kim.matches(names, {"Energy": "Leave it out", "Trust": "Keep the name only"})
    page = unescape(desk.kim.reads(check))
    for label, words in (
        ("Amounts kept in words", "2. The file does not say both who pays and who is paid"),
        ("Names kept in words", "1: “Anywhere Trust”"),
        ("Names left out", "1: “Nowhere Energy”"),
        ("No other party", "1: “Roads”. Add a party before you send them"),
    ):
        assert re.search(f"{label}\\s*</dt>\\s*<dd[^>]*>\\s*{re.escape(words)}", page), label
    assert "£45,000 from Medway Council is kept in what it is for" in page
    assert desk.parties == {}


def test_who_goes_back_after_the_import_is_told_that_it_is_done(desk: Desk, world: World) -> None:
    check = desk.kim.matches(desk.kim.chooses(TABLE))
    desk.kim.sends(check)
    for step in ("check", "names", "rows", "columns"):
        page = unescape(desk.kim.reads(check.replace("check", step)))
        assert "You have imported “ours.csv” already. 2 arrangements came in as ideas." in page
        assert 'href="/arrangements?state=idea"' in page
    assert "ours.csv" not in desk.kim.reads("/arrangements/import"), "there is nothing to go on with"
    colleague = Person(world.browser(world.person("Kent County Council", name="Cal of Kent")))
    missing = colleague.reads("/arrangements/import/0000-0000/check", 404)
    assert colleague.reads(check, 404) == missing


def test_what_the_rows_say_is_not_asked(desk: Desk) -> None:
    said = b"""Title,Partners,Kind
Waste,"Kent County Council | provider
Medway Council | recipient",Shared service
"""
    page = desk.kim.uploads(said)
    assert desk.kim.sends(page, 303, "", **desk.kim.guessed(page)).endswith("/check")
    for less, asked in (
        (said.replace(b",Shared service", b","), {"kind"}),
        (said.replace(b"Kent County Council | provider\n", b""), {"own_roles"}),
        (said.replace(b" | recipient", b"").replace(b"Waste", b"&pound;"), {"own_roles", "partner_roles", "signs"}),
        (said.replace(b" | recipient", b", Swindon"), {"own_roles", "partner_roles", "parted"}),
    ):
        page = desk.kim.uploads(less)
        rows = desk.kim.reads(desk.kim.sends(page, 303, "", **desk.kim.guessed(page)))
        questions = {"kind", "own_roles", "partner_roles", "parted", "signs"}
        assert {name for name in questions if f'name="{name}"' in rows} == asked


def test_a_row_that_is_wrong_keeps_everything_out(desk: Desk, world: World) -> None:
    bad = TABLE + b"=1+1,Medway Council,boss,,40179,,,,,\n,Nobody,,,,,,,,\n"
    check = desk.kim.matches(desk.kim.chooses(bad), {"Nobody": "Leave it out"})
    page = desk.kim.reads(check)
    for words in (">4<", ">5<", "must be roles like", "must be a day", "must say what the arrangement is called"):
        assert words in page
    desk.kim.sends(check, 422, page=page)
    assert desk.parties == {}
    viewer = world.person("Kent County Council", MembershipRole.VIEWER)
    Person(world.browser(viewer)).reads("/arrangements/import", 403)
    Person(world.browser(world.person("Medway Council"))).reads(check, 404)


def test_the_real_shared_posts_are_chosen_by_a_column(desk: Desk) -> None:
    content = (SHARED / "trafford_council_shared_posts.csv").read_bytes()
    page = desk.kim.uploads(content)
    columns = {"column_title": "4", "column_purpose": "13", "column_only": "9", "column_starts_on": "2"}
    assert desk.kim.sends(page, 303, "", **columns | {"column_only": "4"}).endswith("/rows"), "a title may narrow too"
    rows = desk.kim.sends(page, 303, "", **columns)
    asked = unescape(desk.kim.reads(rows))
    assert "Use the rows where “SharedPost” is" in asked
    shared = re.search(r'<option value="(\d+)">Shared</option>', asked)
    assert shared
    answers = {"kind": "joint_team", "own_roles": "provider", "partner_roles": "recipient"}
    check = desk.kim.sends(rows, 303, "", rows_only=shared[1], **answers)
    page = desk.kim.reads(check)
    assert "STaR" in page
    assert "No other party" in page
    assert "1 July 2025" in page
    desk.kim.sends(check, page=page)
    assert len(desk.parties) >= 3


def test_a_file_that_cannot_be_is_refused_whole(desk: Desk) -> None:
    for content, words in (
        (b"Title\n\xe9t\xe9\n", "is not written in UTF-8"),
        ((",".join(f"c{at}" for at in range(10_000)) + "\nx\n").encode(), "The file has 10000 columns"),
        ("Title,Partners\nWaste \u202e,\n".encode(), "Row 2, column “Title”, has a hidden character"),
        (b"{}", "no list of arrangements"),
        (b"Title,Partners\n", "nothing to import"),
    ):
        page = desk.kim.sends("/arrangements/import", 422, upload=(BytesIO(content), "ours.csv"))
        assert words in page


def test_what_is_too_much_at_once_comes_in_part_by_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.features.arrangements.actions.arrangement_imports.MOST_ARRANGEMENTS", 2)
    rows = "".join(f"Number {at},Medway Council\n" for at in range(5))
    check = desk.kim.matches(desk.kim.chooses(f"Title,Partners\n{rows}".encode()))
    for done, words in enumerate(("until all 5 are in", "until all 3 are in", "Import 1 arrangement")):
        assert len(desk.parties) == 2 * done
        assert words in desk.kim.reads(check)
        led_to = desk.kim.sends(check)
        assert (led_to == check) == (done < 2)
    assert sorted(desk.parties) == [f"Number {at}" for at in range(5)]
    assert "5 arrangements came in as ideas" in desk.kim.reads(check), "it is done and says how many in all"


def finishes(desk: Desk, check: str) -> None:
    """Bring the parts of a file in until it is done."""
    while check.endswith("/check"):
        check = desk.kim.sends(check)


def test_what_came_in_does_not_come_again_whatever_is_answered_between_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.features.arrangements.actions.arrangement_imports.MOST_ARRANGEMENTS", 2)
    rows = "".join(f"Number {at},Medway Council,{at},2024-04-01\n" for at in range(4))
    rows = f"Title,Partners,Key,Start date\nNumber 0,Swindon Borough Council,0,\n{rows}"
    check = desk.kim.matches(desk.kim.chooses(rows.encode()))
    assert desk.kim.sends(check) == check
    page = check.replace("check", "columns")
    answers = desk.kim.guessed(page)
    del answers["column_starts_on"], answers["column_key"]
    page = desk.kim.sends(page, 303, "", **answers)
    said = {"kind": "shared_service", "own_roles": "provider", "partner_roles": "recipient", "parted": "listed"}
    asked = desk.kim.reads(page)
    page = desk.kim.sends(page, 303, "", **{name: one for name, one in said.items() if f'name="{name}"' in asked})
    check = desk.kim.matches(desk.kim.led(page))
    words = unescape(desk.kim.reads(check))
    assert re.search(r"Came in from this file before\s*</dt>\s*<dd[^>]*>\s*2\b", words)
    assert "Import 2 arrangements" in words
    finishes(desk, check)
    assert sorted(title for (title,) in desk.rows(Arrangement.title)) == [f"Number {at}" for at in range(4)]


def test_what_parts_add_to_the_list_of_organisations_is_added_once(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.features.arrangements.actions.arrangement_imports.MOST_ARRANGEMENTS", 2)
    for kind in (OrganisationType.OTHER, OrganisationType.CHARITY):
        world.organisation("Riverside Trust", kind)
        world._organisations.pop("Riverside Trust")
    rows = "".join(f"Number {at},Riverside Trust\n" for at in range(5))
    add = desk.kim.matches(desk.kim.chooses(f"Title,Partners\n{rows}".encode()), {"Trust": "Add"})
    finishes(desk, desk.kim.describes(add, "Riverside Trust", "other"))
    assert len(desk.rows(Party.arrangement_id)) == 10
    assert [name for (name,) in desk.rows(Organisation.name)].count("Riverside Trust") == 3


def test_the_rest_can_come_in_without_a_row_that_is_wrong(desk: Desk) -> None:
    rows = f"Title,Partners\n{'x' * 263},Medway Council\nRoads,Medway Council\n"
    check = desk.kim.matches(desk.kim.chooses(rows.encode()))
    page = unescape(desk.kim.reads(check))
    assert "It has 263 characters, 63 characters too many: a title can have 200" in page
    assert "the rest can come in without it" in page
    assert desk.kim.sends(check, page=page, without="") == check
    page = unescape(desk.kim.reads(check))
    assert re.search(r"Rows left out because they are wrong\s*</dt>\s*<dd[^>]*>\s*2\. Choose", page)
    assert desk.parties == {}
    finishes(desk, check)
    assert list(desk.parties) == ["Roads"]
    alone = desk.kim.matches(desk.kim.chooses(rows[: rows.index("Roads")].encode()))
    assert "without it" not in desk.kim.reads(alone), "nothing would be left"
    desk.kim.sends(alone, without="")
    assert "What is wrong in the file" in desk.kim.reads(alone)


def test_too_many_names_are_told_before_anything_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"Number {at},Medway Council\n" for at in range(3))
    monkeypatch.setattr(import_names, "MOST_NAMES", 2)
    names = desk.kim.chooses(f"Title,Partners\n{rows.replace('Medway', 'A; B; Medway')}".encode())
    assert "The rows name 3 organisations" in desk.kim.reads(names)
    assert desk.kim.sends(names).endswith("/columns")
