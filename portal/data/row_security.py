"""Wall two, on PostgreSQL: row-level security, generated from the same declaration as wall one.

Every table whose class mixes in ``AccessListed`` gets one policy with the rule, and FORCE, so that even the
owner of the tables is held to it. The role the application connects as owns nothing and bypasses nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, inspect, text

from portal.data import holding
from portal.data.access_lists import AccessListed, OfOnePerson
from portal.data.base import Base
from portal.data.mandates import mandate_statements
from portal.data.rule import MOMENT_SQL, ORGANISATION_SQL, PERSON_SQL, VERIFYING_SQL, policy_sql

APPEND_ONLY = "append_only"
OWN_ROWS = "own_rows"
OWNER_READS = "owner_reads"
SEALED = "sealed"
KEPT_FOR = "kept_for"
"""Keys of ``Table.info``: rows that may only be added; rows that belong to the person in ``person_id``; rows of the
ledger, which the role owning the tables may read; rows that the ledger seals, or what it says of them, which that role
may read in a transaction that says it verifies; for how many days (by ``created_at``) rows of one person are kept."""

_FUNCTIONS = (
    f"""
CREATE OR REPLACE FUNCTION accord_may_grant(list_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM access_list l WHERE l.id = list_id AND l.owner_organisation_id = {ORGANISATION_SQL}
                 AND NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.access_list_id = list_id))
      OR EXISTS (SELECT 1 FROM access_grant g WHERE g.access_list_id = list_id
                 AND g.organisation_id = {ORGANISATION_SQL} AND g.role IN ('owner', 'party')
                 AND g.starts_at <= {MOMENT_SQL} AND (g.ends_at IS NULL OR g.ends_at > {MOMENT_SQL}))
$$""",
    f"""
CREATE OR REPLACE FUNCTION accord_grants_on(list_id bigint) RETURNS SETOF access_grant
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.* FROM access_grant g
  WHERE g.access_list_id = list_id AND (g.ends_at IS NULL OR g.ends_at > {MOMENT_SQL})
    AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = list_id
                AND mine.organisation_id = {ORGANISATION_SQL} AND mine.starts_at <= {MOMENT_SQL}
                AND (mine.ends_at IS NULL OR mine.ends_at > {MOMENT_SQL}))
$$""",
)


def private_tables() -> list[str]:
    """Every table that lies on access lists, in name order."""
    return sorted(
        str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, AccessListed)
    )


def of_one_person() -> set[str]:
    """The private tables whose rows only one person sees."""
    return {str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, OfOnePerson)}


def _policies(table: str, info: Mapping[Any, Any]) -> Iterator[str]:
    rule = policy_sql(table)
    if table in of_one_person():
        rule = f"{rule} AND person_id = {PERSON_SQL}"
    if info.get(APPEND_ONLY):
        yield f"CREATE POLICY viewer_reads ON {table} FOR SELECT USING ({rule})"
        yield f"CREATE POLICY viewer_adds ON {table} FOR INSERT WITH CHECK ({rule})"
    else:
        yield f"CREATE POLICY viewer ON {table} USING ({rule}) WITH CHECK ({rule})"
    if info.get(OWNER_READS):
        yield f"CREATE POLICY owner_verifies ON {table} FOR SELECT TO CURRENT_USER USING (true)"
    if info.get(SEALED):
        yield f"CREATE POLICY owner_verifies ON {table} FOR SELECT TO CURRENT_USER USING ({VERIFYING_SQL})"


def statements(tables: Iterable[str] | None = None) -> list[str]:
    """The SQL that raises wall two on ``tables`` (every private one), as the role that owns them."""
    metadata = Base.metadata.tables
    raised = []
    for table in tables if tables is not None else private_tables():
        raised += [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"]
        raised += _policies(table, metadata[table].info)
    return raised


def own_row_statements(table: str) -> list[str]:
    """The SQL for a table whose rows belong to one person, named in ``person_id``."""
    mine = f"person_id = {PERSON_SQL}"
    raised = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY viewer ON {table} USING ({mine}) WITH CHECK ({mine})",
    ]
    kept: timedelta | None = Base.metadata.tables[table].info.get(KEPT_FOR)
    return raised + (list(_forgetting(table, kept)) if kept else [])


def _forgetting(table: str, kept: timedelta) -> Iterator[str]:
    """The night's work looks as nobody, and row security holds the owner too: of what is old, and of nothing else, the
    owner may see and remove everybody's rows, in a function that takes nothing from whoever calls it."""
    old = f"created_at < now() - interval '{kept.days} days'"
    for verb in ("SELECT", "DELETE"):
        yield f"CREATE POLICY owner_forgets_{verb.lower()} ON {table} FOR {verb} TO CURRENT_USER USING ({old})"
    yield f"""
CREATE OR REPLACE FUNCTION accord_forget_{table}() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forgotten integer;
BEGIN
  DELETE FROM {table} WHERE {old};
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$"""


