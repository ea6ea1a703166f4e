"""The SELECTs that sessions send, watched: each private row in one must be asked about by wall one.

The lint reads the code; this reads what comes of it, however it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, TextClause, event
from sqlalchemy.orm import Session

from portal.data.row_security import private_tables
from portal.data.wall import UNWALLED


@cache
def _reads() -> re.Pattern[str]:
    names = "|".join(private_tables())
    return re.compile(rf'(?:\bFROM|\bJOIN|,)\s+"?({names})\b"?(?!\s*[.=(])(?:\s+AS\s+"?(\w+)"?)?', re.IGNORECASE)


_SIZE = re.compile(r"SELECT CASE WHEN \(max\((\w+)\.\w+\) < .*?FROM \1\b", re.DOTALL)
"""How large a table is, by its newest key: what chooses between two ways of listing (``portal.data.narrow``)."""


@cache
def unwalled(sql: str) -> frozenset[str]:
    """The names by which ``sql`` reads private tables without asking whether the viewer is on the row's list."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return frozenset()
    read = {alias or table for table, alias in _reads().findall(_SIZE.sub("", sql))}
    return frozenset(name for name in read if f"wall_grant.access_list_id = {name}.access_list_id" not in sql)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Gives the statements that went past wall one in this block, and were not meant to."""
    escaped: list[str] = []
    viewers: WeakSet[Connection] = WeakSet()
    "Those of sessions; the owner, who verifies the ledger, has one of its own."

    def begun(_session: Session, _transaction: Any, connection: Connection) -> None:
        viewers.add(connection)

    def look(connection: Any, _cursor: Any, sql: str, _values: Any, context: Any, _many: bool) -> None:
        compiled = getattr(context, "compiled", None)
        if connection not in viewers:
            return
        if compiled is None or isinstance(compiled.statement, TextClause) or not unwalled(sql):
            return
        loading = context.execution_options.get("_sa_orm_load_options")
        refreshing = loading is not None and loading._refresh_state is not None
        if not refreshing and not UNWALLED.items() <= context.execution_options.items():
            escaped.append(f"{sorted(unwalled(sql))}: {sql}")

    event.listen(Session, "after_begin", begun)
    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield escaped
    finally:
        event.remove(Session, "after_begin", begun)
        event.remove(Engine, "before_cursor_execute", look)
