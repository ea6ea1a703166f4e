"""The ledger as the portal writes it, on both databases, read again by the role that owns the tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

import config
from portal import ledger
from portal.access import Viewer, open_list, viewing
from portal.core import clock
from portal.data import db
from portal.data.driver import one_snapshot
from portal.data.session import prepare_engine
from portal.features.organisations.models import OrganisationRecord
from portal.ledger.cli import commands
from portal.ledger.verification import Counts, verify
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import PostgresDatabases, SqliteDatabases, on_postgresql

Database = SqliteDatabases | PostgresDatabases


class Kept:
    """Something on a list."""

    __tablename__, id = "kept", 1

    def __init__(self, access_list_id: int) -> None:
        self.access_list_id = access_list_id


@pytest.fixture
def kent(world: World) -> Viewer:
    return world.person("Kent County Council")


@pytest.fixture
def owner(app: Portal, database: Database) -> Iterator[Engine]:
    """The database as the role that owns the tables."""
    engine = create_engine(database.owner_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def row_id(app: Portal, kent: Viewer) -> int:
    """A record with three entries in its chain."""
    with app.app_context(), viewing(kent):
        opened = open_list("Kent's own")
        row = OrganisationRecord(organisation_id=kent.organisation_id, access_list_id=opened.id)
        db.session.add(row)
        for version in range(1, 4):
            ledger.record("organisation.described", row, {"version": version, "cost": Decimal("1.50"), "words": "tŷ"})
        return row.id


def record_more(app: Portal, viewer: Viewer, row_id: int, count: int = 1) -> None:
    with app.app_context():
        for number in range(count):
            with viewing(viewer):
                ledger.record("organisation.described", db.session.get_one(OrganisationRecord, row_id), {"n": number})


@contextmanager
def tampering(owner: Engine) -> Iterator[Connection]:
    """The owner of the tables puts every guard aside."""
    with owner.begin() as connection:
        if owner.dialect.name == "postgresql":
            for table in ("ledger_entry", "ledger_head", "ledger_payload"):
                connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            connection.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER ledger_entry_no_{verb}"))
        yield connection


def test_what_is_recorded_verifies(owner: Engine, row_id: int) -> None:
    counts = Counts()
    assert list(verify(owner, counts=counts)) == []
    assert (counts.entries, counts.chains, counts.erased) == (3, 1, 0)


def test_old_stories_verify_too(app: Portal, owner: Engine, world: World) -> None:
    for moment in (datetime(2005, 1, 17, tzinfo=UTC), datetime(2031, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)):
        teller = world.person(f"Council of {moment.year}")
        with clock.pinned(moment), app.app_context(), viewing(teller):
            row = OrganisationRecord(organisation_id=teller.organisation_id, access_list_id=open_list("Old").id)
            db.session.add(row)
            ledger.record("organisation.described", row, {})
    assert list(verify(owner)) == []


def test_an_action_that_fails_records_nothing(app: Portal, owner: Engine, kent: Viewer, row_id: int) -> None:
    with suppress(ZeroDivisionError), app.app_context(), viewing(kent):
        ledger.record("organisation.described", db.session.get_one(OrganisationRecord, row_id), {})
        raise ZeroDivisionError
    counts = Counts()
    assert list(verify(owner, counts=counts)) == []
    assert counts.entries == 3


def test_many_at_once_make_one_chain(app: Portal, owner: Engine, kent: Viewer, row_id: int) -> None:
    threads = [threading.Thread(target=record_more, args=(app, kent, row_id, 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = Counts()
    assert list(verify(owner, counts=counts)) == []
    assert counts.entries == 23


def test_several_entries_go_on_where_each_list_stands(app: Portal, owner: Engine, kent: Viewer, row_id: int) -> None:
    with app.app_context(), viewing(kent):
        known = db.session.get_one(OrganisationRecord, row_id)
        new = Kept(open_list("Kept for ourselves").id)
        ledger.record_all(("organisation.described", row, {"of": row.id}) for row in (new, known, new, known))
        ledger.record("organisation.described", new, {})
        ledger.record_all([])
    counts = Counts()
    assert list(verify(owner, counts=counts)) == []
    assert (counts.entries, counts.chains) == (8, 2)


def test_erasing_a_payload_breaks_nothing(owner: Engine, row_id: int) -> None:
    with tampering(owner) as connection:
        second = "SELECT id FROM ledger_entry WHERE sequence = 2"
        connection.execute(text(f"DELETE FROM ledger_payload WHERE entry_id = ({second})"))
    counts = Counts()
    assert list(verify(owner, counts=counts)) == []
    assert (counts.entries, counts.erased) == (3, 1)


REFUSED = ["UPDATE ledger_entry SET action = 'x'", "DELETE FROM ledger_entry"]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_the_application(app: Portal, row_id: int, statement: str) -> None:
    with app.app_context(), db.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))


@on_postgresql
@pytest.mark.parametrize("statement", ["UPDATE ledger_payload SET body = '{}'", "DELETE FROM ledger_payload"])
def test_the_application_cannot_erase_a_payload(app: Portal, row_id: int, statement: str) -> None:
    with app.app_context(), db.engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text(statement))


@pytest.mark.parametrize("statement", [*REFUSED, "TRUNCATE ledger_entry CASCADE"])
@on_postgresql
def test_the_database_refuses_its_owner(owner: Engine, row_id: int, statement: str) -> None:
    """By row security, which gives the owner nothing to change, and by triggers when that is put aside."""
    with owner.begin() as connection:
        if statement in REFUSED:
            assert connection.execute(text(statement)).rowcount == 0
            connection.execute(text("ALTER TABLE ledger_entry NO FORCE ROW LEVEL SECURITY"))
        with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
            connection.execute(text(statement))


@on_postgresql
def test_the_owner_reads_the_chains_and_what_they_seal_only_to_verify(owner: Engine, row_id: int) -> None:
    def seen(connection: Connection) -> list[int]:
        tables = ("ledger_entry", "ledger_head", "ledger_payload", "organisation_record")
        return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]

    with owner.connect() as connection:
        assert seen(connection) == [3, 1, 0, 0]
    with one_snapshot(owner) as connection:
        assert seen(connection) == [3, 1, 0, 0]
    with one_snapshot(owner, sealed=True) as connection:
        assert seen(connection) == [3, 1, 3, 0]
    with owner.connect() as connection:
        assert seen(connection) == [3, 1, 0, 0], "it ends with the transaction"


def run(app: Portal, command: str) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(commands, [command])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()


@pytest.fixture
def fresh_folder(app: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of this test's own: the application's is shared by all tests."""
    before: config.Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = before.model_copy(update={"portal_data_dir": tmp_path_factory.mktemp("ledger")})
    yield
    app.config["SETTINGS"] = before


