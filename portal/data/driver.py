"""Doors past the ORM session, each for one kind of work that the walls are not made for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from portal.data.rule import SETTING_VERIFYING
from portal.data.session import db, writing


@contextmanager
def driver_connection(session: Session) -> Iterator[psycopg.Connection[Any]]:
    """The psycopg connection of the session's transaction, begun if need be, with cursors that read ``%s``.

    For the job queue alone: procrastinate writes its tables with its own SQL, which no wall can narrow, and must
    do so in the transaction of the change it follows. Row security still holds on this connection.
    """
    connection: Any = session.connection().connection.driver_connection
    ours, connection.cursor_factory = connection.cursor_factory, psycopg.Cursor
    try:
        yield connection
    finally:
        connection.cursor_factory = ours


@contextmanager
def own_transaction(app: Flask) -> Iterator[None]:
    """A session of its own outside any request, with nobody looking: committed at the end of the block, rolled
    back if the block raises."""
    with app.app_context(), writing():
        yield
        db.session.commit()


@contextmanager
def one_snapshot(engine: Engine, *, sealed: bool = False) -> Iterator[Connection]:
    """A read-only connection on which every statement sees the same moment, with rows streamed.

    For the ledger's verification and checkpoints, which read as the role that owns the tables: row security lets that
    role read the chains and, only where a transaction says that it verifies (``sealed``), the rows that they seal.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            if sealed:
                connection.exec_driver_sql(f"SET LOCAL {SETTING_VERIFYING} = 'on'")
        else:
            connection.begin()
            if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
                connection.exec_driver_sql("BEGIN")
        yield connection.execution_options(yield_per=1000)
        connection.rollback()
