"""The tables of procrastinate, as SQL for migrations."""

from importlib import resources

_TABLES = ("events", "periodic_defers", "jobs", "workers")


def schema_statements() -> list[str]:
    """The SQL of procrastinate's own tables, for a migration as the owning role: ``op.execute(text(statement))``."""
    return [(resources.files("procrastinate.sql") / "schema.sql").read_text(encoding="utf-8")]


def drop_statements() -> list[str]:
    """The SQL that takes them away again, in one block that finds procrastinate's functions and types by name."""
    tables = [f"DROP TABLE IF EXISTS procrastinate_{name} CASCADE" for name in _TABLES]
    found = """
DO $$
DECLARE item record;
BEGIN
  FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
              WHERE p.pronamespace = current_schema()::regnamespace AND starts_with(p.proname, 'procrastinate_') LOOP
    EXECUTE 'DROP FUNCTION ' || item.name || ' CASCADE';
  END LOOP;
  FOR item IN SELECT t.oid::regtype AS name FROM pg_type t
              WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype IN ('c', 'e')
              AND starts_with(t.typname, 'procrastinate_') LOOP
    EXECUTE 'DROP TYPE ' || item.name || ' CASCADE';
  END LOOP;
END $$"""
    return [*tables, found]
