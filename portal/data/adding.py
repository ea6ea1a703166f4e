"""Adding plain rows past the unit of work, which costs several times what the insert does: behind the same wall."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.data.access_lists import AccessListed
from portal.data.wall import require_lists


def add_row(session: Session, model: type[AccessListed], values: Mapping[str, Any]) -> int:
    """Add one row and give its first key; what is pending is written first.

    Raises ``Forbidden`` unless the viewer's organisation is, now, on the row's list.
    """
    kept: Any = model
    _check(session, [values])
    key = session.connection().execute(_adding(kept), values).inserted_primary_key
    return int(key[0]) if key else 0


def add_rows(session: Session, model: type[AccessListed], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows in one statement; otherwise like ``add_row``."""
    kept: Any = model
    if rows:
        _check(session, rows)
        session.connection().execute(_adding(kept), rows)


def add_numbered_rows(session: Session, model: type[AccessListed], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add rows like ``add_rows``, and give their keys in the order of the rows."""
    kept: Any = model
    if not rows:
        return []
    _check(session, rows)
    return [*session.connection().execute(_adding_numbered(kept), rows).scalars()]


def add_if_absent(session: Session, model: type[AccessListed], values: Mapping[str, Any]) -> None:
    """Add one row unless its key is there; when two do at once, the second waits for the first and adds nothing."""
    kept: Any = model
    _check(session, [values])
    session.connection().execute(_adding_once(kept, str(session.get_bind().dialect.name)), values)


def _check(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.flush()
    require_lists(session, {row["access_list_id"] for row in rows})


@cache
def _adding(model: Any) -> Any:
    return insert(model.__table__)


@cache
def _adding_numbered(model: Any) -> Any:
    return insert(model.__table__).returning(model.__table__.c.id, sort_by_parameter_order=True)


@cache
def _adding_once(model: Any, dialect: str) -> Any:
    add: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return add(model.__table__).on_conflict_do_nothing()
