"""Wall one, on both databases: every ORM statement is narrowed to what the viewer may see.

What the narrowing cannot reach (Core tables, text, bulk inserts) is refused, not trusted. Code in
``portal.data`` that needs such a statement says so with ``UNWALLED``.
"""

from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, event, inspect, or_, select
from sqlalchemy.orm import FromStatement, ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from portal.core.errors import Forbidden
from portal.data.access_lists import AccessGrant, AccessList, AccessListed, GrantRole
from portal.data.base import BigId, UtcDateTime
from portal.data.rule import live, on_list
from portal.data.session import NOBODY, Scope, scope_of

UNWALLED = "unwalled"
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_ON_LISTS = "lists the viewer is known to be on"
_GRANTING = frozenset({GrantRole.OWNER, GrantRole.PARTY})


class UnwalledStatement(RuntimeError):
    """A statement that the wall cannot narrow was about to run."""


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.execution_options.get(UNWALLED):
        return
    if not state.is_orm_statement or isinstance(state.statement, FromStatement) or state.is_insert:
        raise UnwalledStatement(f"not a statement the wall can narrow: {type(state.statement).__name__}")
    if state.is_update and _moves(state.statement):
        raise UnwalledStatement("a row is moved to another list through its object, so that the move is checked")
    if state.is_column_load:
        return
    _looking.set(scope_of(state.session))
    state.statement = state.statement.options(*_CRITERIA)


def _moves(statement: Any) -> bool:
    names = {getattr(column, "key", column) for column in getattr(statement, "_values", None) or ()}
    return "access_list_id" in names


_looking: ContextVar[Scope | None] = ContextVar("looking", default=None)


def _organisation() -> int:
    scope = _looking.get()
    return scope.organisation_id if scope else NOBODY


def _moment() -> datetime:
    scope = _looking.get()
    return scope.moment if scope else LONG_AGO


# Values are asked for when a statement runs, so the criteria are made once and not for each statement.
_ORGANISATION = bindparam("wall_organisation", callable_=_organisation, type_=BigId)
_MOMENT = bindparam("wall_moment", callable_=_moment, type_=UtcDateTime())
_CRITERIA = (
    with_loader_criteria(
        AccessListed, lambda cls: on_list(cls.access_list_id, _ORGANISATION, _MOMENT), include_aliases=True
    ),
    with_loader_criteria(
        AccessGrant, or_(AccessGrant.organisation_id == _ORGANISATION, AccessGrant.granted_by_id == _ORGANISATION)
    ),
    with_loader_criteria(
        AccessList,
        or_(AccessList.owner_organisation_id == _ORGANISATION, on_list(AccessList.id, _ORGANISATION, _MOMENT)),
    ),
)


@event.listens_for(Session, "before_flush")
def _check_writes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    touched = {row.access_list_id for row in session.new if isinstance(row, AccessListed)}
    for row in (*session.dirty, *session.deleted):
        if isinstance(row, AccessListed):
            history = inspect(row).attrs.access_list_id.history
            touched |= {row.access_list_id, *(history.deleted or ())}
    require_lists(session, touched)
    for row in session.new:
        if isinstance(row, AccessList):
            _check_list(session, row)
        elif isinstance(row, AccessGrant):
            _check_grant(session, row)


def require_lists(session: Session, access_list_ids: set[int]) -> None:
    """Raise ``Forbidden`` unless the viewer's organisation is, now, on each of these lists."""
    known: set[int] = session.info.setdefault(_ON_LISTS, set())
    asked = access_list_ids - known
    if not asked:
        return
    scope = _scope(session)
    found = session.scalars(
        select(AccessGrant.access_list_id).where(
            AccessGrant.access_list_id.in_(asked),
            AccessGrant.organisation_id == scope.organisation_id,
            live(AccessGrant, scope.moment),
        )
    )
    if missing := asked - set(found):
        raise Forbidden(f"not on {len(missing)} of the lists written to")
    known |= asked


def _check_list(session: Session, row: AccessList) -> None:
    if row.owner_organisation_id != _scope(session).organisation_id:
        raise Forbidden("a list belongs to the organisation that opens it")


def _check_grant(session: Session, row: AccessGrant) -> None:
    scope = _scope(session)
    if row.granted_by_id != scope.organisation_id:
        raise Forbidden("a grant is given in one's own name")
    opened = session.info.setdefault("lists opened", set())
    if row.access_list_id in opened:
        return
    owner = session.scalar(select(AccessList.owner_organisation_id).where(AccessList.id == row.access_list_id))
    roles = session.scalars(
        select(AccessGrant.role).where(
            AccessGrant.access_list_id == row.access_list_id,
            AccessGrant.organisation_id == scope.organisation_id,
            live(AccessGrant, scope.moment),
        )
    )
    if owner != scope.organisation_id and not _GRANTING & set(roles):
        raise Forbidden("only a party to a record can let others see it")
    opened.add(row.access_list_id)


def _scope(session: Session) -> Scope:
    if (scope := scope_of(session)) is None:
        raise Forbidden("nobody is known to be writing")
    return scope
