"""Statements that are kept see with the eyes of whoever runs them, and of nobody who ran them before."""

from __future__ import annotations

import gc
from weakref import ref

from sqlalchemy import bindparam, select

from portal import ledger
from portal.access import Viewer, end_access, grant_access, open_list, viewing
from portal.data import MOST_SHAPES, GrantRole, Kept, Listing, bundle, db, is_lasting, lasting, pages
from portal.features.organisations.models import OrganisationRecord
from portal.ledger import LedgerEntry
from portal.web.application import Portal
from tests.factories.world import World

ACTIONS = Kept(select(LedgerEntry.action).where(LedgerEntry.action == bindparam("action")))
PART = lasting(select(LedgerEntry.action.label("action")))
LISTING = Listing(
    select(LedgerEntry.subject_reference.label("reference")),
    LedgerEntry,
    (LedgerEntry.recorded_at, LedgerEntry.id),
    {"action": lambda action: LedgerEntry.action == action},
)
OPENED = "organisation.opened"


def seen() -> tuple[int, int, int, int]:
    session = db.session()
    return (
        len(ACTIONS.run(session, {"action": OPENED}).all()),
        len(bundle(session, {"all": PART})["all"]),
        len(LISTING.page(session, {}, {}).rows),
        len(LISTING.page(session, {"action": OPENED}, {"page": "last"}).rows),
    )


def record_of(kent: Viewer) -> int:
    with viewing(kent):
        opened = open_list("Kent's own")
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=opened.id)
        db.session.add(row)
        ledger.record(OPENED, row, {})
        return opened.id


def test_each_viewer_sees_their_own(app: Portal, world: World) -> None:
    kent, swindon = world.person("Kent County Council"), world.person("Swindon Borough Council")
    with app.app_context():
        record = record_of(kent)
        for _ in range(3):
            with viewing(kent):
                assert seen() == (1, 1, 1, 1)
            with viewing(swindon):
                assert seen() == (0, 0, 0, 0)
            assert seen() == (0, 0, 0, 0), "a session that belongs to nobody sees nothing"
        with viewing(kent):
            grant_access(record, swindon.organisation_id, GrantRole.OBSERVER, "may follow")
        with viewing(swindon):
            assert seen() == (1, 1, 1, 1)
        with viewing(kent):
            end_access([record], swindon.organisation_id)
        with viewing(swindon):
            assert seen() == (0, 0, 0, 0)


def test_a_part_lasts_for_as_long_as_somebody_holds_it() -> None:
    part = lasting(select(LedgerEntry.action))
    gone = ref(part)
    assert is_lasting(part)
    del part
    gc.collect()
    assert gone() is None


def test_what_is_asked_in_ever_new_ways_does_not_fill_the_memory(app: Portal, world: World) -> None:
    kent = world.person("Kent County Council")
    with app.app_context(), viewing(kent):
        for size in range(1, MOST_SHAPES + 10):
            LISTING.page(db.session(), {}, {}, size)
    assert pages._kept.cache_info().currsize == MOST_SHAPES


def test_what_is_pending_is_written_first(app: Portal, world: World) -> None:
    kent = world.person("Kent County Council")
    with app.app_context(), viewing(kent):
        opened = open_list("Kent's own")
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=opened.id)
        db.session.add(row)
        found = Kept(select(OrganisationRecord.access_list_id)).run(db.session()).all()
        assert [one.access_list_id for one in found] == [opened.id]
