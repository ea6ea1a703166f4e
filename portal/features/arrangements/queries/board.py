"""The board: a few arrangements in each state, and how many there are."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select

from portal.data import bundle, db, lasting
from portal.data.narrow import dialect_of, few, on_viewers_lists
from portal.features.arrangements.models import Arrangement, CheckSummary
from portal.features.arrangements.queries.listing import COLUMNS, NARROWING, NEWEST, Beside, beside, narrowing
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.queries.views import VIEWS_PART
from portal.features.arrangements.rules.filters import ON_BOARD, Filter

CARDS = 6
"""As many as a column shows."""
MOST_COUNTED = 100
"""From here on a column says only that there are more."""


@dataclass(frozen=True)
class BoardColumn:
    """The newest in one state, and how many there are: ``MOST_COUNTED`` and one more stands for any more."""

    state: str
    rows: Sequence[Any]
    many: int


@dataclass(frozen=True)
class Board:
    """The columns in the order of states, what stands beside each arrangement, and the views that the viewer keeps."""

    columns: Sequence[BoardColumn]
    beside: Beside
    views: Sequence[Any]


def board(wanted: Filter) -> Board:
    """The arrangements that the viewer's organisation can see and that fit ``wanted``, by state, in two statements
    however many there are. A state that is wanted has the only column."""
    asked = narrowing(wanted)
    state = asked.pop("state", "")
    states = (state,) if state else ON_BOARD
    rows = bundle(db.session(), {"views": VIEWS_PART, **_columns(states, *shape_of(asked))})
    columns = [BoardColumn(one, rows[f"cards_{one}"], rows[f"many_{one}"][0].many) for one in states]
    around, _ = beside([row.id for column in columns for row in column.rows], {})
    return Board(columns, around, rows["views"])


_wanted: ContextVar[Mapping[str, Any]] = ContextVar("wanted")
Shape = tuple[tuple[str, ...], bool, str]


def shape_of(asked: Mapping[str, Any]) -> Shape:
    """What a kept statement depends on: the ways of narrowing, whether it begins with the viewer's own lists, and the
    database. The values in ``asked`` are those with which it runs next."""
    _wanted.set(dict(asked))
    session = db.session()
    return tuple(sorted(asked)), few(session, Arrangement), dialect_of(session)


def conditions(names: Sequence[str], begins_with_lists: bool, dialect: str) -> list[ColumnElement[bool]]:
    """The conditions of a statement of this shape."""
    found = [NARROWING[name](_value(name)) for name in names]
    return [*found, on_viewers_lists(Arrangement, dialect)] if begins_with_lists else found


def _value(name: str) -> BindParameter[Any]:
    read: Callable[[], Any] = lambda: _wanted.get()[name]  # noqa: E731
    return bindparam(f"asked_{name}", callable_=read)


@cache
def _columns(states: tuple[str, ...], names: tuple[str, ...], begins_with_lists: bool, dialect: str) -> Parts:
    parts = {}
    for state in states:
        here = (Arrangement.state == state, *conditions(names, begins_with_lists, dialect))
        order = [column.desc() for column in NEWEST]
        cards = select(*COLUMNS).outerjoin(CheckSummary, CheckSummary.arrangement_id == Arrangement.id)
        parts[f"cards_{state}"] = lasting(cards.where(*here).order_by(*order).limit(CARDS))
        counted = select(Arrangement.id).where(*here).limit(MOST_COUNTED + 1).subquery()
        parts[f"many_{state}"] = lasting(select(func.count().label("many")).select_from(counted))
    return parts
