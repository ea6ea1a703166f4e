"""The board: a few arrangements in each state, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from portal.data import MOST_SHAPES, bundle, db, lasting
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
    columns = [BoardColumn(one, rows[f"cards_{one}"], rows[f"many_{one}"][0].many) for one in states]
    around, _ = beside([row.id for column in columns for row in column.rows], {})
    return Board(columns, around, rows["views"])


@lru_cache(MOST_SHAPES)
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
