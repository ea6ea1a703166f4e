"""Wall one, on both databases: every ORM statement is narrowed to what the viewer may see.

What the narrowing cannot reach (Core tables, text, bulk inserts) is refused, not trusted. Code in
``portal.data`` that needs such a statement says so with ``UNWALLED``.
"""

from typing import Any

from sqlalchemy import event, inspect, or_, select
from sqlalchemy.orm import FromStatement, ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from portal.core.errors import Forbidden
from portal.data.access_lists import AccessGrant, AccessList, AccessListed, GrantRole
from portal.data.rule import live, on_list
from portal.data.session import NOBODY, Scope, scope_of

UNWALLED = "unwalled"
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
    scope = scope_of(state.session)
    state.statement = state.statement.options(*_criteria(scope))


def _moves(statement: Any) -> bool:
    names = {getattr(column, "key", column) for column in getattr(statement, "_values", None) or ()}
    return "access_list_id" in names


def _criteria(scope: Scope | None) -> tuple[Any, ...]:
    if scope is None:
        return _NOTHING
    organisation_id, moment = scope.organisation_id, scope.moment
    return (
        with_loader_criteria(
            AccessListed, lambda cls: on_list(cls.access_list_id, organisation_id, moment), include_aliases=True
        ),
        with_loader_criteria(
            AccessGrant,
            lambda cls: or_(cls.organisation_id == organisation_id, cls.granted_by_id == organisation_id),
        ),
        with_loader_criteria(
            AccessList,
            lambda cls: or_(cls.owner_organisation_id == organisation_id, on_list(cls.id, organisation_id, moment)),
        ),
    )


_NOTHING = (
    with_loader_criteria(AccessListed, lambda cls: cls.access_list_id == NOBODY, include_aliases=True),
    with_loader_criteria(AccessGrant, lambda cls: cls.organisation_id == NOBODY),
    with_loader_criteria(AccessList, lambda cls: cls.owner_organisation_id == NOBODY),
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
