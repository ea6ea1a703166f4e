"""Pages of a list by key, never by OFFSET: page 40,000 costs what page 1 costs.

The key in the address is the reference of the row the page starts after, so it says nothing that
the reader has not seen already.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data.kept import MOST_SHAPES, Kept
from portal.data.narrow import FAR, dialect_of, few, finds_none, on_newest_lists, on_own_lists, values
from portal.data.plans import at_most
from portal.data.session import scope_of

PAGE_SIZE = 25
SAMPLE = 500
"""Lists of a viewer's that are looked at to tell whether much of what they see fits a filter."""


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
    backwards, anchored = direction(arguments)
    upwards = backwards is not ascending
    if anchored:
        at = _values_at(session, key, reference, anchored)
        position: ColumnElement[bool] = tuple_(*key) > tuple_(*at) if upwards else tuple_(*key) < tuple_(*at)
        statement = statement.where(position)
    order = [column.asc() if upwards else column.desc() for column in key]
    rows = list(session.execute(statement.order_by(*order).limit(size + 1)))
    return page_of(rows, size, backwards, bool(anchored))


@dataclass(frozen=True, eq=False)
class Listing:
    """A list that is read again and again: made once, when the program starts, with every way of narrowing it.

    ``statement`` selects columns of ``listed``, its reference labelled ``reference``, and of what it joins without
    losing rows. ``key`` may begin with an expression that has an index. ``filters`` give, for each name, the condition
    on ``listed`` for a value asked for. A page is one statement, put together the first time its filters are used and
    kept (``MOST_SHAPES``): no viewer's value is ever in it. ``times`` as many of the viewer's lists as else are few
    where only one in many has a row of ``listed``.
    """

    statement: Select[*tuple[Any, ...]]
    listed: type[Any]
    key: tuple[InstrumentedAttribute[Any] | ColumnElement[Any], InstrumentedAttribute[int]]
    filters: Mapping[str, Callable[[BindParameter[Any]], ColumnElement[bool]]]
    times: int = 1

    def page(
        self,
        session: Session,
        wanted: Mapping[str, Any],
        arguments: Mapping[str, str],
        size: int = PAGE_SIZE,
        *,
        ascending: bool = False,
    ) -> Page:
        """One page, newest first or ``ascending``, of rows that fit every value in ``wanted``; ``arguments`` as for
        ``page_by_key``.

        Raises ``NotFound`` for a key that is no row of the viewer's.
        """
        backwards, anchored = direction(arguments)
        asked: dict[str, Any] = {f"wanted_{name}": value for name, value in wanted.items()}
        scope = scope_of(session)
        if begins_with_lists := scope is not None and self._begins_with_lists(session, wanted, asked):
            asked |= values(scope)
        if anchored:
            asked["at_0"], asked["at_1"] = _values_at(session, self.key, self.listed.reference, anchored)
        upwards = backwards is not ascending
        shape = (tuple(sorted(wanted)), begins_with_lists, bool(anchored), upwards, size, dialect_of(session))
        return page_of(list(_kept(self, shape).run(session, asked)), size, backwards, bool(anchored))

    def _begins_with_lists(self, session: Session, wanted: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
        """Whether the viewer's lists are few; or more, and hardly any holds what is ``wanted``, of which walking down
        from the newest row would meet none for long."""
        if few(session, self.listed, None, self.times):
            return True
        if not wanted or not few(session, self.listed, None, FAR):
            return False
        often = _often(self, tuple(sorted(wanted)), dialect_of(session))
        return finds_none(session, often, (self, hash(str(sorted(asked.items())))), asked)

    def conditions(self, names: Iterable[str]) -> list[ColumnElement[bool]]:
        """The conditions of these filters, to be run with the values asked for."""
        return [self.filters[name](bindparam(f"wanted_{name}")) for name in names]

    def statement_of(
        self, names: Sequence[str], begins_with_lists: bool, anchored: bool, upwards: bool, size: int, dialect: str
    ) -> Select[*tuple[Any, ...]]:
        """The statement of a page of this shape."""
        conditions = self.conditions(names)
        if begins_with_lists:
            conditions.append(on_own_lists(self.listed, dialect))
        if anchored:
            at = tuple_(*(bindparam(f"at_{place}", type_=column.type) for place, column in enumerate(self.key)))
            conditions.append(tuple_(*self.key) > at if upwards else tuple_(*self.key) < at)
            if not isinstance(self.key[0], InstrumentedAttribute):
                # SQLite seeks an expression in its index only where it stands alone.
                first = bindparam("at_0", type_=self.key[0].type)
                conditions.append(self.key[0] >= first if upwards else self.key[0] <= first)
        order = [column.asc() if upwards else column.desc() for column in self.key]
        if not begins_with_lists:
            return self.statement.where(*conditions).order_by(*order).limit(at_most(size + 1))
        # The keys first, so that only the rows of the page are joined to what stands beside them.
        chosen = (
            select(self.key[1].label("id"))
            .where(*conditions)
            .order_by(*order)
            .limit(at_most(size + 1))
            .subquery("chosen")
        )
        return self.statement.join(chosen, chosen.c.id == self.key[1]).order_by(*order)


@lru_cache(MOST_SHAPES)
def _often(listing: Listing, names: tuple[str, ...], dialect: str) -> Kept:
    """True, if a page is filled by what lies on the viewer's newest lists; else no row."""
    newest = on_newest_lists(listing.listed, dialect, SAMPLE)
    return Kept(select(true()).where(newest, *listing.conditions(names)).offset(at_most(PAGE_SIZE)).limit(at_most(1)))


@lru_cache(MOST_SHAPES)
def _kept(listing: Listing, shape: tuple[Any, ...]) -> Kept:
    return Kept(listing.statement_of(*shape))


def direction(arguments: Mapping[str, str]) -> tuple[bool, str | None]:
    """Whether a page is read backwards, and the key it starts beside, if it starts beside one."""
    backwards = "before" in arguments or arguments.get("page") == "last"
    return backwards, arguments.get("before") or arguments.get("after")


def page_of(rows: list[Any], size: int, backwards: bool, anchored: bool) -> Page:
    """A page from up to ``size`` + 1 rows, nearest first, each with its ``reference``."""
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    earlier, later = (more, anchored) if backwards else (anchored, more)
    return Page(
        rows,
        {"before": rows[0].reference} if rows and earlier else None,
        {"after": rows[-1].reference} if rows and later else None,
    )


def _values_at(
    session: Session,
    key: Sequence[InstrumentedAttribute[Any] | ColumnElement[Any]],
    reference: InstrumentedAttribute[str],
    typed: str,
) -> Sequence[Any]:
    found = session.execute(select(*key).where(reference == read_reference(typed))).one_or_none()
    if found is None:
        raise NotFound
    return found
