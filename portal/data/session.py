"""The session: one database object, one scope (who is looking) fixed for a session's life."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakSet

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, Connection, Engine, Text, cast, event, func
from sqlalchemy.orm import Session, SessionTransaction

from portal.data import rule
from portal.data.base import Base

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

NOBODY = 0
"""An organisation id that no organisation has."""

_SCOPE = "scope"
_LEARNT = "learnt"
_writing: ContextVar[bool] = ContextVar("writing", default=False)


@dataclass(frozen=True)
class Scope:
    """What both walls are given: the organisation acted for, the person, and the moment grants are read at."""

    organisation_id: int
    person_id: int
    moment: datetime


_BIND = (
    f"SELECT set_config('{rule.SETTING_ORGANISATION}', $1, true), set_config('{rule.SETTING_PERSON}', $2, true),"
    f" set_config('{rule.SETTING_MOMENT}', $3, true)"
)


def bind_scope(session: Session, scope: Scope, *, told: bool = False) -> None:
    """Say who is looking, once; ``told``: wall two has been told in this transaction (``tells``).

    Raises ``RuntimeError`` if the session already belongs to somebody.
    """
    if _SCOPE in session.info:
        raise RuntimeError("a session serves one viewer for its whole life")
    session.info[_SCOPE] = scope
    if session.in_transaction() and not told:
        _tell(session.connection(), scope)


def tells(organisation_id: Any, person_id: Any, moment: Any) -> list[ColumnElement[Any]]:
    """Columns that tell wall two (PostgreSQL) who is looking, for the very SELECT that finds it out: a page then asks
    once and not twice. ``moment`` is text, as ``Scope.moment.isoformat()``."""
    values = {
        rule.SETTING_ORGANISATION: func.coalesce(cast(organisation_id, Text), str(NOBODY)),
        rule.SETTING_PERSON: cast(person_id, Text),
        rule.SETTING_MOMENT: cast(moment, Text),
    }
    return [func.set_config(name, value, True).label(name.replace(".", "_")) for name, value in values.items()]


def scope_of(session: Session) -> Scope | None:
    """Who this session belongs to, or ``None`` while nobody is known: then it sees nothing private."""
    return session.info.get(_SCOPE)


def _tell(connection: Connection, scope: Scope) -> None:
    if connection.dialect.name == "postgresql":
        told = (str(scope.organisation_id), str(scope.person_id), scope.moment.isoformat())
        connection.exec_driver_sql(_BIND, told)


@event.listens_for(Session, "after_begin")
def _tell_new_transaction(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if (scope := scope_of(session)) is not None:
        _tell(connection, scope)


def learnt(session: Session) -> dict[str, Any]:
    """What was learnt from rows that only this transaction holds for sure; forgotten when it ends, either way."""
    known: dict[str, Any] = session.info.setdefault(_LEARNT, {})
    return known


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_LEARNT, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_part(session: Session, _ended: SessionTransaction) -> None:
    session.info.pop(_LEARNT, None)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun in this block mean to write: SQLite takes its one write lock at the start,
    so that a reader never has to become a writer half-way, which SQLite refuses under load."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


_engines: WeakSet[Engine] = WeakSet()


def close_connections() -> None:
    """Close every idle connection of this process, before it forks: SQLite's locks must not be inherited."""
    for engine in list(_engines):
        engine.dispose()


def prepare_engine(engine: Engine) -> None:
    """SQLite: write-ahead log, foreign keys on, every commit on disk, our own BEGIN. PostgreSQL: plans are kept."""
    _engines.add(engine)
    if engine.dialect.name != "sqlite":
        event.listen(engine, "do_connect", _connect_postgres)
        return
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


class _KeepsPlans(psycopg.Connection[Any]):
    """A connection whose prepared statements outlive a rollback, which is how every GET ends.

    psycopg drops them then, for the sake of tables made in the transaction; we make none, and PostgreSQL itself
    keeps them. Without plans kept, planning costs more than running.
    """

    def rollback(self) -> None:
        """End the transaction; raises ``psycopg.OperationalError`` if the server is gone."""
        with self.lock:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE:
                return
            ended = self.pgconn.exec_(b"ROLLBACK")
        if ended.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(ended.error_message.decode(errors="replace"))


POSTGRES_PARAMETERS = "numeric_dollar"
"""How an engine writes parameters: as PostgreSQL itself does, so that psycopg need not read a statement through for
``%s`` each time (it remembers short ones only), and a value that is used often, as the walls' are, is sent once."""


def _connect_postgres(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    # A page reads a little of many tables: compiling that statement takes seconds, running it milliseconds. To plan it
    # anew for each reader's values takes five times as long as to run it: what a plan must know stands in the statement
    # (``portal.data.plans``).
    options["options"] = f"{options.get('options', '')} -c jit=off -c plan_cache_mode=force_generic_plan".strip()
    connection = _KeepsPlans.connect(*arguments, **options)
    if dialect.paramstyle == POSTGRES_PARAMETERS:
        connection.cursor_factory, connection.server_cursor_factory = psycopg.RawCursor, psycopg.RawServerCursor
    return connection


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
