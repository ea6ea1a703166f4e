"""Every table is private and walled, or open for a reason that somebody wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, create_engine, inspect, text

from portal.data import AccessListed, Base, db
from portal.data.row_security import everything, grant_to, private_tables
from portal.web.application import Portal
from tests.harness.databases import PostgresDatabases, on_postgresql
from tests.harness.postgres import APP, OWNER

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


WALL = {
    "row security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    "policy": "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies",
    "function": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE starts_with(proname, 'accord_')",
    "trigger": "SELECT relname, pg_get_triggerdef(t.oid), tgenabled FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
    " AND relnamespace = 'public'::regnamespace AND NOT starts_with(relname, 'procrastinate')",
    "right": "SELECT relname, '', grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl)"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND grantee <> relowner UNION ALL"
    " SELECT relname, attname, grantee::regrole::text, privilege_type FROM pg_class"
    " JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl)"
    " WHERE relnamespace = 'public'::regnamespace AND grantee <> relowner",
}
"""All that wall two is made of, as the database has it; first the name of the table or function."""


def wall_two(connection: Connection) -> set[str]:
    """A line for each part of the wall."""
    return {f"{name}: {kind} {rest}" for kind, query in WALL.items() for name, *rest in connection.execute(text(query))}


def declared_wall(connection: Connection) -> set[str]:
    """Wall two as the code makes it: taken down and raised anew by the role that owns the tables, then all undone."""
    undone = connection.begin_nested()
    connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
    take_down = [
        f"DROP FUNCTION {name} CASCADE"
        for name in connection.exec_driver_sql(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE starts_with(proname, 'accord_')"
        ).scalars()
    ]
    for table in connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars():
        take_down += [f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY" for verb in ("DISABLE", "NO FORCE")]
        take_down += [f"REVOKE ALL ON {table} FROM {APP}, PUBLIC"]
    for statement in take_down:
        connection.execute(text(statement))
    for table, policy in connection.execute(text("SELECT tablename, policyname FROM pg_policies")).all():
        connection.execute(text(f"DROP POLICY {policy} ON {table}"))
    for statement in everything("postgresql"):
        connection.execute(text(statement.replace(":=", "\\:=")))
    grant_to(connection, APP)
    made = wall_two(connection)
    undone.rollback()
    return made


_declared: set[str] = set()


def policy_faults(connection: Connection) -> list[str]:
    """Where the database's wall is not the one that the code makes; ``connection`` is a superuser's."""
    if not _declared:
        _declared.update(declared_wall(connection))
    return sorted(wall_two(connection) ^ _declared)


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
def test_the_database_holds_the_wall_that_the_code_makes(app: Portal, database: PostgresDatabases) -> None:
    engine = create_engine(database.admin_url)
    with engine.connect() as connection:
        declared = declared_wall(connection)
        kinds = {line.split(": ", 1)[1].split(" ")[0] for line in declared}
        assert kinds == {"row", "policy", "function", "trigger", "right"}
        assert sorted(wall_two(connection) ^ declared) == []
    engine.dispose()


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
