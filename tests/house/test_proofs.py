"""Each wall is proven by taking it down: with one guard, policy or declaration gone, the test that watches it goes red.

Every proof calls the very function that the house test calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Engine, Integer, MetaData, Table, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from portal.access.guard import check_every_door
from portal.data import Base
from portal.data.row_security import APPEND_ONLY, private_tables
from portal.demo.cast import DOMAIN
from portal.ledger.verification import verify
from portal.web import application
from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, SqliteDatabases, on_postgresql, on_sqlite
from tests.house.crawling import Stage, signed_in
from tests.house.test_conflicts import repeated
from tests.house.test_hostile import let_in_without_token
from tests.house.test_sweep import doors_to, holes_at, organisation_id
from tests.house.test_tables import policy_faults, unexplained, unmixed

Databases = SqliteDatabases | PostgresDatabases

STRANGERS = "Regional Assurance Board"


@pytest.fixture
def admin(database: Databases) -> Iterator[Engine]:
    """The database as somebody with every right has it."""
    made = create_engine(database.admin_url)
    yield made
    made.dispose()


@pytest.fixture
def unguarded(demo_app: Portal) -> Iterator[Any]:
    """Put another view in place of one; the right ones come back after the test."""
    views = dict(demo_app.view_functions)
    yield demo_app.view_functions.__setitem__
    demo_app.view_functions.clear()
    demo_app.view_functions.update(views)


def test_a_view_without_a_declaration_keeps_it_from_starting(demo_app: Portal, unguarded: Any) -> None:
    check_every_door(demo_app)
    unguarded("feedback.show", lambda ref: ref)
    with pytest.raises(RuntimeError, match=r"feedback\.show"):
        check_every_door(demo_app)


def test_a_guard_that_does_not_guard_is_found_by_the_sweep(swept: Portal, unguarded: Any, admin: Engine) -> None:
    declared = swept.view_functions["feedback.show"]

    def open_to_all(ref: str) -> str:
        """Says what it declares and asks nothing."""
        with admin.connect() as connection:
            query = text("SELECT words FROM statement WHERE reference = :reference")
            return str(connection.execute(query, {"reference": ref}).scalar())

    vars(open_to_all)["access"] = vars(declared)["access"]
    unguarded("feedback.show", open_to_all)
    check_every_door(swept)
    stranger = signed_in(swept, f"manager.other-auditor@{DOMAIN}")
    found = list(holes_at(doors_to(swept, "feedback.show"), admin, stranger, organisation_id(swept, STRANGERS)))
    assert found
    assert all(hole.startswith("GET /feedback/<ref:ref>:") for hole in found)


@on_postgresql
@pytest.mark.parametrize(
    "taken_down",
    [
        "statement: DROP POLICY viewer ON statement",
        "statement: ALTER POLICY viewer ON statement USING (true)",
        "statement: ALTER POLICY viewer ON statement WITH CHECK (true)",
        "statement: CREATE POLICY also ON statement FOR SELECT USING (true)",
        "statement: ALTER TABLE statement DISABLE ROW LEVEL SECURITY",
        "statement: ALTER TABLE statement NO FORCE ROW LEVEL SECURITY",
        "statement: ALTER POLICY owner_verifies ON statement TO PUBLIC USING (true)",
        "access_grant: ALTER TABLE access_grant DISABLE ROW LEVEL SECURITY",
        "access_mandate: ALTER TABLE access_mandate DISABLE ROW LEVEL SECURITY",
        "access_grant: ALTER POLICY viewer_gives ON access_grant WITH CHECK (true)",
        "access_grant: GRANT UPDATE ON access_grant TO accord_app",
        "access_list: ALTER POLICY viewer_reads ON access_list USING (true)",
        "accord_may_grant: CREATE OR REPLACE FUNCTION accord_may_grant(list_id bigint) RETURNS boolean"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS 'SELECT true'",
        "ledger_entry: GRANT UPDATE, DELETE ON ledger_entry TO accord_app",
        "ledger_entry: DROP TRIGGER ledger_entry_append_only ON ledger_entry",
    ],
)
def test_a_part_of_the_wall_taken_down_is_seen(app: Portal, admin: Engine, taken_down: str) -> None:
    where, _, statement = taken_down.partition(": ")
    with admin.connect() as connection:
        assert policy_faults(connection) == []
        connection.execute(text(statement))
        assert {fault.split(":")[0] for fault in policy_faults(connection)} == {where}
        connection.rollback()


def test_a_table_without_a_declaration_is_seen() -> None:
    tables = dict(Base.metadata.tables)
    tables["diary"] = Table("diary", MetaData(), Column("id", Integer, primary_key=True))
    assert unexplained(tables, set(private_tables())) == ["diary"]
    assert unexplained(tables, set(private_tables()) - {"statement"}) == ["statement", "diary"]


def test_a_list_without_the_mixin_is_seen() -> None:
    class Other(DeclarativeBase):
        """Models that no wall knows."""

    class Diary(Other):
        __tablename__ = "diary"
        id: Mapped[int] = mapped_column(primary_key=True)
        access_list_id: Mapped[int] = mapped_column(BigInteger)

    assert unmixed([*(mapper.class_ for mapper in Base.registry.mappers), Diary]) == ["Diary"]


@on_sqlite
def test_without_protection_forms_are_taken_without_a_token(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(stage.app.config, "WTF_CSRF_ENABLED", False)
    found = {line.split(":")[0] for line in let_in_without_token(stage)}
    assert found == set(stage.forms)


def drop_triggers(admin: Engine) -> None:
    """Let the database change what is append-only."""
    tables = [name for name, table in Base.metadata.tables.items() if table.info.get(APPEND_ONLY)]
    if admin.dialect.name == "postgresql":
        statements = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
    else:
        with admin.connect() as connection:
            named = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
            statements = [f"DROP TRIGGER {name}" for name in named]
    assert statements
    with admin.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_entry SET action = 'statement.praised' WHERE id = (SELECT min(id) FROM ledger_entry)",
        "UPDATE ledger_entry SET recorded_at_text = '2001-01-01T00:00:00.000000Z' WHERE sequence = 2",
        "UPDATE ledger_entry SET actor_id = 'somebody else' WHERE sequence = 1",
    ],
)
def test_an_entry_changed_past_the_triggers_is_found(
    demo_app: Portal, database: Databases, admin: Engine, tampering: str
) -> None:
    owner = create_engine(database.owner_url)
    assert list(verify(owner)) == []
    with pytest.raises(SQLAlchemyError, match="append-only"), admin.begin() as connection:
        connection.execute(text(tampering))
    drop_triggers(admin)
    with admin.begin() as connection:
        assert connection.execute(text(tampering)).rowcount
    assert list(verify(owner))
    owner.dispose()


def test_without_the_claim_a_form_sent_twice_is_done_twice(
    stage: Stage, database: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repeated(stage, database, "feedback.new") == []
    monkeypatch.setattr(application, "claim", lambda *_: True)
    found = repeated(stage, database, "feedback.new")
    assert "feedback.new: statement: 1 more" in found
    assert any("ledger_entry" in fault for fault in found)
