"""A party that ended and that nobody will ever speak for is said to have left; nobody is who still can, or may yet."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.errors import Invalid, RuleBroken
from portal.data import db
from portal.features.arrangements import About, AskedConfirmation, Decision, TermsVersion, actions
from portal.features.arrangements import queries as arrangements
from portal.features.organisations import Membership
from portal.features.succession import accept, decline
from tests.arrangements.people import Person
from tests.factories.world import World
from tests.succession.conftest import DAY, Northants

WHY = "The sum is wrong"


def proposed(northants: Northants) -> str:
    """Corby proposes an arrangement with Kettering, which disputes it, and Wellingborough, which confirms."""
    with northants.at(northants.partner):
        about = About(kind="shared_service", title="Fares", purpose="One pass", starts_on=date(2019, 4, 1))
        one = actions.create_arrangement(about, ["provider"])
        for other in (northants.old, northants.watcher):
            actions.add_party(one, northants.organisation(other), ["recipient"])
        actions.set_legal_basis(one, None, "Local Government Act 1972, section 101", northants.partner.organisation_id)
        actions.send_arrangement(one)
        reference = one.reference
    northants.confirm(northants.old, reference, Decision.DISPUTED, WHY)
    northants.confirm(northants.watcher, reference)
    return reference


def ends(northants: Northants, *, with_people: bool = False) -> None:
    """Kettering ended; its people act on, or left before anybody handed over."""
    with northants.at(northants.old):
        northants.organisation(northants.old).ends_on = DAY
        if not with_people:
            members = select(Membership).where(Membership.organisation_id == northants.old.organisation_id)
            db.session.scalars(members).one().ended_at = clock.now()


def says_left(northants: Northants, reference: str) -> None:
    with northants.at(northants.partner):
        actions.say_left(northants.arrangement(reference), northants.organisation(northants.old).reference)


def agreed_without(northants: Northants, reference: str) -> None:
    """Kettering left, and the two others agree."""
    ends(northants)
    says_left(northants, reference)
    for viewer in (northants.watcher, northants.partner):
        northants.confirm(viewer, reference)


def address(northants: Northants, reference: str) -> str:
    with northants.at(northants.partner):
        return f"/arrangements/{reference}/parties/{northants.organisation(northants.old).reference}/left"


def test_who_still_acts_keeps_its_vote(northants: Northants, world: World) -> None:
    """Between its last day and its handover a council answers as ever."""
    reference = proposed(northants)
    ends(northants, with_people=True)
    cora, page = Person(world.browser(northants.partner)), f"/arrangements/{reference}"
    for where in (page, f"{page}/parties", f"{page}/check"):
        words = cora.reads(where)
        assert "Nobody can answer" not in words
        assert "nobody there can confirm" not in words
        assert "has left</a>" not in words
    assert "Kettering Borough Council ended on 1 April 2021. Its own people can still answer for it" in cora.reads(page)
    assert "its own people can still answer for it" in cora.reads(address(northants, reference))
    with pytest.raises(RuleBroken, match="can still answer"):
        says_left(northants, reference)
    northants.confirm(northants.old, reference)
    with northants.at(northants.partner):
        assert northants.arrangement(reference).state == "agreed"


def test_who_may_yet_be_followed_keeps_its_place(northants: Northants, world: World) -> None:
    """Two councils are offered its place: until the last has said no, it is theirs to take."""
    reference = proposed(northants)
    northants.record(northants.north, northants.west)
    northants.send_all_to(northants.north, northants.west)
    northants.release()
    ends(northants, with_people=True)
    cora = Person(world.browser(northants.partner))
    for viewer in (northants.north, northants.west):
        with pytest.raises(RuleBroken, match="has still to say"):
            says_left(northants, reference)
        assert "has still to say" in cora.reads(address(northants, reference))
        with northants.at(viewer):
            for offer in northants.offers(viewer, "arrangement"):
                decline(offer, "Not ours")
    says_left(northants, reference)


def test_only_who_is_on_a_list_hears_that_a_place_waits(northants: Northants) -> None:
    reference = proposed(northants)
    northants.record(northants.north)
    northants.release()
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        db.session.expunge(one)
    for viewer, hears in ((northants.partner, True), (northants.watcher, True), (northants.west, False)):
        with northants.at(viewer):
            assert arrangements.place_waits(one, northants.old.organisation_id) is hears


def test_a_dispute_stays_told(northants: Northants, world: World) -> None:
    reference = proposed(northants)
    agreed_without(northants, reference)
    page = unescape(Person(world.browser(northants.watcher)).reads(f"/arrangements/{reference}"))
    assert "Confirmed by 2 of 2" in page
    assert "Disputed version 1" in page
    assert WHY in page
    assert "Said that Kettering Borough Council left on 1 April 2021" in page


def invited(northants: Northants) -> None:
    """Somebody acts for Kettering again."""
    with northants.at(northants.old):
        members = select(Membership).where(Membership.organisation_id == northants.old.organisation_id)
        db.session.scalars(members).one().ended_at = None


def test_a_successor_takes_no_place_in_what_its_line_never_agreed(northants: Northants) -> None:
    """It hands over late: its successor is added like any party, and all are asked."""
    reference = proposed(northants)
    agreed_without(northants, reference)
    invited(northants)
    northants.record(northants.north)
    northants.release()
    with northants.at(northants.north):
        assert not northants.offers(northants.north, "arrangement")
    northants.accept_all(northants.north)
    assert not northants.sees(northants.north, reference)
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        assert (one.state, one.terms_number, one.agreed_number) == ("agreed", 2, 2)
        assert not db.session.scalars(select(TermsVersion.id).where(TermsVersion.by_law)).all()
        actions.add_party(one, northants.organisation(northants.north), ["recipient"])
        assert (one.state, one.terms_number, one.agreed_number) == ("proposed", 3, 2)
        assert len(db.session.scalars(select(AskedConfirmation.organisation_id)).all()) == 3


@pytest.mark.parametrize("how", ["said to have left", "taken out"])
def test_what_was_listed_before_does_not_pass_after(northants: Northants, how: str) -> None:
    """Kettering lists what passes, and is off the arrangement before it hands over."""
    reference = proposed(northants)
    northants.record(northants.north)
    if how == "taken out":
        with northants.at(northants.partner):
            one = northants.arrangement(reference)
            actions.remove_party(one, northants.organisation(northants.old).reference)
    else:
        ends(northants)
        says_left(northants, reference)
        invited(northants)
    northants.release()
    with northants.at(northants.north):
        assert [offer.state for offer in northants.offers(northants.north, "arrangement")] in ([], ["taken_back"])
    northants.accept_all(northants.north)
    assert not northants.sees(northants.north, reference)


def test_its_audit_ends_with_it(northants: Northants) -> None:
    reference = proposed(northants)
    northants.audit(northants.old, reference)
    assert northants.sees(northants.auditor, reference)
    ends(northants)
    says_left(northants, reference)
    assert not northants.sees(northants.auditor, reference)


def test_it_can_be_undone(northants: Northants, world: World) -> None:
    reference = proposed(northants)
    agreed_without(northants, reference)
    cora, base = Person(world.browser(northants.partner)), f"/arrangements/{reference}"
    assert not northants.sees(northants.old, reference)
    with northants.at(northants.partner):
        old = northants.organisation(northants.old)
        with pytest.raises(Invalid, match="has left"):
            actions.add_party(northants.arrangement(reference), old, ["recipient"])
    assert ">It has not left" in cora.reads(f"{base}/parties")
    assert "Has Kettering Borough Council not left?" in cora.reads(address(northants, reference))
    cora.sends(address(northants, reference))
    invited(northants)
    assert northants.sees(northants.old, reference)
    page = cora.reads(base)
    assert "Said that Kettering Borough Council has not left" in page
    assert "Left on 1 April" not in page
    for viewer in (northants.old, northants.watcher, northants.partner):
        northants.confirm(viewer, reference)
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        assert (one.state, one.agreed_number) == ("agreed", 3)
        with pytest.raises(RuleBroken, match="has not left"):
            actions.say_back(one, northants.organisation(northants.old).reference)


def test_whose_place_was_taken_stays_as_one_that_left(northants: Northants, world: World) -> None:
    reference = northants.registered(northants.partner, northants.old)
    northants.record(northants.north)
    northants.release()
    with northants.at(northants.north):
        for offer in northants.offers(northants.north, "arrangement"):
            accept(offer)
    cora = Person(world.browser(northants.partner))
    assert "It has not left" not in cora.reads(f"/arrangements/{reference}/parties")
    assert "Another party took over from it" in cora.reads(address(northants, reference))
    with northants.at(northants.partner), pytest.raises(RuleBroken, match="took over"):
        actions.say_back(northants.arrangement(reference), northants.organisation(northants.old).reference)
