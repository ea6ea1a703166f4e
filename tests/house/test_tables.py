"""Every table is private and walled, or open for a reason that somebody wrote down."""

from __future__ import annotations

from sqlalchemy import text

from portal.data import AccessListed, Base, db
from portal.data.row_security import OWN_ROWS, private_tables
from portal.web.application import Portal
from tests.harness.databases import on_postgresql

LISTS = {"access_list", "access_grant", "access_term"}


def test_a_table_that_is_not_private_says_why(app: Portal) -> None:
    private = set(private_tables())
    unexplained = [
        name
        for name, table in Base.metadata.tables.items()
        if name not in private | LISTS and len(table.info.get("open", "")) < 10
    ]
    assert unexplained == []


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
        forced = set(
            connection.execute(
                text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
            ).scalars()
        )
        own = {name for name, table in Base.metadata.tables.items() if table.info.get(OWN_ROWS)}
        assert forced == set(private_tables()) | own
        policies = dict(
            connection.execute(
                text("SELECT tablename, string_agg(coalesce(qual, with_check), ' ') FROM pg_policies GROUP BY 1")
            ).all()
        )
        for table in private_tables():
            assert f"wall_grant.access_list_id = {table}.access_list_id" in policies[table], table
            assert "accord.organisation_id" in policies[table]
            assert "accord.moment" in policies[table]


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
    for mapper in Base.registry.mappers:
        if "access_list_id" in mapper.columns and mapper.class_.__name__ != "AccessGrant":
            assert issubclass(mapper.class_, AccessListed), mapper.class_
