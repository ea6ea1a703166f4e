"""Several organisations are let in at once: what each name means is shown, and a person decides."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.access import Viewer, viewing
from portal.data import db
from portal.features.arrangements import actions
from portal.features.arrangements.queries import workings
from portal.features.arrangements.rules.joiners import MOST_BYTES, MOST_LINES, fault_of, joiners, names_in
from portal.features.organisations import (
    Guess,
    Likely,
    Organisation,
    OrganisationFacts,
    OrganisationType,
    create_organisation,
    spelt,
)
from portal.ledger import LedgerEntry
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, counted, errors, reference_of, sits
from tests.factories.world import World

WATCHERS = (
    "Birmingham City Council",
    "Cumbria County Council",
    "London Borough of Ealing",
    "Plymouth City Council",
    "Plymouth Forum",
)


def looked_for(case: Case, world: World, *names: str) -> tuple[Person, str]:
    """Swindon's draft, with Kent in it, and the page on which these were looked for."""
    with case.app.app_context(), viewing(Viewer(0, "operator", "Operator")):
        for name in WATCHERS:
            create_organisation(name, OrganisationType.COUNCIL, OrganisationFacts())
        create_organisation(
            "Bedford Rural District Council", OrganisationType.COUNCIL, OrganisationFacts(ends_on=date(2004, 4, 1))
        )
    case.begin()
    case.fill()
    swindon = sits(case, world, case.swindon)
    return swindon, f"/arrangements/{case.reference}/parties/add?name={quote(chr(10).join(names))}"


def asked(page: str) -> list[str]:
    """What is asked about which name."""
    return re.findall(r"Which organisation is “(.*?)”\?", page)


def test_names_from_minutes_become_observers_with_one_answer(case: Case, world: World) -> None:
    swindon, page = looked_for(
        case, world, "- Birmingham City Council", "2. ealing;", "cumbria", "CUMBRIA", "Kent County Council"
    )
    html = swindon.reads(page)
    assert asked(html) == ["Birmingham City Council", "ealing", "cumbria"]
    assert "Kent County Council is a party already" in html
    assert html.count(" checked") == 3
    chosen = ("Birmingham City Council", "London Borough of Ealing", "Cumbria County Council")
    answers: dict[str, Any] = {f"organisation_{at}": reference_of(case, name) for at, name in enumerate(chosen, 1)}
    sent = swindon.sends(page, page=html, roles="observer", **answers)
    swindon.sends(page, page=html, roles="observer", **answers)
    then = swindon.reads(sent)
    assert "Birmingham City Council, London Borough of Ealing and Cumbria County Council are added" in then
    assert "can answer" not in then
    with case.at(case.swindon) as one:
        lines = {line.name: line.roles for line in workings(one).parties}
        assert [lines[name] for name in chosen] == [("observer",)] * 3
        told = select(LedgerEntry.action).where(LedgerEntry.access_list_id == one.access_list_id)
        assert db.session.scalars(told).all().count("party.added") == 4 + len(answers)


def test_what_is_not_clear_is_asked_at_its_line(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, "plym", "Nobody at all", "bedford rural", "birm", "birmingham")
    html = swindon.reads(page)
    assert "Ended on 1 April 2004" in html
    assert "words that start like this. Correct it above and search again" in html
    plymouth, birmingham = (reference_of(case, name) for name in ("Plymouth City Council", "Birmingham City Council"))
    html = swindon.sends(page, 422, page=html)
    assert "Choose which organisation “plym” is, or leave it out" in errors(html)[0]
    assert "Nothing is called “Nobody at all”. Correct it above and search again" in errors(html)[1]
    answers: dict[str, Any] = {"organisation_1": plymouth, "organisation_2": "out", "organisation_3": "out"}
    both = answers | {"organisation_4": birmingham, "organisation_5": birmingham}
    again = swindon.sends(page, 422, page=html, roles=["funder", "other"], note="From the minutes", **both)
    assert "Birmingham City Council is chosen twice" in errors(again)[0]
    assert 'value="From the minutes"' in again
    nobody = dict.fromkeys(both, "out")
    assert "Choose at least one organisation" in errors(swindon.sends(page, 422, page=html, roles="other", **nobody))[0]
    once = both | {"organisation_5": "out"}
    then = swindon.reads(swindon.sends(page, page=html, roles=["funder", "other"], **once))
    names = "Plymouth City Council and Birmingham City Council"
    assert f"{names} are added" in then
    assert f"Nobody at {names} can answer. Nobody there uses Accord yet" in then


