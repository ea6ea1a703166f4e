"""What the migrations make is what the models say, on both databases, and it can be taken down and made again."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import Result
from sqlalchemy import Connection, Engine, inspect, text

import config
from portal.data import Base, db
from portal.data.row_security import everything
from portal.demo import load as loading
from portal.web.migrating import DIRECTORY
from portal.web.migrating import db as commands
from tests.conftest import BOTH
from tests.harness.databases import build
from tests.house.blank import Blank, ok

CATALOGUE = {
    "policies": "SELECT tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies",
    "row security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind = 'r' AND nspname = 'public'",
    "triggers": "SELECT event_object_table, trigger_name, event_manipulation, action_timing, action_statement"
    " FROM information_schema.triggers",
    "functions": "SELECT proname, prosrc, prosecdef, proconfig::text FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, collation_name, is_nullable,"
    " is_identity FROM information_schema.columns WHERE table_schema = 'public'",
}
SQLITE_CATALOGUE = {
    "triggers": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "indexes": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_%'",
}


def ours(_object: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """The queue's tables are the library's, not the models'."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def differences(connection: Connection) -> list[Any]:
    """What the models have and this database has not, or the other way about."""
    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
    with warnings.catch_warnings():
        # Of SQLite an index of an expression is not read: the catalogues are compared for those.
        warnings.filterwarnings("ignore", ".*expression-based index")
        return list(compare_metadata(context, Base.metadata))


def catalogue(engine: Engine) -> dict[str, list[Any]]:
    """Everything in the database that tables alone do not tell; the version table left out."""
    asked = CATALOGUE if engine.dialect.name == "postgresql" else SQLITE_CATALOGUE
    with engine.connect() as connection:
        return {
            name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(text(query.replace("::", "\\:\\:")))
                    if row[0] != "alembic_version"
                ),
                key=repr,
            )
            for name, query in asked.items()
        }


def test_nothing_is_taken_down_unasked(blank: Blank) -> None:
    def down(*words: str, answer: str = "") -> Result:
        return blank.app.test_cli_runner().invoke(commands, ["downgrade", *words], input=answer)

    ok(blank.portal("upgrade", "0003"))
    for answer in ("", "n\n"):
        refused = down("0001", answer=answer)
        assert refused.exit_code == 1
        assert [line[:10] for line in refused.output.splitlines()[:2]] == ["goes: 0003", "goes: 0002"]
        assert "will be lost" in refused.output
    assert down("0004", answer="y\n").exit_code == 1, "it is no step down"
    assert down("no such", answer="y\n").exit_code == 1
    assert "migrations: 0003 of" in blank.portal("check").output
    assert ok(down(answer="y\n")).output.endswith("The database is at 0002\n")
    assert ok(down("--yes")).output.endswith("The database is at 0001\n")
    blank.app.config["SETTINGS"] = blank.app.config["SETTINGS"].model_copy(
        update={"portal_env": config.Environment.PRODUCTION}
    )
    refused = down(answer="y\n")
    assert refused.exit_code == 1
    assert "in production this needs --yes" in refused.output


def test_the_migrations_are_one_chain() -> None:
    script = ScriptDirectory(DIRECTORY)
    revisions = list(script.walk_revisions())
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert all(isinstance(revision.down_revision, str | None) for revision in revisions)
    assert [revision.revision for revision in revisions] == sorted(
        (revision.revision for revision in revisions), reverse=True
    )


def test_the_head_is_what_the_models_say(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    with blank.engine.connect() as connection:
        assert differences(connection) == []
    with blank.twin.begin() as connection:
        build(connection)
    made, meant = catalogue(blank.engine), catalogue(blank.twin)
    for name, rows in meant.items():
        assert made[name] == rows, name


@pytest.mark.parametrize("dialect", BOTH)
def test_the_walls_in_the_files_are_the_models_walls(dialect: str) -> None:
    """Each migration raises the walls of its own tables, from a file beside it."""
    files = sorted(Path(DIRECTORY, "versions").glob(f"*_walls_{dialect}.sql"))
    raised = {part.strip() for file in files for part in file.read_text().split("--;")}
    assert {one.strip() for one in everything(dialect)} - raised == set()


def test_a_difference_is_seen(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    with blank.engine.begin() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN star_sign varchar(20)"))
        connection.execute(text("DROP INDEX ix_access_grant_rule"))
        assert len(differences(connection)) == 2


def test_up_with_the_demo_down_and_up_again(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    with blank.app.app_context():
        loading.load()
    with blank.app.app_context():
        db.engine.dispose()
    first = catalogue(blank.engine)
    ok(blank.portal("downgrade", "base"))
    with blank.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
        assert left == set()
        if blank.engine.dialect.name == "postgresql":
            kinds = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'\\:\\:regnamespace"
            assert connection.execute(text(kinds)).scalars().all() == []
    ok(blank.portal("upgrade"))
    assert catalogue(blank.engine) == first


def test_check_says_where_a_database_is(blank: Blank) -> None:
    before = blank.portal("check")
    assert before.exit_code == 1
    assert "migrations: none of " in before.output
    ok(blank.portal("upgrade"))
    after = ok(blank.portal("check"))
    assert re.search(r"migrations: (\d+) of \1\b", after.output)
    ok(blank.portal("downgrade"))
    assert blank.portal("check").exit_code == 1


def test_upgrading_twice_does_nothing_the_second_time(blank: Blank) -> None:
    ok(blank.portal("upgrade"))
    first = catalogue(blank.engine)
    ok(blank.portal("upgrade"))
    assert catalogue(blank.engine) == first
