"""Who may speak, reply and close once a party has left, or once the arrangement was withdrawn."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.access import Viewer, end_access, viewing
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import actions, queries
from portal.features.feedback import Capacity, Kind, Stance, State, Statement, close_statement, make_statement, reply_to
from portal.ledger import LedgerEntry
from portal.web.application import Portal
from tests.arrangements.conftest import Case as Arranged
from tests.arrangements.people import day, sits
from tests.factories.world import World

WORDS = "The visits help, but they end too soon."


@pytest.fixture
def arranged(app: Portal, world: World) -> Arranged:
    """Case 1, sent to its parties."""
    return Arranged(app, world).sent()


def said(arranged: Arranged, by: Viewer) -> str:
    """Somebody says something about it; its reference."""
    with arranged.at(by) as one:
        return make_statement(one, Capacity.COMMISSIONER, Kind.SUGGESTION, WORDS).reference


def statement(reference: str) -> Statement:
    """In the block of a viewer."""
    return db.session.scalars(select(Statement).where(Statement.reference == reference)).one()


@pytest.mark.parametrize("stays_as_observer", [False, True])
def test_who_is_no_party_any_more_may_reply_and_not_close(
    arranged: Arranged, world: World, stays_as_observer: bool
) -> None:
    reference = said(arranged, arranged.kent)
    gone = arranged.health
    with arranged.at(arranged.swindon) as one:
        money = next(flow.reference for flow in queries.workings(one).money if flow.joint_payer_id)
        actions.remove_money(one, money)
        if stays_as_observer:
            actions.change_party(one, gone.organisation_reference, None, ["observer"])
        else:
            actions.remove_party(one, gone.organisation_reference)
    assert arranged.sees(gone) is stays_as_observer
    harry = sits(arranged, world, gone)
    assert "not a party to this arrangement any more" in harry.reads(f"/feedback/{reference}")
    page = harry.sends(f"/feedback/{reference}/outcome", 422, outcome_words="All done.", **day("outcome_on", *today()))
    assert "not a party to this arrangement any more" in page
    assert "All done." in page
    with arranged.app.app_context(), viewing(gone):
        assert statement(reference).state is State.PUT
        reply_to(statement(reference), Stance.EXPLAINED, "We paid until the summer.")
    with pytest.raises(RuleBroken, match="not a party"), arranged.app.app_context(), viewing(gone):
        close_statement(statement(reference), "All done.", clock.today())
    with arranged.at(arranged.swindon):
        close_statement(statement(reference), "Two more visits are planned.", clock.today())


def today() -> tuple[int, int, int]:
    return clock.today().day, clock.today().month, clock.today().year


def test_nothing_new_is_said_of_what_was_withdrawn_but_what_was_said_is_answered(
    arranged: Arranged, world: World
) -> None:
    reference = said(arranged, arranged.kent)
    with arranged.at(arranged.swindon) as one:
        actions.withdraw_arrangement(one)
    kim, base = sits(arranged, world, arranged.kent), f"/arrangements/{arranged.reference}"
    assert "Give feedback" not in kim.reads(base)
    with arranged.at(arranged.kent):
        before = db.session.scalar(select(func.count(LedgerEntry.id)))
    page = kim.sends(f"{base}/feedback/new", 422, capacity="contractor", kind="claim", words="One thing more.")
    assert "withdrawn" in page
    assert "One thing more." in page
    with arranged.at(arranged.kent):
        assert db.session.scalars(select(Statement.reference)).all() == [reference]
        assert db.session.scalar(select(func.count(LedgerEntry.id))) == before
    with arranged.at(arranged.swindon):
        reply_to(statement(reference), Stance.ACCEPTED, "They did.")
    with arranged.at(arranged.swindon):
        close_statement(statement(reference), "It was withdrawn for this reason.", clock.today())


def test_words_that_find_their_place_closed_are_given_back_under_their_own_question(
    arranged: Arranged, world: World
) -> None:
    """A reply has a question of the same name; the page says which form it is."""
    harry, address = sits(arranged, world, arranged.health), f"/arrangements/{arranged.reference}/feedback/new"
    page = harry.reads(address)
    with arranged.at(arranged.swindon) as one:
        end_access([one.access_list_id, one.inner_list_id], arranged.health.organisation_id)
    gone = harry.sends(address, 404, page, words="They end too soon.")
    assert ">Your words</dt>" in gone
    assert "They end too soon." in gone
    assert "Your reply" not in gone