def test_searching_again_keeps_every_answer_at_its_name(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, "plym", "Nobody at all", "birmingham")
    answers: dict[str, Any] = {"organisation_1": reference_of(case, "Plymouth Forum"), "organisation_2": "out"}
    more: dict[str, Any] = {
        "roles": ["funder", "other"],
        "note": "From the minutes",
        "names": "cumbria\r\nplym\r\nNobody at all",
    }
    add = page.partition("?")[0]
    for pressed in ({"search": "yes"}, {}):
        html = swindon.sends(page, 200, **answers, **more, **pressed)
        chosen = re.findall(r'name="(\w+)"[^>]*?value="([^"]*)" checked', html)
        cumbria, out = reference_of(case, "Cumbria County Council"), ("organisation_3", "out")
        assert chosen[:3] == [("organisation_1", cumbria), ("organisation_2", answers["organisation_1"]), out]
        assert chosen[3:] == [("roles", "funder"), ("roles", "other")]
        assert 'value="From the minutes"' in html
    found = f"{add}?name={quote(more['names'])}"
    then: dict[str, Any] = {question: value for question, value in chosen if question != "roles"}
    sent = swindon.reads(swindon.sends(found, page=html, **then, **more))
    assert "Cumbria County Council and Plymouth Forum are added" in sent


def test_names_that_cannot_be_looked_for_lose_nothing(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, "plym", "birmingham")
    many = "\n".join(f"Council {number}" for number in range(MOST_LINES + 1))
    html = swindon.sends(page, 422, names=many, roles="funder", search="yes")
    assert "You have entered 51" in errors(html)[0]
    assert 'href="#names"' in errors(html)[0]
    assert asked(html) == ["plym", "birmingham"]
    assert 'value="funder" checked' in html
    nothing = swindon.sends(page, 200, names="\u200b", roles="funder", search="yes")
    assert "only hidden characters" in nothing
    assert 'value="funder" checked' in nothing


def test_some_of_several_have_other_roles_than_the_rest(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, "plymouth city", "birmingham", "cumbria")
    html = swindon.reads(page)
    assert "Swindon Borough Council is in it already." in html
    names = ("Plymouth City Council", "Birmingham City Council", "Cumbria County Council")
    answers: dict[str, Any] = {f"organisation_{at}": reference_of(case, name) for at, name in enumerate(names, 1)}
    own = answers | {"roles_organisation_1": ["funder", "broker"]}
    assert "Choose what this organisation is" in errors(swindon.sends(page, 422, page=html, **own))[0]
    wrong = own | {"roles_organisation_2": ["observer", "funder"], "roles": "observer"}
    again = swindon.sends(page, 422, page=html, **wrong)
    assert 'href="#organisation_2">An observer only watches' in again
    assert '<details class="govuk-details" open>' in again
    swindon.sends(page, page=html, roles="observer", **own)
    with case.at(case.swindon) as one:
        lines = {line.name: line.roles for line in workings(one).parties}
        assert [lines[name] for name in names] == [("broker", "funder"), ("observer",), ("observer",)]


def test_a_party_by_now_is_refused_at_its_line_and_nobody_is_let_in(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, "plymouth city", "cumbria")
    html, other = swindon.reads(page), sits(case, world, case.swindon)
    answers: dict[str, Any] = {"organisation_1": reference_of(case, "Plymouth City Council")}
    answers["organisation_2"] = reference_of(case, "Cumbria County Council")
    add = page.partition("?")[0]
    other.sends(f"{add}?name=cumbria", organisation=answers["organisation_2"], roles="observer")
    refused = swindon.sends(page, 422, page=html, roles="observer", **answers)
    assert "Cumbria County Council is a party already" in errors(refused)[0]
    assert 'href="#organisation_2"' in errors(refused)[0]
    with case.at(case.swindon) as one:
        assert "Plymouth City Council" not in [line.name for line in workings(one).parties]


