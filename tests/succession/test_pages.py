"""The pages, as the people of both councils and others use them; and the operator's command."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access import MembershipRole, Viewer
from portal.cli import main
from portal.data import db
from portal.features.arrangements import Arrangement, Party
from portal.features.organisations import (
    OrganisationFacts,
    OrganisationType,
    create_organisation,
    organisation_by_org_id,
    record_succession,
)
from portal.features.organisations.actions import importing
from portal.features.succession import HandoverOffer, actions
from portal.jobs import run_due
from tests.harness.pages import Page
from tests.house.test_statement_budget import BUDGET, counted
from tests.organisations.registers import REAL
from tests.succession.conftest import Northants


def page(browser: FlaskClient, address: str, status: int = 200) -> Page:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return Page(answer.get_data(as_text=True))


def send(browser: FlaskClient, address: str, status: int = 303, /, **typed: str | list[str]) -> str:
    """Fill in the form that stands at an address and send it; gives where it leads, or the page."""
    (form,) = [one for one in page(browser, address).posting() if not one.action]
    answer = browser.post(address, data=form.filled() | typed)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.location or answer.get_data(as_text=True)


def test_two_councils_find_their_way(northants: Northants) -> None:
    """Kettering's manager records and shows; the manager of the North accepts one, declines one, takes the rest."""
    northants.registered(northants.old, northants.partner)
    northants.draft(northants.old, "Evening buses")
    with northants.at(Viewer(0, "operator", "Operator")):
        record_succession(northants.organisation(northants.old), northants.organisation(northants.north), None)
    old, north = northants.world.browser(northants.old), northants.world.browser(northants.north)
    own = f"/organisations/{northants.old.organisation_reference}"
    assert "/handovers/new" in page(old, own).links
    day = {"on_date-day": "1", "on_date-month": "4", "on_date-year": "2021"}
    assert "Enter the day" in send(old, "/handovers/new", 422)
    handover = send(old, "/handovers/new", 303, **day)
    assert "Each has somewhere to go" in page(old, handover).words
    assert "Handovers" not in page(north, "/").words, "nothing is shown before it is released"
    assert send(old, f"{handover}/release") == "/choose-organisation"
    assert old.get(handover).status_code == 303, "nobody acts for Kettering any more"
    share = next(link for link in page(north, "/").links if "/handovers/received/" in link)
    waiting = page(north, share)
    assert "0 of 4 accepted" in waiting.words
    offers = {kind: [link for link in waiting.links if link.endswith(kind)] for kind in ("/accept", "/decline")}
    send(north, offers["/accept"][1])
    assert "Say why" in send(north, offers["/decline"][2], 422)
    send(north, offers["/decline"][2], reason="It was never more than an idea")
    assert "It was never more than an idea" in page(north, f"{share}?state=declined").words
    send(north, f"{share}/accept-all")
    assert "3 of 4 accepted, 1 declined" in page(north, share).words
    assert "Kettering Borough Council" in page(north, f"/organisations/{northants.north.organisation_reference}").words


def test_people_of_a_council_that_is_split_are_chosen_for_one_by_one(northants: Northants) -> None:
    """For all that is left both are chosen: people stay, the page says so, and so does the one on which it is shown."""
    northants.world.person("Kettering Borough Council", MembershipRole.VIEWER)
    northants.record(northants.north, northants.west)
    with northants.at(northants.old):
        handover = f"/handovers/{northants.handover().reference}"
        both = [northants.share(one).reference for one in (northants.north, northants.west)]
    old = northants.world.browser(northants.old)
    send(old, f"{handover}/rest", successors=both)
    assert "You have said where 1 thing goes" in page(old, handover).words
    send(old, f"{handover}/rest", successors=both)
    assert "Only people are left" in page(old, handover).words
    assert "2 things have nowhere to go yet" in page(old, f"{handover}/release").words


