"""Kettering's records find their way to North Northamptonshire, and nobody gains what Kettering did not have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.access import end_access
from portal.core import clock
from portal.core.errors import Forbidden, RuleBroken
from portal.data import AccessMandate, db, settle_mandate
from portal.features.arrangements import (
    AskedConfirmation,
    Confirmation,
    Decision,
    FollowUp,
    MentoringSession,
    MoneyFlow,
    Party,
    Target,
    TermsVersion,
    actions,
)
from portal.features.arrangements import queries as arrangements
from portal.features.audits import Engagement, change_end
from portal.features.feedback import Stance, Statement, reply_to
from portal.features.feedback.models import AskedReply
from portal.features.organisations import Membership
from portal.features.succession import accept, decline, record_handover, release
from portal.features.succession import actions as handing
from portal.features.succession import queries as handed
from portal.ledger.cli import commands as ledger_commands
from tests.harness.databases import on_postgresql
from tests.succession.conftest import DAY, Northants


def test_a_council_passes_whole(northants: Northants) -> None:
    reference = northants.registered(northants.old, northants.partner)
    draft = northants.draft(northants.old)
    before = northants.grants()
    northants.record(northants.north)
    assert not northants.sees(northants.north, reference)
    northants.release()
    assert not northants.sees(northants.north, reference), "to be offered a thing is not to see it"
    assert northants.accept_all(northants.north) == 4, "two arrangements, a list of people, a person"
    assert northants.sees(northants.north, reference)
    assert northants.sees(northants.north, draft)
    assert not northants.sees(northants.old, reference)
    old, north = northants.old.organisation_id, northants.north.organisation_id
    mine = {(grant[0], grant[2]) for grant in northants.grants() if grant[1] == north}
    assert {(grant[0], grant[2]) for grant in before if grant[1] == old} <= mine
    shares = {grant[0] for grant in northants.grants() if grant[1] == north} - {grant[0] for grant in before}
    assert len(shares) == 1, "beside what Kettering had, only its own share of the handover"


def test_history_stays_under_the_old_name(northants: Northants) -> None:
    reference = northants.registered(northants.old, northants.partner)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    old, north, partner = (one.organisation_id for one in (northants.old, northants.north, northants.partner))
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        lines = {line.organisation_id: line for line in arrangements.parties_of(one)}
        assert lines[old].left_on == DAY
        assert lines[north].roles == lines[old].roles == ("accountable_body", "provider")
        assert "Took over from Kettering Borough Council on 1 April 2021" in lines[north].note
        assert db.session.scalars(select(MoneyFlow.payer_id)).all() == [old]
        assert (one.registered_by_id, one.led_by_id, one.accountable_body_id) == (old, north, north)
        assert db.session.scalars(select(Target.set_by_id)).all() == [north], "the target waits for its successor"
        assert db.session.scalars(select(MentoringSession.logged_by_id)).all() == [north]
        assert db.session.scalars(select(FollowUp.owner_id)).all() == [north]
        assert (one.state, one.terms_number) == ("agreed", 2)
        stands = arrangements.story(one).standing
        assert (set(stands.confirmed), len(stands.waiting)) == ({north, partner}, 0), "the law asks nobody"
        words = db.session.execute(select(Confirmation.organisation_id, Confirmation.carried_from)).all()
        assert {tuple(word) for word in words} == {(old, None), (partner, None), (north, 1), (partner, 1)}
        made = db.session.scalars(select(TermsVersion).order_by(TermsVersion.number)).all()
        assert [(version.by_law, version.changed) for version in made] == [(False, ""), (True, "parties,legal basis")]
    verified = northants.app.test_cli_runner().invoke(ledger_commands, ["verify"])
    assert "no faults" in verified.output, verified.output


def test_what_waits_passes_too(northants: Northants) -> None:
    """A version that Kettering has not confirmed, a claim it has not answered."""
    reference = northants.registered(northants.partner, northants.old)
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        flow = db.session.scalars(select(MoneyFlow.reference)).one()
        old, partner = northants.old.organisation_id, northants.partner.organisation_id
        actions.change_money(one, flow, None, actions.Money(partner, old, pence=7000))
    northants.confirm(northants.partner, reference)
    northants.statement(northants.partner, reference)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    north = northants.north.organisation_id
    with northants.at(northants.north):
        assert db.session.scalars(select(AskedConfirmation.organisation_id)).all() == [north]
        assert db.session.scalars(select(AskedReply.organisation_id)).all() == [north]
        reply_to(db.session.scalars(select(Statement)).one(), Stance.ACCEPTED, "It came late, and no more does.")
    northants.confirm(northants.north, reference)
    with northants.at(northants.partner):
        assert northants.arrangement(reference).state == "agreed"


def test_a_dispute_is_carried_as_a_dispute(northants: Northants) -> None:
    reference = northants.registered(northants.partner, northants.old)
    northants.confirm(northants.old, reference, Decision.DISPUTED, "The sum is wrong")
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    with northants.at(northants.north):
        stands = arrangements.story(northants.arrangement(reference)).standing
        assert stands.disputed == {northants.north.organisation_id}


def test_an_observer_passes_on_what_an_observer_sees(northants: Northants) -> None:
    """And the next change of the terms shows it as made by law, before it asks anybody."""
    reference = northants.registered(northants.partner, northants.west)
    with northants.at(northants.partner):
        actions.add_party(northants.arrangement(reference), northants.organisation(northants.old), ["observer"])
    northants.confirm(northants.partner, reference)
    northants.confirm(northants.west, reference)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    with northants.at(northants.north):
        one = northants.arrangement(reference)
        assert (one.state, one.terms_number) == ("agreed", 2)
        assert db.session.scalars(select(MoneyFlow)).all() == []
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        actions.set_visits(one, None, "Once a month", 1)
        made = db.session.scalars(select(TermsVersion).order_by(TermsVersion.number)).all()
        assert [version.by_law for version in made] == [False, False, True, False]


def test_an_audit_passes_with_its_end(northants: Northants) -> None:
    """What Kettering gave the auditor goes on without a gap, and its successor can end it."""
    reference = northants.registered(northants.old, northants.partner)
    northants.audit(northants.old, reference)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    assert northants.sees(northants.auditor, reference)
    with northants.at(northants.north):
        engagement = db.session.scalars(select(Engagement)).one()
        change_end(engagement, engagement.ends_on - timedelta(days=30))
    with clock.pinned(clock.now() + timedelta(days=350)):
        assert not northants.sees(northants.auditor, reference)


def test_who_gave_a_grant_can_still_end_it(northants: Northants) -> None:
    """Corby let Kettering in; it can shut North Northamptonshire out, as it could have Kettering."""
    reference = northants.registered(northants.partner, northants.old)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    with northants.at(northants.partner):
        one = northants.arrangement(reference)
        end_access([one.access_list_id, one.inner_list_id], northants.north.organisation_id)
    assert not northants.sees(northants.north, reference)


def test_a_split_gives_each_what_was_chosen_for_it(northants: Northants) -> None:
    fares = northants.registered(northants.old, northants.partner)
    parks = northants.registered(northants.old, northants.partner, "Parks")
    northants.record(northants.north, northants.west)
    with pytest.raises(RuleBroken, match="where the rest goes"):
        northants.release()
    with northants.at(northants.old):
        handover = northants.handover()
        shares = {share.successor_id: share.id for share in handed.shares_of(handover.id)}
        items = {item.title: item for item in handed.undecided_items(handover)}
        assert len(items) == 4, "of several successors none is proposed"
        handing.choose(handover, items["Parks"], None, [shares[northants.north.organisation_id]])
        handing.choose(handover, items["Fares for older people"], None, list(shares.values()))
        handing.choose_for_the_rest(handover, [shares[northants.west.organisation_id]])
        release(handover)
    northants.accept_all(northants.north)
    assert not northants.sees(northants.west, fares)
    assert northants.sees(northants.old, fares) is True, "its grant is there until nobody is still to answer"
    northants.accept_all(northants.west)
    assert (northants.sees(northants.west, fares), northants.sees(northants.west, parks)) == (True, False)
    with northants.at(northants.partner):
        stands = arrangements.story(northants.arrangement(fares)).standing
        assert stands.confirmed == {one.organisation_id for one in (northants.north, northants.west, northants.partner)}
        assert northants.arrangement(fares).led_by_id == northants.north.organisation_id


def test_what_is_declined_stays_on_the_record(northants: Northants) -> None:
    reference = northants.registered(northants.old, northants.partner)
    northants.record(northants.north)
    northants.release()
    with northants.at(northants.north):
        (offer,) = northants.offers(northants.north, "arrangement")
        decline(offer, "The scheme ended in 2020")
    assert not northants.sees(northants.north, reference)
    assert northants.sees(northants.old, reference)
    with northants.at(northants.north), pytest.raises(RuleBroken):
        accept(northants.offers(northants.north, "arrangement")[0])


def test_nothing_moves_before_the_day(northants: Northants) -> None:
    reference = northants.registered(northants.old, northants.partner)
    ahead = clock.today() + timedelta(days=40)
    northants.record(northants.north, on=ahead)
    northants.release()
    with pytest.raises(RuleBroken, match="Nothing passes before"):
        northants.accept_all(northants.north)
    with northants.at(northants.north):
        mandate = db.session.scalars(select(AccessMandate.id).limit(1)).one()
        with pytest.raises(Forbidden):
            settle_mandate(db.session(), mandate, accepts=True)
    assert northants.world.browser(northants.old).get("/arrangements").status_code == 200
    with clock.pinned(clock.start_of(ahead)):
        northants.accept_all(northants.north)
        assert northants.sees(northants.north, reference)


def test_a_person_keeps_nothing_of_the_old_council(northants: Northants) -> None:
    northants.registered(northants.old, northants.partner)
    northants.record(northants.north)
    browser = northants.world.browser(northants.old)
    assert browser.get("/arrangements").status_code == 200
    northants.release()
    answer = browser.get("/arrangements")
    assert (answer.status_code, answer.location) == (303, "/choose-organisation")
    northants.accept_all(northants.north)
    with northants.at(northants.north):
        live = select(Membership).where(Membership.person_id == northants.old.person_id, Membership.ended_at.is_(None))
        membership = db.session.scalars(live).one()
        assert (membership.organisation_id, membership.role) == (northants.north.organisation_id, "manager")


def test_only_what_the_directory_says(northants: Northants) -> None:
    """A manager cannot make a friend the successor of their organisation."""
    with northants.at(northants.old):
        old, friend = northants.organisation(northants.old), northants.organisation(northants.partner)
        with pytest.raises(RuleBroken, match="Ask whoever runs this portal"):
            record_handover(old, [friend], DAY)


def test_nobody_settles_what_is_anothers(northants: Northants) -> None:
    """The mechanism itself: not another organisation, not twice, and nobody writes a mandate for somebody else."""
    northants.registered(northants.old, northants.partner)
    northants.record(northants.north)
    northants.release()
    with northants.at(northants.north):
        ids = list(db.session.scalars(select(AccessMandate.id).order_by(AccessMandate.id)))
    for viewer in (northants.west, northants.partner):
        for accepts in (True, False):
            with pytest.raises(Forbidden), northants.at(viewer):
                settle_mandate(db.session(), ids[0], accepts=accepts)
    northants.accept_all(northants.north)
    before = northants.grants()
    with pytest.raises(Forbidden), northants.at(northants.north):
        settle_mandate(db.session(), ids[0], accepts=True)
    pair = {"predecessor_id": northants.old.organisation_id, "successor_id": northants.north.organisation_id}
    with northants.at(northants.north):
        root = db.session.scalars(select(AccessMandate.root_list_id).limit(1)).one()
        facts = {"reason": "", "starts_at": clock.now(), "moves_terms": False, "root_list_id": root}
        db.session.add(AccessMandate(**facts, **pair))
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()
    assert northants.grants() == before


@on_postgresql
@pytest.mark.parametrize("change", ["accepted_at = NULL", "successor_id = predecessor_id", "starts_at = now()"])
def test_the_database_changes_no_mandate(northants: Northants, change: str) -> None:
    """Past wall one, as the application's role: a mandate is written once, and by the organisation that ends."""
    northants.registered(northants.old, northants.partner)
    northants.record(northants.north)
    northants.release()
    bind = "SELECT set_config('accord.organisation_id', :o, true), set_config('accord.moment', :m, true)"
    with northants.app.app_context(), db.engine.connect() as connection:
        told = {"o": str(northants.north.organisation_id), "m": clock.now().isoformat()}
        connection.execute(text(bind), told)
        with pytest.raises(DBAPIError):
            connection.execute(text(f"UPDATE access_mandate SET {change}"))