@pytest.mark.usefixtures("fresh_folder")
def test_the_commands_tell_and_end_as_they_should(app: Portal, owner: Engine, kent: Viewer, row_id: int) -> None:
    assert run(app, "verify") == (
        0,
        ["3 entries in 1 chain, 0 sealed rows, 0 payloads erased, 0 checkpoints: no faults"],
    )
    code, lines = run(app, "checkpoint")
    assert (code, lines[0].split(",")[0]) == (0, "checkpoint 1 of 1 chain")
    record_more(app, kent, row_id, 2)
    assert run(app, "verify") == (
        0,
        ["5 entries in 1 chain, 0 sealed rows, 0 payloads erased, 1 checkpoint: no faults"],
    )
    with tampering(owner) as connection:
        connection.execute(text("UPDATE ledger_entry SET action = 'organisation.praised' WHERE sequence = 2"))
    code, lines = run(app, "verify")
    assert code == 1
    assert lines[0].endswith("entry 2: was changed after it was recorded: its digest does not fit")
    assert lines[1:] == ["5 entries in 1 chain, 0 sealed rows, 0 payloads erased, 1 checkpoint: 1 fault"]


@pytest.mark.usefixtures("fresh_folder")
def test_a_tail_cut_off_after_a_checkpoint_is_found(app: Portal, owner: Engine, row_id: int) -> None:
    run(app, "checkpoint")
    with tampering(owner) as connection:
        last = "SELECT id FROM ledger_entry WHERE sequence = 3"
        connection.execute(text(f"DELETE FROM ledger_payload WHERE entry_id IN ({last})"))
        connection.execute(text("DELETE FROM ledger_entry WHERE sequence = 3"))
        connection.execute(
            text(
                "UPDATE ledger_head SET (sequence, digest, recorded_at) ="
                " (SELECT sequence, digest, recorded_at FROM ledger_entry WHERE sequence = 2)"
            )
        )
    assert list(verify(owner)) == []
    code, lines = run(app, "verify")
    assert (code, len(lines)) == (1, 2)
    assert lines[0].endswith("entry 3: is gone; checkpoint 1 remembers it")
