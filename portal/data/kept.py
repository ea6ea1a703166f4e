"""Statements made once and run for many viewers: walled and then kept, so that a page pays for running only.

No viewer's value may be in one: what differs from run to run is a named ``bindparam``, given to ``run`` or asked for
by its own callable. Which lists the viewer is on is asked by the criteria of wall one, as in every other statement.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Select
from sqlalchemy.orm import Session

from portal.data.session import scope_of
from portal.data.wall import looking_as, narrowed

MOST_SHAPES = 100
"""Of what can be asked in many ways the statements used last are kept, so that nobody fills the memory by asking."""


class Kept:
    """One SELECT of columns, kept. Make it where it lasts: at the top of a module, or in an ``lru_cache`` of
    shapes (``MOST_SHAPES``)."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = narrowed(statement)

    def run(self, session: Session, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        """Its rows for the viewer of ``session``; changes that are pending are written first.

        It runs past the ORM session, which would only make objects, and none are made of columns.
        """
        if session.autoflush:
            session.flush()
        connection = session.connection()
        looking_as(scope_of(session))
        rows: CursorResult[Any] = connection.execute(self._statement, values or {})
        return rows
