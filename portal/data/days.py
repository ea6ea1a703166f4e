"""Days reckoned inside a SELECT, the same on both databases, so that they can be compared, sorted and paged by."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class months_before(GenericFunction[Any]):  # noqa: N801 - it is written as the function that it is
    """``months_before(day, months)``: the day so many calendar months before ``day``, or the last day of that month if
    it has no such day."""

    type = Date()
    inherit_cache = True


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


@compiles(months_before, "postgresql")
def _months_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST({day} - make_interval(months => {months}) AS DATE)"


@compiles(months_before, "sqlite")
def _months_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    # SQLite carries 31 February over into March, so the last day of the month is asked for beside it.
    day, months = (compiler.process(clause, **kw) for clause in element.clauses)
    same_day = f"date({day}, printf('%+d months', -({months})))"
    last_day = f"date({day}, 'start of month', printf('%+d months', 1 - ({months})), '-1 day')"
    return f"min({same_day}, {last_day})"


@compiles(days_after, "postgresql")
def _days_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    moment, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({moment} AT TIME ZONE 'UTC' AS DATE) + CAST({days} AS INTEGER))"


@compiles(days_after, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    moment, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({moment}, printf('%+d days', {days}))"
