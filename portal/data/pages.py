"""Pages of a list by key, never by OFFSET: page 40,000 costs what page 1 costs.

The key in the address is the reference of the row the page starts after, so it says nothing that
the reader has not seen already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.core.errors import NotFound
from portal.core.references import read_reference

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of rows, and the address arguments of the pages around it (``None`` where there is none)."""

    rows: Sequence[Any]
    previous: Mapping[str, str] | None
    next: Mapping[str, str] | None

    @property
    def first_arguments(self) -> Mapping[str, str]:
        return {}

    @property
    def last_arguments(self) -> Mapping[str, str]:
        return {"page": "last"}


def page_by_key(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    key: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[int]],
    reference: InstrumentedAttribute[str],
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    ascending: bool = False,
) -> Page:
    """One page of ``statement`` by ``key`` (two columns, the second unique): newest first, or ``ascending``.

    ``statement`` must select the reference, labelled ``reference``. ``arguments`` are the request's:
    ``after`` or ``before`` a reference, or ``page=last``. Raises ``NotFound`` for a key that is no row
    of the viewer's.
    """
    backwards = "before" in arguments or arguments.get("page") == "last"
    upwards = backwards is not ascending
    anchored = arguments.get("before") or arguments.get("after")
    if anchored:
        at = _values_at(session, key, reference, anchored)
        position: ColumnElement[bool] = tuple_(*key) > tuple_(*at) if upwards else tuple_(*key) < tuple_(*at)
        statement = statement.where(position)
    order = [column.asc() if upwards else column.desc() for column in key]
    rows = list(session.execute(statement.order_by(*order).limit(size + 1)))
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    earlier, later = (more, bool(anchored)) if backwards else (bool(anchored), more)
    return Page(
        rows,
        {"before": rows[0].reference} if rows and earlier else None,
        {"after": rows[-1].reference} if rows and later else None,
    )


def _values_at(
    session: Session, key: Sequence[InstrumentedAttribute[Any]], reference: InstrumentedAttribute[str], typed: str
) -> Sequence[Any]:
    found = session.execute(select(*key).where(reference == read_reference(typed))).one_or_none()
    if found is None:
        raise NotFound
    return found