def list_statements() -> list[str]:
    """The SQL for the lists and grants themselves. Not FORCEd: their functions run as their owner."""
    listed = policy_sql("access_list").replace("access_list.access_list_id", "access_list.id")
    own = f"owner_organisation_id = {ORGANISATION_SQL}"
    mine = f"organisation_id = {ORGANISATION_SQL}"
    given = f"granted_by_id = {ORGANISATION_SQL}"
    return [
        *_FUNCTIONS,
        *holding.FUNCTIONS,
        "ALTER TABLE access_list ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY viewer_reads ON access_list FOR SELECT USING ({own} OR {listed})",
        f"CREATE POLICY viewer_opens ON access_list FOR INSERT WITH CHECK ({own})",
        "ALTER TABLE access_grant ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY viewer_reads ON access_grant FOR SELECT USING ({mine} OR {given})",
        f"CREATE POLICY viewer_gives ON access_grant FOR INSERT"
        f" WITH CHECK ({given} AND accord_may_grant(access_list_id))",
        "ALTER TABLE access_term ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY viewer ON access_term USING ({own}) WITH CHECK ({own})",
        *mandate_statements(),
    ]


def append_only_statements(table: str, dialect: str) -> list[str]:
    """Triggers by which the database itself refuses to change or remove a row of ``table``."""
    if dialect == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION accord_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION accord_refuse()",
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def grant_to(connection: Connection, role: str) -> None:
    """Let the application's role use the tables, owning none: no DELETE or UPDATE where rows are only added."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
    connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"))
    connection.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))
    connection.execute(text(f"REVOKE ALL ON alembic_version FROM {quoted}"))
    connection.execute(text(f"GRANT SELECT ON alembic_version TO {quoted}"))
    there = set(inspect(connection).get_table_names())  # not all of them at an older revision
    for table, verb in kept_from_changing():
        if table in there:
            connection.execute(text(f"REVOKE {verb} ON {table} FROM {quoted}"))


def kept_from_changing() -> Iterator[tuple[str, str]]:
    """(table, verb) of what the application's role may not do: rows that are only added, lists and grants."""
    yield from (("access_grant", "UPDATE"), ("access_list", "UPDATE"))
    yield from (("access_mandate", "UPDATE"), ("access_mandate", "DELETE"))
    for name, table in Base.metadata.tables.items():
        if name == "ledger_payload" or table.info.get(APPEND_ONLY):
            yield from ((name, verb) for verb in ("UPDATE", "DELETE", "TRUNCATE"))


def everything(dialect: str) -> list[str]:
    """All that a new database needs beside its tables: wall two on PostgreSQL, append-only tables on both."""
    info = {name: table.info for name, table in Base.metadata.tables.items()}
    refusals = [line for name in info if info[name].get(APPEND_ONLY) for line in append_only_statements(name, dialect)]
    if dialect != "postgresql":
        return refusals
    own_rows = [line for name in info if info[name].get(OWN_ROWS) for line in own_row_statements(name)]
    return [*list_statements(), *statements(), *own_rows, *refusals]
