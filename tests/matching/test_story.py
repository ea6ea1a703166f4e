"""Swindon finds Kent before anybody brokered it, and nobody learns of a need that its organisation keeps to itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.access import Viewer
from portal.core import clock
from portal.data import db
from portal.features.arrangements import Arrangement, Kind, Party, PartyRole
from portal.features.arrangements.actions import (
    About,
    MeasureFacts,
    ReadingFacts,
    add_measure,
    add_party,
    create_arrangement,
    record_reading,
    send_arrangement,
    set_legal_basis,
)
from portal.features.arrangements.cli import commands as arrangement_commands
from portal.features.arrangements.service_commands import commands
from portal.features.matching import Audience, Side, actions, queries
from portal.features.matching.queries import Filter, readings_about
from portal.features.organisations import Organisation
from portal.ledger import LedgerEntry
from tests.arrangements.people import day
from tests.house.test_statement_budget import BUDGET, counted
from tests.matching.conftest import CARE, STARS, Seekers

MINE = "/offers-and-needs"


def who_fits(seekers: Seekers, viewer: Viewer) -> str:
    return seekers.browser(viewer).reads("/matches")


def test_swindon_seeks_and_finds_kent(seekers: Seekers) -> None:
    seekers.says(seekers.kent, Side.OFFER, Audience.MEMBERS, kind=Kind.MENTORING, rating="csci_stars:3", **STARS)
    officer = seekers.browser(seekers.officer)
    assert "No offers or needs yet" in officer.reads(MINE)
    assert "Nothing to match yet" in officer.reads("/matches")
    assert "Enter the day of the rating" in officer.sends(
        f"{MINE}/add", 422, side="need", service_slug=CARE, kind="", words="Help", rating="csci_stars:0"
    )
    dated = {"rating": "", **day("rating_on", 1, 12, 2004)}
    assert "Choose the rating, or leave" in officer.sends(
        f"{MINE}/add", 422, side="need", service_slug=CARE, kind="", words="Help", **dated
    )
    shown = officer.sends(
        f"{MINE}/add",
        side="need",
        service_slug=CARE,
        kind="",
        words="Managers beside ours",
        rating="csci_stars:0",
        rating_source="Star ratings 2004",
        **day("rating_on", 1, 12, 2004),
    )
    assert "Only us." in officer.reads(shown)
    page = officer.reads("/matches")
    assert "Offers mentoring for adult social care" in page
    assert "Has three stars (Stars for social services, 2004, as it says itself) where you have" in page
    assert "Nobody fits that" in officer.reads("/matches?service=waste")
    assert "Nobody fits that" in officer.reads("/matches?side=need")
    assert "Who could help you" in officer.reads("/")
    assert "Nobody fits yet" in who_fits(seekers, seekers.kent)


def test_an_approach_is_an_idea_that_the_other_side_does_not_see(seekers: Seekers) -> None:
    seekers.says(seekers.kent, Side.OFFER, Audience.MEMBERS, kind=Kind.MENTORING)
    seekers.says(seekers.swindon, Side.NEED)
    swindon, kent = seekers.browser(seekers.swindon), seekers.browser(seekers.kent)
    page = swindon.reads("/matches")
    start = page.index("/matches/")
    address = page[start : page.index('"', start)]
    assert "Mentoring for adult social care: Kent County Council and Swindon" in swindon.reads(address)
    tasks = swindon.sends(address, title="Kent mentors Swindon", kind="mentoring")
    assert "Kent mentors Swindon" in swindon.reads(tasks)
    assert "Kent mentors Swindon" not in kent.reads("/arrangements")
    kent.reads(tasks, 404)
    with seekers.at(seekers.swindon):
        idea = db.session.execute(select(Arrangement.state, Arrangement.kind)).one()
        roles = dict(
            db.session.execute(
                select(Party.organisation_id, PartyRole.role).join(PartyRole, PartyRole.party_id == Party.id)
            ).all()
        )
        notes = set(db.session.scalars(select(Party.note)))
        told = select(LedgerEntry.subject_type).where(LedgerEntry.action == "approach.made")
        assert db.session.scalars(told).all() == ["organisation_record"], "no later party reads what it comes from"
    assert tuple(idea) == ("idea", "mentoring")
    assert roles == {seekers.swindon.organisation_id: "mentee", seekers.kent.organisation_id: "mentor"}
    assert notes == {""}
    kent.reads(address, 404)


@pytest.mark.parametrize("side", Side)
def test_nobody_sees_what_is_kept_to_oneself(seekers: Seekers, side: Side) -> None:
    other = Side.NEED if side is Side.OFFER else Side.OFFER
    reference = seekers.says(seekers.swindon, side)
    seekers.says(seekers.kent, other, Audience.MEMBERS)
    kent = seekers.browser(seekers.kent)
    assert "Nobody fits yet" in kent.reads("/matches")
    assert "Swindon" not in kent.reads("/")
    kent.reads(f"{MINE}/{reference}", 404)
    kent.reads(f"/matches/{reference}/approach", 404)
    assert "Kent" in who_fits(seekers, seekers.swindon)


def test_only_those_that_are_named_see_it_and_only_as_long(seekers: Seekers) -> None:
    reference = seekers.says(seekers.swindon, Side.NEED, Audience.NAMED)
    seekers.says(seekers.kent, Side.OFFER)
    seekers.says(seekers.plymouth, Side.OFFER)
    page = f"{MINE}/{reference}"
    swindon, kent = seekers.browser(seekers.swindon), seekers.browser(seekers.kent)
    reader = f"{page}/readers/{seekers.kent.organisation_reference}"
    assert "Nothing found" in swindon.reads(f"{page}/readers/add?name=nowhere")
    assert swindon.sends(f"{reader}/add") == page
    assert "this?" in swindon.sends(f"{reader}/add", 422)
    assert "Swindon" in kent.reads("/matches")
    assert "Named by Swindon Borough Council" in kent.reads(page)
    kent.reads(f"{page}/who-can-see", 403)
    assert "Nobody fits yet" in who_fits(seekers, seekers.plymouth)
    swindon.sends(f"{reader}/remove")
    assert "Nobody fits yet" in kent.reads("/matches")
    kent.reads(page, 404)
    swindon.sends(f"{reader}/add")
    swindon.sends(f"{page}/who-can-see", audience="us")
    kent.reads(page, 404)


def test_a_copy_lasts_as_long_as_the_choice(seekers: Seekers) -> None:
    reference = seekers.says(seekers.kent, Side.OFFER)
    seekers.says(seekers.swindon, Side.NEED)
    page = f"{MINE}/{reference}"
    kent = seekers.browser(seekers.kent)
    assert seekers.copies() == 0
    kent.sends(f"{page}/who-can-see", audience="members")
    assert seekers.copies() == 1
    kent.sends(f"{page}/change", side="offer", service_slug=CARE, words="Two days a week", kind="mentoring", rating="")
    assert "Two days a week" in who_fits(seekers, seekers.swindon)
    assert seekers.copies() == 1
    kent.sends(f"{page}/withdraw")
    assert seekers.copies() == 0
    assert "Nobody fits yet" in who_fits(seekers, seekers.swindon)
    assert "Withdrawn on" in kent.reads(f"{MINE}?state=withdrawn")
    assert "This was withdrawn" in kent.sends(f"{page}/who-can-see", 422, audience="members")


def test_a_contributor_writes_and_a_manager_shows(seekers: Seekers) -> None:
    reference = seekers.says(seekers.swindon, Side.NEED)
    officer = seekers.browser(seekers.officer)
    officer.reads(f"{MINE}/{reference}/change")
    for ending in ("who-can-see", "withdraw", "readers/add"):
        officer.reads(f"{MINE}/{reference}/{ending}", 403)


def test_the_operator_keeps_the_list_of_services(seekers: Seekers) -> None:
    run = seekers.app.test_cli_runner().invoke
    seekers.app.extensions.pop("accord.services", None)
    assert run(commands, ["set", "harbours", "Harbours"]).exit_code == 0
    assert run(commands, ["set", "harbours", "Ports and harbours"]).exit_code == 0
    assert "called Waste and recycling already" in run(commands, ["set", "bins", "Waste and recycling"]).output
    assert "harbours: Ports and harbours" in run(commands, ["list"]).output
    assert "Ports and harbours" in seekers.browser(seekers.officer).reads(f"{MINE}/add")


def test_a_kind_that_the_operator_added_is_offered_matched_and_approached(seekers: Seekers) -> None:
    added = seekers.app.test_cli_runner().invoke(
        arrangement_commands, ["kinds", "add", "twinning", "--name", "Twinning"]
    )
    assert added.exit_code == 0, added.output
    seekers.app.extensions.pop("accord.kinds", None)
    swindon = seekers.browser(seekers.swindon)
    seekers.says(seekers.kent, Side.OFFER, Audience.MEMBERS, kind="twinning")
    shown = swindon.sends(f"{MINE}/add", side="need", service_slug=CARE, kind="twinning", words="A twin", rating="")
    assert "Twinning" in swindon.reads(shown)
    assert "Twinning" in swindon.reads(MINE)
    page = swindon.reads("/matches?kind=twinning")
    assert "Offers twinning for adult social care" in page
    start = page.index("/matches/")
    idea = swindon.sends(page[start : page.index('"', start)], title="Twins", kind="twinning")
    assert "Twins" in swindon.reads(idea)
    assert "Twinning" in swindon.reads("/lessons")


def test_what_is_over_fits_nothing(seekers: Seekers) -> None:
    today = clock.today()
    seekers.says(seekers.kent, Side.OFFER, Audience.MEMBERS, ends_on=today)
    seekers.says(seekers.swindon, Side.NEED)
    assert "Kent" in who_fits(seekers, seekers.swindon)
    with clock.pinned(clock.now() + timedelta(days=2)):
        assert "Nobody fits yet" in who_fits(seekers, seekers.swindon)


def test_a_reading_on_record_is_known_to_its_parties_only(seekers: Seekers) -> None:
    with seekers.at(seekers.swindon):
        one = create_arrangement(About("mentoring", "Kent mentors Swindon", "Better", date(2005, 1, 17)), ["mentee"])
        add_party(one, db.session.get_one(Organisation, seekers.kent.organisation_id), ["mentor"])
        set_legal_basis(one, None, "Section 113", seekers.swindon.organisation_id)
        stars = "No stars\nOne star\nTwo stars\nThree stars"
        made = add_measure(one, MeasureFacts("Stars", "rating", "higher", "", stars, "No stars", date(2004, 12, 1)))
        reference = made.reference
        send_arrangement(one)
        record_reading(one, reference, ReadingFacts("One star", date(2005, 12, 1), "Letter"))
    everybody = {viewer.organisation_id for viewer in (seekers.kent, seekers.swindon, seekers.plymouth)}
    for viewer, seen in ((seekers.kent, 1), (seekers.swindon, 1), (seekers.plymouth, 0)):
        with seekers.at(viewer):
            read = readings_about(everybody)
        assert len(read) == seen, viewer.organisation_name
        assert all(rating.label == "One star" for ratings in read.values() for rating in ratings)
        assert seekers.kent.organisation_id not in read


def test_pages_ask_no_more_when_there_is_more(seekers: Seekers) -> None:
    reference = seekers.says(seekers.swindon, Side.NEED)
    browser = seekers.browser(seekers.swindon)
    addresses = (MINE, f"{MINE}/{reference}", f"{MINE}/add", "/matches", f"/matches?service={CARE}", "/")

    def counts() -> list[int]:
        found = []
        for address in addresses:
            browser.reads(address)
            with seekers.app.app_context(), counted() as sent:
                browser.reads(address)
            assert len(sent) <= BUDGET, "\n\n".join([address, *sent])
            found.append(len(sent))
        return found

    seekers.says(seekers.kent, Side.OFFER, Audience.MEMBERS)
    few = counts()
    for _ in range(30):
        seekers.says(seekers.plymouth, Side.OFFER, Audience.MEMBERS)
        seekers.says(seekers.swindon, Side.NEED)
    assert counts() == few
    first = browser.reads("/matches")
    assert "Kent County Council" not in first, "the nearest come first"
    start = first.index("after=")
    second = browser.reads(f"/matches?{first[start : first.index(chr(34), start)]}")
    assert "Kent County Council" in second
    browser.reads("/matches?after=0000-0000", 404)


def test_the_query_gives_nothing_that_the_rule_would_have_to_hide(seekers: Seekers) -> None:
    for viewer in (seekers.kent, seekers.plymouth):
        seekers.says(viewer, Side.OFFER)
    seekers.says(seekers.swindon, Side.NEED)
    with seekers.at(seekers.swindon):
        held = queries.held(Filter(), clock.today())
        assert (len(held.ours), held.theirs) == (1, [])
        assert actions.readers(seekers.posting(held.ours[0].reference)) == []
