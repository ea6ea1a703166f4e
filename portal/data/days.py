"""Days reckoned inside a SELECT, the same on both databases, so that they can be compared, sorted and paged by."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class days_after(GenericFunction[Any]):  # noqa: N801 - as above
    """``days_after(moment, days)``: the day, in universal time, so many days after a moment. ``days`` is a number of
    the program's own."""

    type = Date()
    inherit_cache = True


class day_or_never(GenericFunction[Any]):  # noqa: N801 - as above
    """``day_or_never(day, …)``: the first of these days that is known, or a day after every other. The same words make
    an index of it."""

    type = Date()
    inherit_cache = True


@compiles(day_or_never)
def _or_never(element: Any, compiler: Any, **kw: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **kw)}, '9999-12-31')"


@compiles(days_after, "postgresql")
def _days_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    moment, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({moment} AT TIME ZONE 'UTC' AS DATE) + CAST({days} AS INTEGER))"


@compiles(days_after, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    moment, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({moment}, printf('%+d days', {days}))"
