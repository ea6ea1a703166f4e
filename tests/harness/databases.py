"""A fresh database for each test: built once, then copied."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, text

import config
from portal.data import Base, db
from portal.data.narrow import KNOWN
from portal.data.row_security import everything
from portal.factory import create_app
from portal.jobs import schema_statements
from portal.web.application import Portal
from portal.web.migrating import db as commands
from tests.harness.postgres import Postgres

READ_ONCE = ("accord.kinds", "accord.services", "accord.rating_frameworks")
"""Where an application keeps the lists that it reads once."""

on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""For a test of what only PostgreSQL has: roles and policies."""
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For a test of what no statement is asked about, so that the database cannot matter."""


def migrate(url: str, owner_url: str) -> None:
    """Run every migration, as ``portal db upgrade`` does: as the owner, who then lets the application in."""
    with TemporaryDirectory() as folder:
        settings = config.Settings(
            portal_env=config.Environment.TEST,
            portal_data_dir=Path(folder),
            database_url=url,
            database_owner_url=owner_url,
            secret_key=SecretStr("a key for tests only, long enough for anybody"),
        )
        made = create_app(settings).test_cli_runner().invoke(commands, ["upgrade"])
    if made.exit_code:
        raise RuntimeError(made.output) from made.exception


def build(connection: Connection) -> None:
    """Every table and both walls, straight from the models."""
    Base.metadata.create_all(connection)
    queue = schema_statements() if connection.dialect.name == "postgresql" else []
    for statement in [*everything(connection.dialect.name), *queue]:
        connection.execute(text(statement.replace(":=", "\\:=")))


def disposer(app: Portal) -> Callable[[], None]:
    """What closes every connection of ``app``, so that its database can be put aside or in place."""

    def dispose() -> None:
        with app.app_context():
            db.engine.dispose()

    return dispose


def begin_again(app: Portal, database: SqliteDatabases | PostgresDatabases, kept: str = "built") -> None:
    """Put fresh rows, or kept ones, in place of those the test before left; ``app`` remembers none of those either.

    What a process reads once or remembers for a while would else reach from test to test, and end in any of them.
    """
    database.renew(disposer(app), kept)
    for remembered in READ_ONCE:
        app.extensions.pop(remembered, None)
    with app.app_context():
        KNOWN.pop(db.engine, None)


def contents(engine: Engine) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of all that stands in them; sign-in's own are left out, for each
    visitor signs in."""
    found = {}
    with engine.connect() as connection:
        for name in Base.metadata.tables:
            if not name.startswith("sign_in_"):
                rows = sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}")))
                found[name] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


