"""What somebody meets who registers an arrangement for the first time, on both databases."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import MembershipRole
from portal.core import clock
from portal.core.errors import Invalid
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.arrangements.models import Arrangement, Governance
from portal.features.arrangements.rules.legal import NOT_KNOWN, basis_hint
from portal.features.organisations import Organisation, record_succession
from portal.ledger.models import LedgerEntry, LedgerPayload
from tests.arrangements.conftest import Case
from tests.arrangements.people import reference_of, sits
from tests.factories.world import World

COMMUNITIES = "Department for Communities and Local Government"


def ends(case: Case, world: World) -> None:
    """The Office of the Deputy Prime Minister ended, and a department took over; so did Health and Bedfordshire, and
    nobody did."""
    communities = world.organisation(COMMUNITIES)
    with case.at(case.swindon):
        for viewer in (case.odpm, case.health, case.bedfordshire):
            one = db.session.get_one(Organisation, viewer.organisation_id)
            one.ends_on, one.closed_at = date(2006, 5, 5), clock.start_of(date(2006, 5, 5))
        odpm = db.session.get_one(Organisation, case.odpm.organisation_id)
        record_succession(odpm, db.session.get_one(Organisation, communities), date(2006, 5, 5))


def test_parties_that_ended_since_are_all_named_with_who_took_over(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    ends(case, world)
    sam, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    said = (
        "Office of the Deputy Prime Minister ended on 5 May 2006, so nobody there can confirm."
        f" {COMMUNITIES} took over. If you say that it has left, the others can agree without it",
        "Department of Health ended on 5 May 2006, so nobody there can confirm. If you say that it has left",
    )
    adds = f'href="{base}/parties/add?name={COMMUNITIES.replace(" ", "+")}">Add {COMMUNITIES} as a party</a>'
    for page in (sam.reads(f"{base}/tasks"), sam.reads(f"{base}/check")):
        assert all(words in page for words in said)
        assert "Look at this" in page
        assert "Wrong" not in page
        assert "Bedfordshire County Council ended" not in page
    assert adds in sam.reads(f"{base}/check").replace("%20", "+")
    page = sam.reads(f"{base}/parties")
    assert page.count("Nobody can answer") == 2, "observers need not answer"
    assert page.count("Ended on</dt>") == 1, "but it is said that they ended"
    assert f"Add {COMMUNITIES} as a party" in page

    sam.sends(f"{base}/check")
    page = sam.reads(base)
    assert "Act now" not in page, "on the first day nothing is late"
    assert page.count(">To do</strong>") == 2
    assert "Now Kent County Council is asked to confirm." in page
    assert "Your managers are told by email" in page
    assert adds in page.replace("%20", "+")
    assert "You need do nothing" not in page
    assert "Ended on 5 May 2006" in page
    sam.sends(f"{base}/parties/add?name=Communities", organisation=reference_of(case, COMMUNITIES), roles=["funder"])
    assert adds not in sam.reads(base).replace("%20", "+")


def test_the_others_agree_without_a_party_that_ended_and_has_nobody(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    ends(case, world)
    sam, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    odpm, health = (
        reference_of(case, name) for name in ("Office of the Deputy Prime Minister", "Department of Health")
    )
    assert f'href="{base}/parties/{odpm}/left"' in sam.reads(f"{base}/parties")
    sam.sends(f"{base}/parties/{odpm}/left")
    assert "Office of the Deputy Prime Minister ended on" not in sam.reads(f"{base}/check")
    assert "Office of the Deputy Prime Minister</option>" in sam.reads(f"{base}/money/add"), "what it paid can be said"
    sam.sends(f"{base}/check")
    case.answer(case.kent)
    assert "Confirmed by 2 of 3" in sam.reads(base)
    assert f'href="{base}/parties/{health}/left"' in sam.reads(base)
    to = sam.sends(f"{base}/parties/{health}/left")
    assert "Saved as version 2" in sam.reads(to)
    page = sam.reads(base)
    assert "Left on 5 May 2006" in page
    assert "Said that Department of Health left on 5 May 2006" in page
    for viewer in (case.kent, case.swindon):
        case.answer(viewer)
    assert "Confirmed by 2 of 2" in sam.reads(base)
    assert ">Agreed</strong>" in sam.reads(base)
    kent = reference_of(case, "Kent County Council")
    assert "has not ended" in sam.reads(f"{base}/parties/{kent}/left")
    with case.at(case.swindon) as one:
        for who, why in ((kent, "has not ended"), (health, "has left")):
            with pytest.raises(Invalid, match=why):
                actions.say_left(one, who)
    sits(case, world, case.kent).reads(f"{base}/parties/{health}/left", 403)


def test_a_legal_basis_may_be_not_known_yet(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    sam, own = sits(case, world, case.swindon), reference_of(case, "Swindon Borough Council")
    base = f"/arrangements/{case.reference}"
    address = f"{base}/legal-basis"
    page = sam.reads(address)
    assert "Passed in 2011, after this arrangement starts" in page
    assert "Passed in 1972" not in page
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"bases": [NOT_KNOWN, "contract"]}, "Choose “Not known yet” alone"),
        ({"bases": [NOT_KNOWN], "legal_note": "A contract"}, "Leave this empty"),
    )
    for answers, words in refused:
        assert words in sam.sends(address, 422, **{"accountable_body": own, "legal_note": "", **answers})
    sam.sends(address, accountable_body=own, bases=[NOT_KNOWN], legal_note="")
    assert 'value="not-known" checked' in sam.reads(address)
    for part in ("tasks", "check"):
        assert "The legal basis is not known yet" in sam.reads(f"{base}/{part}")
    sam.sends(f"{base}/check")
    assert "The legal basis is not known yet" in sam.reads(base)
    with case.at(case.kent) as one:
        assert '"legal_basis":""' in queries.newest_terms(one).terms
    assert "Not known yet" in sits(case, world, case.kent).reads(f"{base}/answer")
    case.answer(case.kent)
    sam.sends(address, accountable_body=own, bases=["contract"])
    assert "The legal basis is not known yet" not in sam.reads(base)
    changed = sits(case, world, case.kent).reads(f"{base}/answer")
    assert "Not known yet" in changed
    assert "Contract" in changed


def test_an_act_is_marked_by_its_year() -> None:
    localism, marked = "Localism Act 2011, section 1", "Passed in 2011, after this arrangement starts"
    assert basis_hint(localism, "", date(2005, 1, 17)) == marked
    assert basis_hint(localism, "Hint", date(2010, 12, 31)) == f"Hint. {marked}"
    for name, starts_on in ((localism, date(2011, 1, 1)), ("Grant", date(2005, 1, 17)), (localism, None)):
        assert basis_hint(name, "Hint", starts_on) == "Hint"


def test_the_role_of_accountable_body_goes_with_being_named(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    kent, swindon = case.kent.organisation_id, case.swindon.organisation_id

    def roles(organisation_id: int) -> tuple[str, ...]:
        with case.at(case.swindon) as one:
            return queries.workings(one).roles[organisation_id]

    assert "accountable_body" in roles(swindon), "named when it was filled in"
    with case.at(case.swindon) as one:
        actions.set_legal_basis(one, None, "", kent, ["contract"])
    assert ("accountable_body" in roles(kent), "accountable_body" in roles(swindon)) == (True, False)
    references = {who: reference_of(case, name) for who, name in
                  ((kent, "Kent County Council"), (swindon, "Swindon Borough Council"))}  # fmt: skip
    for who, wanted in ((kent, ["provider"]), (swindon, ["recipient", "accountable_body"])):
        with case.at(case.swindon) as one, pytest.raises(Invalid, match="as the accountable body"):
            actions.change_party(one, references[who], None, wanted)
    with case.at(case.swindon) as one:
        actions.change_party(one, references[kent], None, ["accountable_body"])
        with pytest.raises(Invalid, match="Give it another role first"):
            actions.set_legal_basis(one, None, "", swindon, ["contract"])


def test_the_party_that_has_the_role_is_chosen_already(case: Case, world: World) -> None:
    sam = sits(case, world, case.swindon)
    to = sam.sends("/arrangements/new", title="T", kind="mentoring", roles=["recipient", "accountable_body"])
    own = reference_of(case, "Swindon Borough Council")
    assert f'value="{own}" selected' in sam.reads(to.replace("about", "legal-basis"))
    page = sam.reads(to.replace("about", "tasks"))
    assert "3 parts are needed before you can send it: 1 is done" in page, "it is not asked for again"
    with case.at(case.swindon):
        body = select(LedgerPayload.body).join(LedgerEntry).where(LedgerEntry.action == "arrangement.drafted")
        drafted = json.loads(db.session.scalars(body).one())
        assert drafted["accountable_body"] == case.swindon.organisation_id
        (one,) = db.session.scalars(select(Arrangement))
        one.purpose, one.starts_on = "Better care", date(2005, 1, 17)
        actions.add_party(one, db.session.get_one(Organisation, case.kent.organisation_id), ["provider"])
    leads = "Optional part: Legal basis and accountable body"
    assert leads in sam.reads(to.replace("about", "settled"))
    sam.sends(to.replace("about", "legal-basis"), accountable_body=own, bases=[NOT_KNOWN])
    assert leads not in sam.reads(to.replace("about", "settled"))


def test_nothing_said_of_governance_is_nothing_written(case: Case, world: World) -> None:
    case.begin()
    sam, address = sits(case, world, case.swindon), f"/arrangements/{case.reference}/governance"
    page = sam.reads(address)
    assert "Leave this for now and go on to" in page
    sam.sends(address, exit_readiness="not_started")
    with case.at(case.swindon):
        assert db.session.scalars(select(Governance)).all() == []
        told = db.session.scalars(select(LedgerEntry.action)).all()
        assert "governance.set" not in told
    # An answer to how well it is run makes the row, and says nothing of governance.
    sam.sends(f"/arrangements/{case.reference}/assessment", risk="2")
    page = sam.reads(f"/arrangements/{case.reference}/tasks")
    governance = page[page.index("Governance, reviews and exit") :]
    assert governance[governance.index("__status") :].index("Optional") < 200
    sam.sends(address, exit_readiness="not_started", board="The two cabinets")
    page = sam.reads(f"/arrangements/{case.reference}/tasks")
    assert "“Governance, reviews and exit” is saved" in page
    assert page.index("Governance, reviews and exit</a>") < page.index("Completed", page.index("exit</a>"))


def test_every_part_leads_on_and_sending_is_a_button_once_nothing_is_missing(case: Case, world: World) -> None:
    case.begin()
    sam, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    assert "Leave this for now" in sam.reads(f"{base}/pairs/add")
    answers: dict[str, Any] = {"title": "Kent mentors Swindon", "kind": "mentoring", "purpose": "Better care"}
    days: dict[str, Any] = {"starts_on-day": "17", "starts_on-month": "1", "starts_on-year": "2005"}
    assert "“About” is saved" in sam.reads(sam.sends(f"{base}/about", **answers, **days))
    for part in ("milestones", "criteria"):
        page = sam.reads(f"{base}/{part}")
        assert ("Next part: Parties and roles" in page, "Check and send" in page) == (True, False), part
    case.fill()
    for part in ("parties", "milestones", "criteria", "money/edit", "measures"):
        page = sam.reads(f"{base}/{part}")
        link = page[: page.index("Check and send</a>")].rindex("<a ")
        assert 'class="govuk-button"' in page[link : page.index("Check and send</a>")], part
        assert "Next part: " not in page
        assert "Optional part: " in page


def test_after_sending_the_page_says_who_is_asked_and_what_can_be_done(case: Case, world: World) -> None:
    case.sent()
    sam, base = sits(case, world, case.swindon), f"/arrangements/{case.reference}"
    page = unescape(sam.reads(base))
    asked = "Kent County Council, Office of the Deputy Prime Minister and Department of Health are asked to confirm"
    assert f"Now {asked}. You need do nothing." in page
    assert page.count("Observers, who are not asked to confirm: Bedfordshire County Council.") == 1
    assert "Not asked" not in page
    next_steps = page[page.index("What can happen next") : page.index("On this page")]
    assert "Record a reading" in next_steps
    assert "State a figure that differs" in next_steps
    inner, outer = ("money", "mentoring", "governance"), ("parties", "measures", "evidence", "feedback", "history")
    for anchor in (*inner, *outer, "legal"):
        assert f'id="{anchor}"' in page, anchor
    seen = sits(case, world, case.bedfordshire).reads(base)
    assert 'href="#money"' not in seen
    assert "You need do nothing" not in seen
    assert "You need do nothing" not in sits(case, world, case.kent).reads(base), "Kent is asked"


def test_a_criterion_without_how_says_what_is_not_given(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    with case.at(case.swindon) as one:
        actions.add_criterion(one, "Two stars", "")
    page = sits(case, world, case.swindon).reads(f"/arrangements/{case.reference}/check")
    assert "How you will know: not given" in page
    assert "By sending, you confirm it for Swindon Borough Council." in page


def test_home_begins_an_arrangement_for_whoever_may(case: Case, world: World) -> None:
    begins = 'href="/arrangements/new"'
    assert begins in sits(case, world, case.swindon).reads("/")
    reader = world.person("Swindon Borough Council", MembershipRole.VIEWER)
    assert begins not in sits(case, world, reader).reads("/")


def test_nothing_is_asked_twice(case: Case, world: World) -> None:
    sam = sits(case, world, case.swindon)
    about = sam.sends("/arrangements/new", title="Kent mentors Swindon", kind="mentoring", roles=["recipient"])
    page = sam.reads(about)
    assert "is written down" in page
    assert page.index("What is it for?") < page.index("Change the name or the kind") < page.index("What is it called?")
    assert "Back to all parts" in page
    base = about.removesuffix("/about")
    page = sam.reads(f"{base}/pairs/add")
    assert page.index("Names, days and how often") < page.index("How often do they meet?")
    page = sam.reads(f"{base}/legal-basis")
    assert page.index("Not known yet") < page.index("Local Government Act 1972")
    sam.reads(sam.sends(f"{base}/visits", rhythm="Two days a week", visits_per_month="8"))


def test_the_check_shows_what_was_entered_in_its_order_with_the_money_in_a_table(case: Case, world: World) -> None:
    case.begin()
    case.fill()
    page = unescape(sits(case, world, case.swindon).reads(f"/arrangements/{case.reference}/check"))
    said = (
        "Nothing is sent yet",
        "What it is about</h2>",
        "Parties</h2>",
        "Kent County Council</dt>",
        "Office of the Deputy Prime Minister</dt>",
        "Department of Health</dt>",
        "Observers</dt>",
        "Money</h2>",
        "Swindon Borough Council to Kent County Council",
        "A fixed amount",
        "£2,600,000",
        "Office of the Deputy Prime Minister and Department of Health to Kent County Council",
        "£1,000,000",
        "All of it",
        "£3,600,000",
        "Legal basis</h2>",
        "You can change it after sending: the parties are then asked to confirm again.",
    )
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert "Nothing is said of:" not in page
