"""Loading the made-up country in bulk, past the application: COPY on PostgreSQL, many rows a statement on SQLite."""

import itertools
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import ColumnDefault

import portal.factory
import portal.features.feedback.models  # noqa: F401
from bench.world import Row, World
from portal.data import Base
from tests.harness.databases import migrate

BATCH = 20_000


def load_sqlite(path: str, world: World) -> None:
    """A new SQLite database at ``path``, full."""
    migrate(f"sqlite:///{path}", f"sqlite:///{path}")
    fill_sqlite(path, world)


def fill_sqlite(path: str, world: World) -> None:
    """Fill a built SQLite database."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    for table, rows in world.tables():
        for names, batch in _batches(_whole(table, rows)):
            marks = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
                ([_for_sqlite(row[name]) for name in names] for row in batch),
            )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def load_postgres(admin_dsn: str, world: World) -> None:
    """Fill a built PostgreSQL database, as superuser, whom row security does not hold."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        # The rows follow from one another, so their keys need no checking.
        connection.execute("SET session_replication_role = replica")
        for table, rows in world.tables():
            for names, batch in _batches(_whole(table, rows)):
                with (
                    connection.cursor() as cursor,
                    cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy,
                ):
                    for row in batch:
                        copy.write_row([row[name] for name in names])
        serials = connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'id' AND is_identity = 'YES'"
        ).fetchall()
        for (table,) in serials:
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce((SELECT max(id) FROM {table}), 1))"
            )
        connection.execute("VACUUM ANALYZE")


def _whole(table: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Rows with what the models put in by themselves where nothing is said."""
    columns = Base.metadata.tables[table].columns
    usual = {column.name: column.default.arg for column in columns if isinstance(column.default, ColumnDefault)}
    for row in rows:
        said = {name: value(None) if callable(value) else value for name, value in usual.items() if name not in row}
        yield {**row, **said}


def _batches(rows: Iterator[Row]) -> Iterator[tuple[list[str], list[Row]]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield list(batch[0]), batch


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return value
