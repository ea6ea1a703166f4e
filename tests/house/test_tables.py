"""Every table is private and walled, or open for a reason that somebody wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, inspect, text

from portal.data import AccessListed, Base, db
from portal.data.row_security import OWN_ROWS, private_tables
from portal.data.rule import SETTING_MOMENT, SETTING_ORGANISATION
from portal.web.application import Portal
from tests.harness.databases import on_postgresql

LISTS = {"access_list", "access_grant", "access_term", "access_mandate"}


def unexplained(tables: Mapping[str, Table], private: set[str]) -> list[str]:
    """The tables that are neither private nor open for a reason."""
    return [
        name for name, table in tables.items() if name not in private | LISTS and len(table.info.get("open", "")) < 10
    ]


def unmixed(models: Iterable[type[Any]]) -> list[str]:
    """The classes that have a list without the mixin, so that no wall knows of them."""
    return [
        model.__name__
        for model in models
        if "access_list_id" in inspect(model).columns
        and model.__name__ != "AccessGrant"
        and not issubclass(model, AccessListed)
    ]


def policy_faults(connection: Connection) -> list[str]:
    """Where the database's policies are not those that the models declare."""
    forced = set(
        connection.execute(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
        ).scalars()
    )
    own = {name for name, table in Base.metadata.tables.items() if table.info.get(OWN_ROWS)}
    faults = [f"{name}: forced or not" for name in forced ^ (set(private_tables()) | own)]
    query = "SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE policyname <> 'owner_verifies'"
    walled = set()
    for table, policy, *rules in connection.execute(text(query)):
        if table in private_tables():
            walled.add(table)
            parts = (f"wall_grant.access_list_id = {table}.access_list_id", SETTING_ORGANISATION, SETTING_MOMENT)
            said = [rule for rule in rules if rule is not None]
            faults += [f"{table}: {policy} does not say {part}" for part in parts for rule in said if part not in rule]
    faults += [f"{table}: no policy" for table in set(private_tables()) - walled]
    return faults


def test_a_table_that_is_not_private_says_why(app: Portal) -> None:
    assert unexplained(Base.metadata.tables, set(private_tables())) == []


def test_a_private_table_has_its_list_indexed_and_required(app: Portal) -> None:
    for name in private_tables():
        column = Base.metadata.tables[name].c.access_list_id
        assert not column.nullable, name
        leading = [next(iter(index.columns)).name for index in Base.metadata.tables[name].indexes]
        assert "access_list_id" in leading or column.primary_key, f"{name}: the rule reads by list"


def test_a_private_child_copies_its_parents_list(app: Portal) -> None:
    """A private row that names a private row either follows its list or lies on a list of its own."""
    private = set(private_tables())
    own_list = {mapper.local_table.name for mapper in Base.registry.mappers if hasattr(mapper.class_, "reference")}  # type: ignore[attr-defined]
    for name in private - own_list:
        table = Base.metadata.tables[name]
        parents = {
            key.referred_table.name: set(key.column_keys)
            for key in table.foreign_key_constraints
            if key.referred_table.name in private
        }
        for parent, columns in parents.items():
            if parent == "ledger_entry":
                continue
            assert "access_list_id" in columns, f"{name} names {parent} without following its list"


@on_postgresql
def test_the_database_holds_the_policies_that_the_models_declare(app: Portal) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert policy_faults(connection) == []


@on_postgresql
def test_the_application_role_owns_nothing_and_bypasses_nothing(app: Portal) -> None:
    with app.app_context(), db.engine.connect() as connection:
        role = connection.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        assert tuple(role) == (False, False)
        owned = connection.execute(text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")).scalar_one()
        assert owned == 0


def test_the_mixin_is_the_only_way_to_have_a_list() -> None:
    assert unmixed(mapper.class_ for mapper in Base.registry.mappers) == []
