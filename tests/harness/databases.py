"""A fresh database for each test: built once, then copied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text

import config
from portal.data import Base
from portal.data.row_security import everything
from portal.factory import create_app
from portal.jobs import schema_statements
from portal.web.migrating import db as commands
from tests.harness.postgres import Postgres

on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""For a test of what only PostgreSQL has: roles and policies."""


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


class SqliteDatabases:
    """Copies of one built file."""

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

    def keep(self, dispose: Callable[[], None], kept: str) -> None:
        """Keep the present database under a name, to be renewed from."""
        with sqlite3.connect(self._file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        dispose()
        shutil.copyfile(self._file, self._file.with_name(f"{kept}.sqlite"))


class PostgresDatabases:
    """Copies of one built database, owned by accord_owner, used as accord_app."""

    def __init__(self, postgres: Postgres, worker: str) -> None:
        self._postgres, self._worker, self._name = postgres, worker, f"accord_test_{worker}"
        built = f"accord_built_{worker}"
        postgres.create_database(built)
        migrate(postgres.app_url(built), postgres.owner_url(built))
        self.url, self.owner_url = postgres.app_url(self._name), postgres.owner_url(self._name)
        self.admin_url = postgres.admin_url(self._name)

    def renew(self, dispose: Callable[[], None], kept: str = "built") -> None:
        """Put a fresh database, or a kept one, in place of the one the test before left."""
        dispose()
        self._postgres.create_database(self._name, f"accord_{kept}_{self._worker}")

    def keep(self, dispose: Callable[[], None], kept: str) -> None:
        """Keep the present database under a name, to be renewed from."""
        dispose()
        self._postgres.create_database(f"accord_{kept}_{self._worker}", self._name)
