"""How a listing that crosses lists starts from the viewer's own lists when they are few.

Either way of reading the newest rows is quick for somebody: walking down from the newest row for those who see
much, gathering what lies on one's own lists for those who see little. Which is quicker for a viewer depends on
how many lists they are on beside how many rows there are; both cost about the same at the steps of ``_STEPS``.
"""

from collections.abc import Hashable, Mapping
from functools import cache
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, bindparam, case, column, func, literal, select, table, true
from sqlalchemy.orm import Session

from portal.data.access_lists import AccessGrant, AccessListed
from portal.data.base import BigId, UtcDateTime
from portal.data.kept import Kept
from portal.data.plans import at_most
from portal.data.rule import live
from portal.data.session import Scope, scope_of
from portal.data.wall import LOOKING

_STEPS = ((2_000, 60), (20_000, 300), (200_000, 900))
LASTS, MOST_KNOWN = 60.0, 10_000
"""Seconds for which an answer is remembered, and how many of them in one process."""
MOST = 2500
"""Rows of a table, and the lists from which on it is walked; above the last, ``MOST``."""
FAR = 16
"""So many ``times`` more lists are few where what is sought may be rare, or many rows are wanted."""

ORGANISATION, MOMENT = "narrow_organisation", "narrow_moment"
_ORGANISATION, _MOMENT = bindparam(ORGANISATION, type_=BigId), bindparam(MOMENT, type_=UtcDateTime())


def narrow(
    session: Session, statement: Select[*tuple[Any, ...]], listed: type[AccessListed]
) -> Select[*tuple[Any, ...]]:
    """Add ``access_list_id IN (the viewer's lists)`` where they are few beside the rows of ``listed``.

    The rule itself is added by the walls in any case; this only tells the database where to begin.
    """
    scope = scope_of(session)
    if scope is None or not few(session, listed):
        return statement
    return statement.where(on_own_lists(listed, dialect_of(session), scope.organisation_id, scope.moment))


def few(session: Session, listed: type[AccessListed], of: Any = None, times: int = 1) -> bool:
    """Whether the viewer's lists are few beside the rows of ``listed``: one look into an index, which stops there.

    ``of`` may be a column that names an organisation: the rows that name the viewer's are then counted in place of
    lists. ``times`` as many are few still, where what is sought lies so much further down than a page of the newest.
    """
    kept: Any = listed
    many = _many(kept, of, times, dialect_of(session))
    return finds_none(session, many, (kept.__tablename__, str(of), times), {})


def finds_none(session: Session, found: Kept, about: tuple[Hashable, ...], asked: Mapping[str, Any]) -> bool:
    """Whether ``found``, run with ``values`` and ``asked``, has no row for the viewer; ``about`` is what it is called.

    The answer is remembered for a minute: ask only where to begin, so that either answer gives the same rows.
    """
    scope = scope_of(session)
    if scope is None:
        return False
    known = KNOWN.setdefault(session.get_bind(), {})
    key, now = (scope.organisation_id, *about), monotonic()
    answer, until = known.get(key, (False, 0.0))
    if until <= now:
        if len(known) >= MOST_KNOWN:
            known.clear()
        answer = found.run(session, {**values(scope), **asked}).first() is None
        known[key] = answer, now + LASTS
    return answer


KNOWN: WeakKeyDictionary[Any, dict[tuple[Hashable, ...], tuple[bool, float]]] = WeakKeyDictionary()
"""What is remembered, by engine: an organisation and what was asked, with the answer and when it ends."""


def values(scope: Scope) -> dict[str, Any]:
    """What ``on_own_lists`` is asked with."""
    return {ORGANISATION: scope.organisation_id, MOMENT: scope.moment}


def on_own_lists(
    listed: type[AccessListed], dialect: str, organisation_id: Any = _ORGANISATION, moment: Any = _MOMENT
) -> ColumnElement[bool]:
    """Whether a row lies on one of the viewer's lists, in the form that makes the database begin with the lists.

    For a statement that is kept, leave the viewer out and run it with ``values``.
    """
    return begin_with(listed.access_list_id, _mine(organisation_id, moment), dialect)


def begin_with(key: Any, keys: Select[*tuple[Any, ...]], dialect: str) -> ColumnElement[bool]:
    """Whether ``key`` is among ``keys``, in the form that makes the database begin with them."""
    among: ColumnElement[bool] = key.in_(keys)
    return key == func.any(func.array(keys.scalar_subquery())) if dialect == "postgresql" else among


def on_newest_lists(listed: type[AccessListed], dialect: str, most: int) -> ColumnElement[bool]:
    """The same of the viewer's newest lists only, ``most`` of them, in a statement that is kept."""
    newest = _mine(_ORGANISATION, _MOMENT).order_by(AccessGrant.access_list_id.desc()).limit(at_most(most))
    return begin_with(listed.access_list_id, newest, dialect)


def on_viewers_lists(listed: type[AccessListed], dialect: str) -> ColumnElement[bool]:
    """The same for a statement that is kept and asks who is looking when it runs, like a lasting part of a bundle."""
    return on_own_lists(listed, dialect, *LOOKING)


def _mine(organisation_id: Any, moment: Any) -> Select[*tuple[Any, ...]]:
    return select(AccessGrant.access_list_id).where(
        AccessGrant.organisation_id == organisation_id, live(AccessGrant, moment)
    )


@cache
def _many(listed: Any, of: Any, times: int, dialect: str) -> Kept:
    """True, if the viewer has as many lists, or as many rows name it in ``of``, as ``times`` the step for this table;
    else no row."""
    if of is None:
        # In the order of the index, or PostgreSQL gathers every grant before it counts.
        in_order = _mine(_ORGANISATION, _MOMENT).with_only_columns(true()).order_by(AccessGrant.access_list_id)
    else:
        in_order = select(true()).where(of == _ORGANISATION)
    return Kept(in_order.offset(_step(listed, dialect) * at_most(times)).limit(at_most(1)))


def _step(listed: Any, dialect: str) -> Any:
    if dialect == "postgresql":
        catalogue = table("pg_class", column("oid"), column("reltuples"))
        rows: Any = catalogue.c.reltuples
        found = select(_steps(rows)).where(catalogue.c.oid == func.to_regclass(listed.__tablename__))
    else:
        found = select(_steps(func.max(next(iter(listed.__table__.primary_key)))))
    return func.coalesce(found.scalar_subquery(), MOST)


def _steps(rows: Any) -> Any:
    # A table that nobody has counted yet has -1 rows.
    return case((rows < 0, MOST), *((rows < most, lists) for most, lists in _STEPS), else_=literal(MOST))


def dialect_of(session: Session) -> str:
    """``postgresql`` or ``sqlite``."""
    return str(session.get_bind().dialect.name)
