"""Databases to measure on: made, filled, copied with the walls down, and gone afterwards."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import create_engine, text

from bench.load import load_postgres, load_sqlite
from bench.world import World
from portal.data.row_security import private_tables
from tests.harness.databases import migrate
from tests.harness.postgres import Postgres, Running

MILLIONTHS = 10**6


class Place(ABC):
    """One kind of database; ``url`` and ``bare_url`` are addresses for the portal and for the bare pages."""

    name: str
    version: str
    bare_url: str

    @abstractmethod
    def fill(self, statements: int, password_hash: str) -> str:
        """Make and fill a database of this size; give its address."""

    @abstractmethod
    def without_walls(self, statements: int) -> str:
        """The address of the same rows with wall two down (wall one is taken down in the server)."""

    @abstractmethod
    def forget(self, statements: int) -> None:
        """Remove the database of this size and its copy."""

    @abstractmethod
    def size(self, statements: int) -> int:
        """Bytes on disk."""

    @abstractmethod
    def cpu_seconds(self) -> float:
        """Processor time of the database server so far; 0 where the database runs in the worker."""


class Sqlite(Place):
    """Files in a folder; the bare pages have their own."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.bare_url = str(folder / "bare.sqlite")
        engine = create_engine("sqlite://")
        with engine.connect() as connection:
            self.version = str(connection.scalar(text("SELECT sqlite_version()")))

    def fill(self, statements: int, password_hash: str) -> str:
        path = self._file(statements)
        load_sqlite(str(path), World(statements, password_hash, lambda value: value * MILLIONTHS))
        return f"sqlite:///{path}"

    def without_walls(self, statements: int) -> str:
        return f"sqlite:///{self._file(statements)}"

    def forget(self, statements: int) -> None:
        for tail in ("", "-wal", "-shm"):
            self._file(statements).with_name(self._file(statements).name + tail).unlink(missing_ok=True)

    def size(self, statements: int) -> int:
        return self._file(statements).stat().st_size

    def cpu_seconds(self) -> float:
        return 0.0

    def _file(self, statements: int) -> Path:
        return self._folder / f"bench-{statements}.sqlite"


class Postgresql(Place):
    """Databases on one durable server, used in the role that owns nothing, as in production."""

    name = "PostgreSQL"

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        postgres.create_database("accord_bench_bare")
        self.bare_url = postgres.dsn(postgres.owner_url("accord_bench_bare"))
        with psycopg.connect(postgres.dsn(postgres.admin_url())) as connection:
            self.version = str(connection.execute("SHOW server_version").fetchall()[0][0])
            backend = psutil.Process(connection.info.backend_pid)
            self._server = backend.parent() or backend

    def fill(self, statements: int, password_hash: str) -> str:
        name = self._database(statements)
        self._postgres.create_database(name)
        migrate(self._postgres.app_url(name), self._postgres.owner_url(name))
        load_postgres(self._postgres.dsn(self._postgres.admin_url(name)), World(statements, password_hash))
        return self._postgres.app_url(name)

    def without_walls(self, statements: int) -> str:
        name = self._database(statements) + "_open"
        self._postgres.create_database(name, self._database(statements))
        with psycopg.connect(self._postgres.dsn(self._postgres.owner_url(name))) as connection:
            for table in (*private_tables(), "access_list", "access_grant", "access_term", "submission"):
                connection.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        with psycopg.connect(self._postgres.dsn(self._postgres.admin_url(name)), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        return self._postgres.app_url(name)

    def forget(self, statements: int) -> None:
        for tail in ("", "_open"):
            self._postgres.drop_database(self._database(statements) + tail)

    def size(self, statements: int) -> int:
        with psycopg.connect(self._postgres.dsn(self._postgres.admin_url())) as connection:
            found = connection.execute("SELECT pg_database_size(%s)", (self._database(statements),)).fetchall()
        return int(found[0][0])

    def cpu_seconds(self) -> float:
        total = 0.0
        for process in (self._server, *self._server.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system
        return float(total)

    def _database(self, statements: int) -> str:
        return f"accord_bench_{statements}"


@contextmanager
def places(names: list[str], folder: Path) -> Iterator[list[Place]]:
    """The kinds of database asked for (``sqlite``, ``postgresql``), until the end of the block."""
    running = Running(durable=True) if "postgresql" in names else None
    try:
        chosen: list[Place] = [Sqlite(folder)] if "sqlite" in names else []
        if running:
            chosen.append(Postgresql(running.postgres))
        yield chosen
    finally:
        if running:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)
