"""Whoever took a place can be taken out of it: in all its roles, by any owner, and its auditors with it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, select, text

from portal.access import Viewer, end_access, move_term
from portal.core import clock
from portal.core.errors import Forbidden
from portal.data import db
from portal.data.rule import SETTING_MOMENT, SETTING_ORGANISATION
from portal.features.arrangements import About, actions
from portal.features.audits import AuditNotice, Engagement, end_now
from portal.features.succession import accept, decline
from portal.ledger import LedgerEntry
from tests.harness.databases import PostgresDatabases, SqliteDatabases, on_postgresql
from tests.succession.conftest import Northants


def together(northants: Northants, owner: Viewer, *others: tuple[Viewer, str]) -> str:
    """An arrangement without money, so that nobody is held in it by what they pay."""
    with northants.at(owner):
        about = About(kind="shared_service", title="Fares", purpose="One pass", starts_on=date(2019, 4, 1))
        one = actions.create_arrangement(about, ["provider"])
        for other, role in others:
            actions.add_party(one, northants.organisation(other), [role])
        actions.set_legal_basis(one, None, "Local Government Act 1972, section 101", owner.organisation_id)
        actions.send_arrangement(one)
        return one.reference


def takes_out(northants: Northants, owner: Viewer, reference: str, other: Viewer) -> None:
    with northants.at(owner):
        actions.remove_party(northants.arrangement(reference), northants.organisation(other).reference)


def test_a_successor_that_observed_before_is_out_in_both_roles(northants: Northants) -> None:
    recipient, observer = "recipient", "observer"
    others = ((northants.west, recipient), (northants.old, recipient), (northants.north, observer))
    reference = together(northants, northants.partner, *others)
    northants.record(northants.north)
    northants.release()
    northants.accept_all(northants.north)
    takes_out(northants, northants.partner, reference, northants.north)
    assert not northants.sees(northants.north, reference)
    assert northants.sees(northants.west, reference)


@pytest.fixture
def split(northants: Northants) -> str:
    """Kettering is split; both halves own its arrangement with Corby, which an observer follows. North was first."""
    recipient = "recipient"
    reference = together(northants, northants.old, (northants.partner, recipient), (northants.watcher, "observer"))
    northants.record(northants.north, northants.west)
    northants.send_all_to(northants.north, northants.west)
    northants.release()
    northants.accept_all(northants.north)
    northants.accept_all(northants.west)
    return reference


def test_the_second_owner_can_take_out_whom_the_first_holds_in(northants: Northants, split: str) -> None:
    assert northants.sees(northants.watcher, split)
    takes_out(northants, northants.west, split, northants.watcher)
    assert not northants.sees(northants.watcher, split)


def test_one_owner_can_take_out_the_other(northants: Northants, split: str) -> None:
    takes_out(northants, northants.north, split, northants.west)
    assert not northants.sees(northants.west, split)
    assert northants.sees(northants.north, split)


def test_only_an_owner_takes_others_off_a_list(northants: Northants, split: str) -> None:
    for viewer in (northants.partner, northants.watcher, northants.west):
        gone = northants.west if viewer is northants.west else northants.north
        with pytest.raises(Forbidden), northants.at(viewer):
            end_access([northants.arrangement(split).access_list_id], gone.organisation_id)
    with pytest.raises(Forbidden, match="on none"), northants.at(northants.west):
        end_access([northants.arrangement(split).access_list_id], northants.auditor.organisation_id)
    assert northants.sees(northants.north, split)


@on_postgresql
def test_the_function_itself_holds_against_other_sql(
    northants: Northants, split: str, database: PostgresDatabases | SqliteDatabases
) -> None:
    with northants.at(northants.north):
        on = northants.arrangement(split).access_list_id
    application: Engine = create_engine(database.url)

    def ended(acting: int, leaver: int) -> int | None:
        with application.begin() as connection:
            for name, value in ((SETTING_ORGANISATION, str(acting)), (SETTING_MOMENT, clock.now().isoformat())):
                connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
            asked = text("SELECT accord_end_grants(:list, :leaver)")
            found: int | None = connection.execute(asked, {"list": on, "leaver": leaver}).scalar_one()
            return found

    north, partner, watcher = (one.organisation_id for one in (northants.north, northants.partner, northants.watcher))
    tried = [ended(partner, watcher), ended(watcher, north), ended(0, north), ended(north, north)]
    application.dispose()
    assert tried == [None] * 4


@pytest.fixture
def audited(northants: Northants) -> str:
    """Kettering takes part in Corby’s arrangement, lets an auditor see it, and is split."""
    recipient = "recipient"
    others = ((northants.old, recipient), (northants.watcher, recipient))
    reference = together(northants, northants.partner, *others)
    northants.audit(northants.old, reference)
    northants.record(northants.north, northants.west)
    northants.send_all_to(northants.north, northants.west)
    northants.release()
    return reference


def accepts_arrangements(northants: Northants, viewer: Viewer) -> None:
    with northants.at(viewer):
        for offer in northants.offers(viewer, "arrangement"):
            accept(offer)


def declines_audit(northants: Northants, viewer: Viewer) -> None:
    with northants.at(viewer):
        (offer,) = northants.offers(viewer, "engagement")
        decline(offer, "We do not need it")


def test_an_auditor_goes_with_the_last_heir_of_whoever_let_it_in(northants: Northants, audited: str) -> None:
    for heir in (northants.north, northants.west):
        accepts_arrangements(northants, heir)
    takes_out(northants, northants.partner, audited, northants.north)
    assert northants.sees(northants.auditor, audited), "West is still there in the same place"
    takes_out(northants, northants.partner, audited, northants.west)
    assert not northants.sees(northants.auditor, audited)
    with northants.at(northants.partner):
        assert db.session.scalars(select(AuditNotice.id)).all() == []
        assert "audit.ended" in db.session.scalars(select(LedgerEntry.action)).all()


def test_an_audit_that_no_successor_answers_for_ends(northants: Northants, audited: str) -> None:
    accepts_arrangements(northants, northants.north)
    declines_audit(northants, northants.north)
    assert northants.sees(northants.auditor, audited), "West has not said yet"
    declines_audit(northants, northants.west)
    assert not northants.sees(northants.auditor, audited)


def test_an_audit_that_one_successor_takes_over_goes_on(northants: Northants, audited: str) -> None:
    northants.accept_all(northants.west)
    declines_audit(northants, northants.north)
    assert northants.sees(northants.auditor, audited)


def test_an_auditor_goes_when_its_new_name_never_took_part(northants: Northants, audited: str) -> None:
    """North takes over the audit and not the place in the arrangement: with Kettering out, nobody there answers."""
    with northants.at(northants.north):
        for offer in northants.offers(northants.north, "engagement"):
            accept(offer)
    for heir in (northants.north, northants.west):
        with northants.at(heir):
            for offer in northants.offers(heir, "arrangement"):
                decline(offer, "The scheme ended")
    assert northants.sees(northants.auditor, audited)
    takes_out(northants, northants.partner, audited, northants.old)
    assert not northants.sees(northants.auditor, audited)


def test_each_of_two_successors_can_end_the_audit_that_they_share(northants: Northants, audited: str) -> None:
    """And neither the party that is no successor, nor the auditor."""
    for heir in (northants.north, northants.west):
        northants.accept_all(heir)
    with northants.at(northants.west):
        term = db.session.scalars(select(Engagement.term_id)).one()
    for viewer in (northants.partner, northants.auditor):
        with pytest.raises(Forbidden), northants.at(viewer):
            move_term(term, clock.now())
    with northants.at(northants.west):
        end_now(db.session.scalars(select(Engagement)).one(), "Nothing is left to look at")
    assert not northants.sees(northants.auditor, audited)