class SqliteDatabases:
    """Copies of one built file. ``state``: the name of what stands in it, as long as nobody writes."""

    state = ""

    def __init__(self, folder: Path) -> None:
        self._built = folder / "built.sqlite"
        self._file = folder / "accord.sqlite"
        migrate(f"sqlite:///{self._built}", f"sqlite:///{self._built}")
        self.url = self.owner_url = self.admin_url = f"sqlite:///{self._file}"

    def renew(self, dispose: Callable[[], None], kept: str = "built") -> None:
        """Put a fresh database, or a kept one, in place of the one the test before left."""
        dispose()
        for tail in ("-wal", "-shm"):
            self._file.with_name(self._file.name + tail).unlink(missing_ok=True)
        shutil.copyfile(self._file.with_name(f"{kept}.sqlite"), self._file)
        self.state = kept

    def keep(self, dispose: Callable[[], None], kept: str) -> None:
        """Keep the present database under a name, to be renewed from."""
        with sqlite3.connect(self._file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        dispose()
        shutil.copyfile(self._file, self._file.with_name(f"{kept}.sqlite"))
        self.state = kept


class PostgresDatabases:
    """One database, owned by accord_owner, used as accord_app, whose rows are put back before each test.

    To copy a database takes twenty times as long as to delete what a test wrote. A test that changes the schema is
    noticed by an event trigger; then the database is copied anew. Connections stay open from test to test, because a
    new one reads the catalogue and plans every statement anew, which costs more than most tests. ``state``: the name of
    what stands in it, as long as nobody writes.
    """

    state = ""

    def __init__(self, postgres: Postgres, worker: str) -> None:
        self._postgres, self._name, self._whole = postgres, f"accord_test_{worker}", f"accord_whole_{worker}"
        self.url, self.owner_url = postgres.app_url(self._name), postgres.owner_url(self._name)
        self.admin_url = postgres.admin_url(self._name)
        self._connection: psycopg.Connection[Any] | None = None
        postgres.create_database(self._name)
        migrate(self.url, self.owner_url)
        self._admin().execute(WATCH)
        self.keep(lambda: None, "built")

    def renew(self, dispose: Callable[[], None], kept: str = "built") -> None:
        """Put back the rows of the fresh database, or of a kept one, in place of those the test before left."""
        try:
            if self._admin().execute(END_BUSY).fetchone():
                dispose()
            if self._admin().execute("SELECT 1 FROM harness.changed LIMIT 1").fetchone() is None:
                self._put_back(kept)
                return
        except psycopg.Error:
            pass  # What a test did to the database itself is mended by a new one.
        dispose()
        self.close()
        self._postgres.create_database(self._name, self._whole)
        self._put_back(kept)

    def keep(self, dispose: Callable[[], None], kept: str) -> None:
        """Keep the present rows under a name, to be renewed from."""
        dispose()
        self._admin().execute(END_OTHERS)
        self._admin().execute("SELECT harness.keep(%s)", (kept,))
        self.close()
        self._postgres.create_database(self._whole, self._name)
        self.state = kept

    def close(self) -> None:
        """Let go of the database."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _put_back(self, kept: str) -> None:
        self._admin().execute(sql.SQL("SELECT harness.{}()").format(sql.Identifier(f"put_back_{kept}")))
        self.state = kept

    def _admin(self) -> psycopg.Connection[Any]:
        """Who may do everything; no trigger fires and no key is checked, neither of tables nor of the schema."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._postgres.dsn(self.admin_url), autocommit=True, options="-c session_replication_role=replica"
            )
        return self._connection


END_OTHERS = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
END_BUSY = f"{END_OTHERS} AND state <> 'idle'"
"""A transaction that a test left open holds locks; a connection that does nothing may stay."""
WATCH = """
CREATE SCHEMA harness;
CREATE TABLE harness.changed (at timestamptz DEFAULT now());
CREATE FUNCTION harness.notice() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS
  $$ BEGIN INSERT INTO harness.changed DEFAULT VALUES; END $$;
CREATE EVENT TRIGGER harness_notices ON ddl_command_end EXECUTE FUNCTION harness.notice();

CREATE FUNCTION harness.keep(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record; listed text; filled boolean; steps text := '';
BEGIN
  EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', 'kept_' || name);
  EXECUTE format('CREATE SCHEMA %I', 'kept_' || name);
  FOR one IN SELECT c.oid, c.relname FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname LOOP
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO listed FROM pg_attribute
      WHERE attrelid = one.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    steps := steps || format('DELETE FROM public.%I; ', one.relname);
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', one.relname) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE %I.%I AS SELECT %s FROM public.%I',
                     'kept_' || name, one.relname, listed, one.relname);
      steps := steps || format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %I.%I; ',
                               one.relname, listed, listed, 'kept_' || name, one.relname);
    END IF;
  END LOOP;
  FOR one IN SELECT schemaname, sequencename, coalesce(last_value, start_value) AS at, last_value IS NOT NULL AS called
             FROM pg_sequences WHERE schemaname = 'public' LOOP
    steps := steps || format('PERFORM setval(%L, %s, %L); ',
      quote_ident(one.schemaname) || '.' || quote_ident(one.sequencename), one.at, one.called);
  END LOOP;
  EXECUTE format('CREATE OR REPLACE FUNCTION harness.%I() RETURNS void LANGUAGE plpgsql AS %L',
                 'put_back_' || name, 'BEGIN ' || steps || 'END');
END $$;
"""
"""In each database of the tests: what notices a change of its schema, and what keeps rows and puts them back."""