def test_nobody_else_comes_in(northants: Northants) -> None:
    """Not the other successor, not a partner; a member who is no manager reads and does not act."""
    northants.registered(northants.old, northants.partner)
    northants.record(northants.north, northants.west)
    northants.send_all_to(northants.north)
    reader = northants.world.person("Kettering Borough Council", MembershipRole.VIEWER)
    with northants.at(northants.old):
        handover = f"/handovers/{northants.handover().reference}"
    with northants.at(northants.old):
        share = f"/handovers/received/{northants.share(northants.north).reference}"
    assert northants.world.browser(reader).get(handover).status_code == 200
    assert northants.world.browser(reader).get(f"{handover}/release").status_code == 403
    north, west = northants.world.browser(northants.north), northants.world.browser(northants.west)
    for browser in (north, west, northants.world.browser(northants.partner)):
        assert browser.get(handover).status_code == browser.get(share).status_code == 404
    northants.release()
    assert (north.get(share).status_code, west.get(share).status_code) == (200, 404)
    assert west.get(share).data == west.get("/handovers/received/0000-0000").data
    in_old_mail = share.replace("received", "shares")
    assert (north.get(in_old_mail).status_code, north.get(in_old_mail).location) == (308, share)
    assert west.get(in_old_mail).status_code == 404
    assert west.get(in_old_mail).data == west.get("/handovers/shares/0000-0000").data
    with northants.at(northants.north):
        offer = northants.offers(northants.north)[0].reference
    assert west.get(f"/handovers/things/{offer}/accept").status_code == 404


def test_a_long_share_goes_on_by_itself(northants: Northants) -> None:
    """More than one request can take: the first are accepted at once, the rest after the answer; each page asks as
    often as that of a short one."""
    for number in range(3):
        northants.draft(northants.old, f"Idea {number}")
    northants.record(northants.north)
    northants.release()
    browser = northants.world.browser(northants.north)
    with northants.at(northants.north):
        share = f"/handovers/received/{northants.share(northants.north).reference}"
    browser.get(share)
    with northants.app.app_context(), counted() as sent:
        browser.get(share)
    assert len(sent) <= BUDGET, "\n\n".join(sent)
    before = actions.AT_ONCE
    try:
        actions.AT_ONCE = 2
        send(browser, f"{share}/accept-all")
        with northants.at(northants.north):
            left = select(HandoverOffer.id).where(HandoverOffer.state == "offered")
            assert len(db.session.scalars(left).all()) == 3
        while run_due(northants.app):
            pass
    finally:
        actions.AT_ONCE = before
    assert "5 of 5 accepted" in page(browser, share).words


def test_the_operator_sees_numbers_and_no_content(northants: Northants) -> None:
    """Kettering by its code: nobody there does anything, and nothing of what it holds is printed."""
    with northants.at(Viewer(0, "operator", "Operator")):
        facts = OrganisationFacts(identifiers=[("GB-LAE", "NNT")])
        made = create_organisation("North Northamptonshire", OrganisationType.COUNCIL, facts).reference
    northants.registered(northants.old, northants.partner, "Secret fares")
    run = northants.app.test_cli_runner()
    old = northants.old.organisation_reference
    said = run.invoke(main.get_command(None, "organisations"), ["succeed", old, "NNT", "--on", "2021-04-01"])  # type: ignore[arg-type]
    assert said.exit_code == 0, said.output
    assert "things: 2" in said.output
    assert "offered: 0" in said.output
    assert "Secret" not in said.output
    again = ["succeed", old, made, "--on", "2021-04-01", "--release"]
    assert "offered: 3" in run.invoke(main.get_command(None, "organisations"), again).output  # type: ignore[arg-type]
    nobody = ["succeed", old, "QQQ", "--on", "2021-04-01"]
    assert "no organisation" in run.invoke(main.get_command(None, "organisations"), nobody).output  # type: ignore[arg-type]


if REAL.exists():

    def test_the_real_northamptonshire_is_split(northants: Northants) -> None:
        """``NTH`` passes to ``NNT,WNT`` in the register of authorities; each becomes a party to what it shared."""
        content = (REAL / "1-local-authorities" / "uk_local_authorities_future.csv").read_bytes()
        with northants.at(Viewer(0, "operator", "Operator")):
            importing.carry_out(importing.plan_import(content))
            county = organisation_by_org_id("GB-LAE-NTH")
            assert county is not None
            viewer = Viewer(0, "operator", "Operator", county.id, county.reference, county.name, MembershipRole.MANAGER)
        northants.draft(viewer, "Roads across the county")
        words = ["succeed", "NTH", "NNT", "WNT", "--on", "2021-04-01", "--to-each", "--release"]
        said = northants.app.test_cli_runner().invoke(main.get_command(None, "organisations"), words)  # type: ignore[arg-type]
        assert "undecided: 0\nchosen: 0\noffered: 4\n" in said.output, said.output
        with northants.at(viewer):
            assert db.session.scalars(select(Arrangement.title)).all() == ["Roads across the county"]
            assert len(db.session.scalars(select(Party.id)).all()) == 1