def test_too_many_names_are_kept_in_the_box(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, *(f"Council {number}" for number in range(MOST_LINES + 1)))
    html = swindon.reads(page, 422)
    assert "You have entered 51" in errors(html)[0]
    assert "Council 50" in html


def test_names_that_do_not_fit_in_an_address_are_not_looked_for_at_once() -> None:
    welsh = "\n".join(["Cyngor Bwrdeistref Sirol Ynys Môn a’r Cylch: Tŷ’r Cŵn"] * 100)
    assert not fault_of(welsh[: MOST_BYTES // 2])
    assert "Enter fewer names" in fault_of(welsh)
    assert len(welsh) < MOST_BYTES < len(quote(welsh))


def test_hidden_characters_are_left_out_and_what_has_only_these_is_told(case: Case, world: World) -> None:
    assert names_in("Ke\u200bnt\n\u200b\n\x00Swin\u00addon\n-----") == ["Kent", "Swindon"]
    swindon, page = looked_for(case, world, "\u200b", "\u00ad")
    html = swindon.reads(page)
    assert "What you typed has only hidden characters" in html
    assert "start like" not in html
    assert "only hidden characters" not in swindon.reads(page.partition("?")[0])
    assert "Type letters or numbers" in errors(swindon.reads(page.partition("?")[0] + "?name=%3B-", 422))[0]
    assert 'name="organisation"' in swindon.reads(page.partition("=")[0] + "=Cumb%E2%80%8Bria")


def test_a_row_of_a_table_names_what_has_letters_and_names_keep_their_order() -> None:
    assert names_in("1\tKent\t3 stars\n2\tSwindon\n\t \t3\n1081496") == ["Kent", "Swindon", "3", "1081496"]
    assert names_in("Kent\nSwindon\nKENT") == ["Kent", "Swindon"]


def test_names_on_one_line_are_asked_for_on_lines_of_their_own(case: Case, world: World) -> None:
    swindon, page = looked_for(case, world, "Zebra, Yak")
    assert "put each on a line of its own if these are several" in swindon.reads(page)
    page = page.replace("parties/add?name=", "parties/add?name=Plymouth%20City%20Council%0A")
    assert "If these are several, put each on a line of its own above" in swindon.reads(page)
    assert "line of its own" not in swindon.reads(page.partition("=")[0] + "=Zebra")


@pytest.mark.parametrize("sent", [False, True])
def test_many_are_let_in_with_as_many_statements_as_one(case: Case, world: World, sent: bool) -> None:
    case.begin()
    case.fill()
    if sent:
        case.send()
    made = [world.organisation(f"Watcher {number}") for number in range(17)]
    often = []
    for ids in (made[:1], made[1:2], made[2:]):
        with case.at(case.swindon) as one:
            joining = [db.session.get_one(Organisation, id_) for id_ in ids]
            with counted(case) as asked:
                actions.add_parties(one, joining, ["observer"])
        # SQLite takes an INSERT for each row whose number is asked for, PostgreSQL one for all.
        numbered = tuple(f"INSERT INTO {table} (" for table in ("party", "ledger_entry", "access_grant"))
        often.append(sum(not one.startswith(numbered) for one in asked))
    assert often[1] == often[2]
    with case.at(case.swindon) as one:
        assert sum(line.name.startswith("Watcher") for line in workings(one).parties) == len(made)


@given(st.text(max_size=300))
def test_a_name_stands_once_and_alone(text: str) -> None:
    names = names_in(text)
    assert len({spelt(name) for name in names}) == len(names)
    assert all(name == name.strip() and "\n" not in name for name in names)


def test_what_is_spelt_so_is_chosen_and_what_is_nearly_so_is_not() -> None:
    kent, kentish = Likely("K", "Kent County Council"), Likely("T", "Kentish Town Trust")
    guesses = {
        "Kent County Council": Guess([kent, kentish], sure=True),
        "kent": Guess([kent]),
        "Kemt": Guess([kent]),
    }
    searched = {"kent": [SimpleNamespace(reference="K", name="Kent County Council"), kentish], "Kemt": []}
    sure, two, near = joiners(list(guesses), guesses, searched, (), 5)
    assert ([one.reference for one in sure.found], sure.likeliest) == (["K"], "K")
    assert ([one.reference for one in two.found], two.likeliest) == (["K", "T"], "")
    assert (near.near, near.likeliest) == (True, "")
