"""Several SELECTs in one statement, so that a page that tells a whole story stays at a handful.

Each part becomes a scalar subquery that gathers its rows as JSON; the walls reach inside it as
they reach every subquery over mapped classes.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import BindParameter, Boolean, Date, Select, Text, cast, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

from portal.data.base import ExactNumber, UtcDateTime
from portal.data.kept import Kept
from portal.data.plans import at_most


class _RowJson(GenericFunction[str]):
    name = "row_json"
    inherit_cache = True


class _RowsJson(GenericFunction[str]):
    name = "rows_json"
    inherit_cache = True


@compiles(_RowJson)
def _row_json(element: Any, compiler: Any, **kw: Any) -> str:
    name = "json_build_array" if compiler.dialect.name == "postgresql" else "json_array"
    return f"{name}({compiler.process(element.clauses, **kw)})"


@compiles(_RowsJson)
def _rows_json(element: Any, compiler: Any, **kw: Any) -> str:
    name = "json_agg" if compiler.dialect.name == "postgresql" else "json_group_array"
    inner = compiler.process(element.clauses, **kw)
    return f"{name}({inner})" if name == "json_agg" else f"{name}(json({inner}))"


Part = Select[*tuple[Any, ...]]

MOST_BUNDLES = 150
"""Of bundles of lasting parts those used last are kept: more than there are pages with panels."""
_lasting: WeakSet[Part] = WeakSet()


def lasting(part: Part) -> Part:
    """Keep ``part``, a SELECT made once when the program starts, for as long as somebody holds it. What differs from
    run to run it asks for with ``bindparam(…, callable_=…)``.

    To put a long statement together costs many times what it costs to run it; of lasting parts it is done once. Use
    what is returned: how many rows at most stands in it as a number.
    """
    if isinstance(part._limit_clause, BindParameter):
        part = part.limit(at_most(int(part._limit_clause.value or 0)))
    _lasting.add(part)
    return part


def is_lasting(part: Part) -> bool:
    """Whether ``part`` is kept."""
    return part in _lasting


def bundle(session: Session, parts: Mapping[str, Part]) -> dict[str, list[Any]]:
    """Run every SELECT of ``parts`` in one statement; give each part's rows, as named tuples, in its own order.

    Each SELECT names plain columns (label those whose names repeat), never whole entities.
    """
    key = tuple(parts.items())
    lasts = _lasting.issuperset(parts.values())
    answer = (_kept(key).run(session) if lasts else session.execute(_gathered(parts))).one()
    return {name: _revive(part, answer[index]) for index, (name, part) in enumerate(parts.items())}


@lru_cache(MOST_BUNDLES)
def _kept(parts: tuple[tuple[str, Part], ...]) -> Kept:
    return Kept(_gathered(dict(parts)))


def _gathered(parts: Mapping[str, Part]) -> Part:
    gathered = []
    for name, part in parts.items():
        rows = part.subquery(f"part_{name}")
        gathered.append(
            select(cast(_RowsJson(_RowJson(*rows.c)), Text)).select_from(rows).scalar_subquery().label(name)
        )
    return select(*gathered)


def _revive(part: Part, gathered: str | None) -> list[Any]:
    if not gathered:
        return []
    row, readers = _known_shapes.get(part) or _shape(part)
    rows = json.loads(gathered, parse_float=Decimal)
    return [
        row(
            *(read(value) if read and value is not None else value for read, value in zip(readers, values, strict=True))
        )
        for values in rows
    ]


_known_shapes: WeakKeyDictionary[Part, tuple[Callable[..., Any], list[Callable[[Any], Any] | None]]] = (
    WeakKeyDictionary()
)


def _shape(part: Part) -> tuple[Callable[..., Any], list[Callable[[Any], Any] | None]]:
    """The class of a part's rows, and how each of its columns is read."""
    columns = part.selected_columns
    shape = _row_class(tuple(columns.keys())), [_reader(column.type) for column in columns]
    if part in _lasting:
        _known_shapes[part] = shape
    return shape


@cache
def _row_class(names: tuple[str, ...]) -> Callable[..., Any]:
    return namedtuple("Row", names)


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, UtcDateTime):
        return _moment
    if isinstance(kind, ExactNumber):
        return kind.read_json
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Boolean):
        return bool
    return None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