@on_postgresql
def test_the_database_takes_a_mandate_only_from_who_ends(northants: Northants) -> None:
    northants.registered(northants.partner, northants.west)
    northants.record(northants.north)
    bind = "SELECT set_config('accord.organisation_id', :o, true), set_config('accord.moment', :m, true)"
    give = (
        "INSERT INTO access_mandate (predecessor_id, successor_id, root_list_id, reason, starts_at, moves_terms)"
        " SELECT :old, :new, max(access_list_id), '', now(), false FROM access_grant WHERE organisation_id = :old"
    )
    old, north = northants.old.organisation_id, northants.north.organisation_id
    for who in (north, northants.partner.organisation_id):
        with northants.app.app_context(), db.engine.connect() as connection:
            connection.execute(text(bind), {"o": str(who), "m": clock.now().isoformat()})
            with pytest.raises(DBAPIError):
                connection.execute(text(give), {"old": old, "new": north})


def test_left_parties_stay(northants: Northants) -> None:
    """Kettering's row cannot be changed or taken out once it has left, and its money can still be put right."""
    reference = northants.registered(northants.old, northants.partner)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    with northants.at(northants.north):
        one = northants.arrangement(reference)
        gone = db.session.get_one(type(northants.organisation(northants.old)), northants.old.organisation_id).reference
        with pytest.raises(RuleBroken, match="has left"):
            actions.change_party(one, gone, None, ["recipient"])
        with pytest.raises(RuleBroken):
            actions.remove_party(one, gone)
        flow = db.session.scalars(select(MoneyFlow)).one()
        actions.change_money(one, flow.reference, None, actions.Money(flow.payer_id, flow.payee_id, pence=6000))
        assert db.session.scalars(select(Party.left_on).where(Party.left_on.is_not(None))).all() == [DAY]
