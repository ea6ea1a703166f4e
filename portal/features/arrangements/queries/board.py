"""The board: a few arrangements in each state, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select, union_all

from portal.data import MOST_SHAPES, at_most, bundle, db, lasting
from portal.features.arrangements.models import Arrangement, CheckSummary
from portal.features.arrangements.queries.listing import COLUMNS, NEWEST, Around, beside
from portal.features.arrangements.queries.narrowing import conditions, narrowing, shape_of
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.queries.views import VIEWS_PART
from portal.features.arrangements.rules.filters import GOING, ON_BOARD, OVER, Filter

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
    beside: Around
    views: Sequence[Any]


def board(wanted: Filter) -> Board:
    """The arrangements that the viewer's organisation can see and that fit ``wanted``, by state, in two statements
    however many there are. A state that is wanted has the only column."""
    asked = narrowing(wanted)
    if wanted.state and wanted.state != GOING:
        states: tuple[str, ...] = (asked.pop("state"),)
    else:
        states = tuple(state for state in ON_BOARD if not wanted.state or state not in OVER)
    rows = bundle(db.session(), {"views": VIEWS_PART, **_columns(states, *shape_of(asked))})
    many = {row.state: row.many for row in rows["many"]}
    columns = [BoardColumn(one, [row for row in rows["cards"] if row.state == one], many.get(one, 0)) for one in states]
    around, _ = beside([row.id for column in columns for row in column.rows], {})
    return Board(columns, around, rows["views"])


@lru_cache(MOST_SHAPES)
def _columns(states: tuple[str, ...], names: tuple[str, ...], begins_with_lists: bool, dialect: str) -> Parts:
    fitting = conditions(names, begins_with_lists, dialect)
    # Both parts read what is found once: on one's own lists for all columns together, or by walking down each column.
    found = (_gathered(states, fitting) if begins_with_lists else _walked(states, fitting)).cte("on_board")
    cards = (
        select(*COLUMNS)
        .select_from(found)
        .join(Arrangement, Arrangement.id == found.c.id)
        .outerjoin(CheckSummary, CheckSummary.arrangement_id == Arrangement.id)
        .where(found.c.place <= CARDS)
        .order_by(found.c.place, found.c.id)
    )
    many = select(found.c.state, func.count().label("many")).group_by(found.c.state)
    return {"cards": lasting(cards), "many": lasting(many)}


_KEYS = select(Arrangement.id, Arrangement.state, Arrangement.created_at)
_MOST = at_most(MOST_COUNTED + 1)


def _gathered(states: Sequence[str], fitting: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    placed = _placed(_KEYS.where(Arrangement.state.in_(states), *fitting)).subquery()
    return select(placed).where(placed.c.place <= _MOST)


def _walked(states: Sequence[str], fitting: Sequence[ColumnElement[bool]]) -> CompoundSelect[*tuple[Any, ...]]:
    newest = _KEYS.where(*fitting).order_by(*(column.desc() for column in NEWEST)).limit(_MOST)
    return union_all(*(_placed(newest.where(Arrangement.state == state)) for state in states))


def _placed(keys: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Each with its place in its column, the newest first."""
    rows = keys.subquery()
    place = func.row_number().over(partition_by=rows.c.state, order_by=(rows.c.created_at.desc(), rows.c.id.desc()))
    return select(rows.c.id, rows.c.state, place.label("place"))
