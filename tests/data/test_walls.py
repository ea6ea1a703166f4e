"""Both walls, seen from outside: who sees a ledger entry, who can write one, who can let others in."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from portal import ledger
from portal.access import Viewer, end_access, grant_access, open_list, viewing, who_can_see
from portal.core import clock
from portal.core.errors import Forbidden, NotFound
from portal.data import AccessGrant, AccessList, GrantRole, add_if_absent, add_row, add_rows, bundle, db
from portal.data.wall import UnwalledStatement
from portal.features.organisations.models import OrganisationRecord
from portal.ledger import LedgerEntry, LedgerPayload
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import on_postgresql


@pytest.fixture
def kent(world: World) -> Viewer:
    return world.person("Kent County Council")


@pytest.fixture
def swindon(world: World) -> Viewer:
    return world.person("Swindon Borough Council")


@pytest.fixture
def record(app: Portal, kent: Viewer) -> int:
    """The list of a record that only Kent is on."""
    with app.app_context(), viewing(kent):
        opened = open_list("Kent's own")
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=opened.id)
        db.session.add(row)
        ledger.record("organisation.opened", row, {})
        return opened.id


def entries() -> list[str]:
    return list(db.session.scalars(select(LedgerEntry.action)))


def test_the_owner_sees_it_and_nobody_else_does(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    with app.app_context():
        with viewing(kent):
            assert entries() == ["organisation.opened"]
        with viewing(swindon):
            assert entries() == []
            assert bundle(db.session(), {"all": select(LedgerEntry.action)}) == {"all": []}
        assert entries() == [], "a session that belongs to nobody sees nothing"


def test_a_grant_shows_it_until_it_ends(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    with app.app_context():
        with viewing(kent) as _:
            grant_access(record, swindon.organisation_id, GrantRole.OBSERVER, "may follow")
        with viewing(swindon):
            assert entries() == ["organisation.opened"]
        with viewing(kent):
            end_access([record], swindon.organisation_id)
        with viewing(swindon):
            assert entries() == []


def test_a_grant_with_dates_is_live_between_them(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    start = clock.now() + timedelta(days=1)
    with app.app_context():
        with viewing(kent):
            grant_access(
                record, swindon.organisation_id, GrantRole.AUDITOR, "engagement", start, start + timedelta(days=1)
            )
        for moment, seen in ((start - timedelta(seconds=1), 0), (start, 1), (start + timedelta(days=1), 0)):
            with clock.pinned(moment), viewing(swindon):
                assert len(entries()) == seen


def test_nobody_writes_on_a_list_they_are_not_on(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    with app.app_context(), pytest.raises(Forbidden), viewing(swindon):
        db.session.add(OrganisationRecord(organisation_id=swindon.organisation_id, access_list_id=record))


def test_rows_past_the_unit_of_work_are_held_to_the_lists_too(
    app: Portal, kent: Viewer, swindon: Viewer, record: int
) -> None:
    planted = {"access_list_id": record, "entry_id": 1, "body": "{}"}
    for plant in (
        lambda: add_row(db.session(), LedgerPayload, planted),
        lambda: add_rows(db.session(), LedgerPayload, [planted]),
        lambda: add_if_absent(db.session(), LedgerPayload, planted),
    ):
        with app.app_context(), pytest.raises(Forbidden), viewing(swindon):
            plant()


def test_a_list_whose_opening_was_rolled_back_is_not_taken_for_open(app: Portal, kent: Viewer) -> None:
    with app.app_context(), viewing(kent):
        opened = open_list("Kent's own").id
        db.session.rollback()
        with pytest.raises(Forbidden):
            add_row(db.session(), LedgerPayload, {"access_list_id": opened, "entry_id": 1, "body": "{}"})


def test_an_observer_lets_nobody_in(app: Portal, kent: Viewer, swindon: Viewer, record: int, world: World) -> None:
    other = world.organisation("Ealing")
    with app.app_context():
        with viewing(kent):
            grant_access(record, swindon.organisation_id, GrantRole.OBSERVER, "may follow")
        with pytest.raises(Forbidden), viewing(swindon):
            grant_access(record, other, GrantRole.OBSERVER, "a friend")
        with pytest.raises(Forbidden), viewing(swindon):
            db.session.add(
                AccessGrant(
                    access_list_id=record,
                    organisation_id=other,
                    role="observer",
                    reason="",
                    granted_by_id=kent.organisation_id,
                )
            )


@pytest.mark.parametrize("change", ["access_list_id", "organisation_id", "role", "starts_at", "granted_by_id"])
def test_a_grant_can_be_ended_and_not_otherwise_changed(app: Portal, kent: Viewer, record: int, change: str) -> None:
    new = {"role": "party", "starts_at": clock.now()}.get(change, 10_000)
    with app.app_context(), pytest.raises(Forbidden), viewing(kent):
        setattr(db.session.scalars(select(AccessGrant)).one(), change, new)


@on_postgresql
@pytest.mark.parametrize("column", ["access_list_id", "organisation_id", "role"])
def test_the_database_lets_nobody_move_a_grant(app: Portal, kent: Viewer, record: int, column: str) -> None:
    bind = "SELECT set_config('accord.organisation_id', :o, true), set_config('accord.moment', :m, true)"
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text(bind), {"o": str(kent.organisation_id), "m": clock.now().isoformat()})
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text(f"UPDATE access_grant SET {column} = {column}"))


@on_postgresql
@pytest.mark.parametrize("in_its_own_name", [True, False])
def test_the_database_lets_nobody_plant_a_grant(
    app: Portal, kent: Viewer, swindon: Viewer, record: int, in_its_own_name: bool
) -> None:
    bind = "SELECT set_config('accord.organisation_id', :o, true), set_config('accord.moment', :m, true)"
    plant = text(
        "INSERT INTO access_grant (access_list_id, organisation_id, role, reason, starts_at, granted_by_id)"
        " VALUES (:list, :me, 'observer', 'planted', now(), :giver)"
    )
    giver = swindon if in_its_own_name else kent
    planted = {"list": record, "me": swindon.organisation_id, "giver": giver.organisation_id}
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text(bind), {"o": str(swindon.organisation_id), "m": clock.now().isoformat()})
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(plant, planted)


def test_who_can_see_is_told_to_those_on_the_list_only(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    with app.app_context():
        with viewing(kent):
            assert [row.organisation_id for row in who_can_see(record)] == [kent.organisation_id]
        with viewing(swindon):
            try:
                seen = list(who_can_see(record))
            except (NotFound, Forbidden):
                seen = []
            assert seen == []


@pytest.mark.parametrize(
    "statement",
    [
        select(LedgerEntry.__table__),
        text("SELECT 1"),
        insert(LedgerEntry),
        update(LedgerEntry).values(access_list_id=1),
        update(cast("Table", LedgerEntry.__table__)).values(action="x"),
        update(AccessGrant).values(role="owner"),
    ],
    ids=["core", "text", "bulk insert", "a move", "core update", "grants at once"],
)
def test_statements_that_the_wall_cannot_narrow_are_refused(app: Portal, kent: Viewer, statement: object) -> None:
    with app.app_context(), pytest.raises(UnwalledStatement), viewing(kent):
        db.session.execute(statement)  # type: ignore[call-overload]


def test_a_grant_is_not_changed_by_whoever_gave_it(app: Portal, kent: Viewer, record: int) -> None:
    """It ends with its term, or by the functions that ask whether it may."""
    with app.app_context(), viewing(kent):
        db.session.scalars(select(AccessGrant).where(AccessGrant.access_list_id == record)).one().ends_at = clock.now()
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()


@on_postgresql
def test_the_database_lets_nobody_change_a_grant(app: Portal, kent: Viewer, record: int) -> None:
    bind = "SELECT set_config('accord.organisation_id', :o, true), set_config('accord.moment', :m, true)"
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text(bind), {"o": str(kent.organisation_id), "m": clock.now().isoformat()})
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("UPDATE access_grant SET ends_at = now()"))


@on_postgresql
def test_the_database_alone_keeps_others_out(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    with app.app_context(), db.engine.connect() as connection:
        bind = "SELECT set_config('accord.organisation_id', :o, true), set_config('accord.moment', :m, true)"
        counts = []
        for viewer in (kent, swindon):
            connection.execute(text(bind), {"o": str(viewer.organisation_id), "m": clock.now().isoformat()})
            counts.append(connection.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one())
        assert counts == [1, 0]
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one() == 0


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET action = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_change_the_ledger(app: Portal, record: int, statement: str) -> None:
    with app.app_context(), db.engine.begin() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))


def test_lists_show_to_those_on_them(app: Portal, kent: Viewer, swindon: Viewer, record: int) -> None:
    with app.app_context():
        with viewing(kent):
            assert list(db.session.scalars(select(AccessList.id))) == [record]
        with viewing(swindon):
            assert list(db.session.scalars(select(AccessList.id))) == []


def db_dialect(app: Portal) -> str:
    with app.app_context():
        return db.engine.dialect.name
