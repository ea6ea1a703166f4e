"""What only the database can say about whether it is safe to serve."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import Connection, inspect, text

import config
from portal.access.explain import LISTS
from portal.data import Base, db
from portal.data.row_security import OWN_ROWS, kept_from_changing, private_tables

MIGRATIONS = config.ROOT / "migrations"
DEMO_DOMAIN = "demo.example.org"

_ROLE = text(
    "SELECT rolname, rolsuper, rolbypassrls,"
    " EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER'))"
    " AS owns FROM pg_roles WHERE rolname = current_user"
)

_OPEN = text(
    "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' AND 'true' IN (qual, with_check)"
    " AND (roles = '{public}' OR EXISTS (SELECT 1 FROM unnest(roles) role"
    " WHERE role <> 'public' AND pg_has_role(current_user, role, 'MEMBER')))"
)


def faults(app: Flask) -> list[str]:
    """Each reason why this database must not be served in production, a sentence each; empty when all is well."""
    with app.app_context(), db.engine.connect() as connection:
        found = list(_migration_faults(connection))
        if found:
            return found
        if connection.dialect.name == "postgresql":
            found += _role_faults(connection)
        found += _demo_faults(connection)
        return found


def head_and_current(connection: Connection) -> tuple[str | None, str | None]:
    """The newest migration there is, by its number, and the one the database is at."""
    numbers = sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    current = None
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return (numbers[-1] if numbers else None), current


def _migration_faults(connection: Connection) -> Iterator[str]:
    head, current = head_and_current(connection)
    if head != current:
        yield f"DATABASE_URL: migrations are at {current or 'nothing'}, not at {head}; run: portal db upgrade"


def _role_faults(connection: Connection) -> Iterator[str]:
    role = connection.execute(_ROLE).one()
    if role.rolsuper:
        yield f"DATABASE_URL: the role {role.rolname} is a superuser"
    if role.rolbypassrls:
        yield f"DATABASE_URL: the role {role.rolname} bypasses row security"
    if role.owns:
        yield f"DATABASE_URL: the role {role.rolname} owns tables; give their owner in DATABASE_OWNER_URL"
    yield from _wall_faults(connection)
    if not role.rolsuper and not role.owns:
        yield from _right_faults(connection)


def _wall_faults(connection: Connection) -> Iterator[str]:
    """Where wall two stands open to this role: on what it guards, on what its rule reads."""
    forced = {*private_tables(), *(name for name, table in Base.metadata.tables.items() if table.info.get(OWN_ROWS))}
    secured = connection.execute(
        text("SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = ANY(:tables)"),
        {"tables": [*forced, *LISTS]},
    )
    for table, on, for_owner in secured:
        if not on or (table in forced and not for_owner):
            yield f"DATABASE_URL: row security is not {'forced' if table in forced else 'on'} on {table}"


def _right_faults(connection: Connection) -> Iterator[str]:
    """What this role may do though it owns nothing: to all rows of a table, and to what is only added to."""
    for table, policy in connection.execute(_OPEN):
        yield f"DATABASE_URL: the policy {policy} lets everybody in on {table}"
    for table, verb in kept_from_changing():
        allowed = text("SELECT has_table_privilege(current_user, :table, :verb)")
        if connection.execute(allowed, {"table": table, "verb": verb}).scalar():
            yield f"DATABASE_URL: the role may {verb} {table}, where rows are only added"


def _demo_faults(connection: Connection) -> Iterator[str]:
    people = connection.execute(
        text("SELECT count(*) FROM person WHERE email LIKE :domain AND active"), {"domain": f"%@{DEMO_DOMAIN}"}
    ).scalar_one()
    if people:
        yield f"DATABASE_URL: {people} demo accounts are present"


def refuse_if_unready(app: Flask) -> None:
    """In production, raise ``SystemExit`` naming each fault of the database."""
    settings: config.Settings = app.config["SETTINGS"]
    if settings.production and (found := faults(app)):
        raise SystemExit("Accord will not start in production:\n" + "\n".join(f"- {fault}" for fault in found))
