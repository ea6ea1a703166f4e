"""Wall one, on both databases: every ORM statement is narrowed to what the viewer may see.

What the narrowing cannot reach (Core tables, text, bulk inserts) is refused, not trusted. Code in
``portal.data`` that needs such a statement says so with ``UNWALLED``.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, event, inspect, or_, select
from sqlalchemy.orm import FromStatement, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.util import immutabledict

from portal.core.errors import Forbidden
from portal.data.access_lists import AccessGrant, AccessList, AccessListed, AccessTerm, OfOnePerson
from portal.data.base import BigId, UtcDateTime
from portal.data.mandates import AccessMandate
from portal.data.rule import TAKING_PART, live, on_list
from portal.data.session import NOBODY, Scope, learnt, scope_of

_MEANT = object()
UNWALLED: immutabledict[str, Any] = immutabledict({"unwalled": _MEANT})
"""Execution options of a statement that is not to be narrowed. What makes them so is an object and not a word, which
anybody could write."""
_NARROWED: immutabledict[str, Any] = immutabledict({"narrowed": _MEANT})
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_ON_LISTS = "lists the viewer is known to be on"
_MAY_GRANT = "lists the viewer is known to let others on"
_OPENED = "lists opened in this transaction"


class UnwalledStatement(RuntimeError):
    """A statement that the wall cannot narrow was about to run."""


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.execution_options.get("unwalled") is _MEANT:
        return
    if not state.is_orm_statement or isinstance(state.statement, FromStatement) or state.is_insert:
        raise UnwalledStatement(f"not a statement the wall can narrow: {type(state.statement).__name__}")
    if state.is_update and _moves(state.statement):
        raise UnwalledStatement("a row is moved to another list through its object, so that the move is checked")
    changes, mapper = state.is_update or state.is_delete, state.bind_mapper
    if changes and mapper is not None and mapper.class_ in {AccessGrant, AccessList, AccessMandate}:
        raise UnwalledStatement("lists, grants and mandates are not changed by statements of a feature")
    if state.is_column_load:
        return
    _looking.set(scope_of(state.session))
    if state.execution_options.get("narrowed") is not _MEANT:
        state.statement = state.statement.options(*_CRITERIA)


def narrowed(statement: Any) -> Any:
    """``statement`` with the wall's criteria put on beforehand, to be kept and run for many viewers."""
    return statement.options(*_CRITERIA).execution_options(**_NARROWED)


def looking_as(scope: Scope | None) -> None:
    """Whose lists the criteria of a narrowed statement ask about, for a statement that runs past the ORM session."""
    _looking.set(scope)


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


def _person() -> int:
    scope = _looking.get()
    return scope.person_id if scope else NOBODY


# Values are asked for when a statement runs, so the criteria are made once and not for each statement.
_ORGANISATION = bindparam("wall_organisation", callable_=_organisation, type_=BigId)
_MOMENT = bindparam("wall_moment", callable_=_moment, type_=UtcDateTime())
_PERSON = bindparam("wall_person", callable_=_person, type_=BigId)
LOOKING = (_ORGANISATION, _MOMENT)
"""The viewer's organisation and the moment, for the few statements here that state the rule themselves."""

_CRITERIA = (
    with_loader_criteria(
        AccessListed, lambda cls: on_list(cls.access_list_id, _ORGANISATION, _MOMENT), include_aliases=True
    ),
    with_loader_criteria(OfOnePerson, lambda cls: cls.person_id == _PERSON, include_aliases=True),
    with_loader_criteria(
        AccessGrant, or_(AccessGrant.organisation_id == _ORGANISATION, AccessGrant.granted_by_id == _ORGANISATION)
    ),
    with_loader_criteria(
        AccessList,
        or_(AccessList.owner_organisation_id == _ORGANISATION, on_list(AccessList.id, _ORGANISATION, _MOMENT)),
    ),
    with_loader_criteria(AccessTerm, AccessTerm.owner_organisation_id == _ORGANISATION),
    with_loader_criteria(
        AccessMandate,
        or_(AccessMandate.predecessor_id == _ORGANISATION, AccessMandate.successor_id == _ORGANISATION),
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
    _check_person(session)
    for row in session.new:
        if isinstance(row, AccessList | AccessTerm):
            _check_owner(session, row)
        if isinstance(row, AccessList):
            learnt(session).setdefault(_OPENED, []).append(row)
    _check_mandates(session)
    if any(isinstance(row, AccessList | AccessGrant) and session.is_modified(row) for row in session.dirty):
        raise Forbidden("a grant is ended by those who may, with its term or past the ORM, and not otherwise changed")
    if given := [row for row in session.new if isinstance(row, AccessGrant)]:
        _check_grants(session, given)
        _learn_own(session, given)


def _check_person(session: Session) -> None:
    """What only one person sees is written by that person."""
    written = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, OfOnePerson)]
    if any(row.person_id != _scope(session).person_id for row in written):
        raise Forbidden("another person's")


def _check_mandates(session: Session) -> None:
    """A mandate is written by the organisation that ends, for lists that it is on, and settled past the ORM only."""
    if any(isinstance(row, AccessMandate) for row in (*session.dirty, *session.deleted)):
        raise Forbidden("a mandate is settled and not otherwise changed")
    given = [row for row in session.new if isinstance(row, AccessMandate)]
    if not given:
        return
    if any(row.predecessor_id != _scope(session).organisation_id or row.accepted_at for row in given):
        raise Forbidden("a mandate is given by the organisation whose place is taken")
    require_lists(session, {row.root_list_id for row in given})


def require_lists(session: Session, access_list_ids: set[int]) -> None:
    """Raise ``Forbidden`` unless the viewer's organisation is, now, on each of these lists."""
    known: set[int] = learnt(session).setdefault(_ON_LISTS, set())
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


def _check_owner(session: Session, row: AccessList | AccessTerm) -> None:
    if row.owner_organisation_id != _scope(session).organisation_id:
        raise Forbidden("a list or a term belongs to the organisation that opens it")


def _check_grants(session: Session, rows: Iterable[AccessGrant]) -> None:
    """Whoever opened a list gives its first grant; after that its owners and parties do, while they are on it."""
    scope = _scope(session)
    if any(row.granted_by_id != scope.organisation_id for row in rows):
        raise Forbidden("a grant is given in one's own name")
    granting: set[int] = learnt(session).setdefault(_MAY_GRANT, set())
    granting |= opened_here(session)
    asked = {row.access_list_id for row in rows} - granting
    if not asked:
        return
    allowed = set(
        session.scalars(
            select(AccessGrant.access_list_id).where(
                AccessGrant.access_list_id.in_(asked),
                AccessGrant.organisation_id == scope.organisation_id,
                AccessGrant.role.in_(TAKING_PART),
                live(AccessGrant, scope.moment),
            )
        )
    )
    if rest := asked - allowed:
        given = select(AccessGrant.id).where(AccessGrant.access_list_id == AccessList.id).exists()
        allowed |= set(
            session.scalars(
                select(AccessList.id).where(
                    AccessList.id.in_(rest), AccessList.owner_organisation_id == scope.organisation_id, ~given
                )
            )
        )
    if asked - allowed:
        raise Forbidden("only a party to a record can let others see it")
    granting |= asked


def _learn_own(session: Session, given: Iterable[AccessGrant]) -> None:
    """Lists opened in this transaction that the viewer's organisation is on from now: nobody need ask again."""
    scope, opened = _scope(session), opened_here(session)
    learnt(session).setdefault(_ON_LISTS, set()).update(
        row.access_list_id
        for row in given
        if row.access_list_id in opened
        and row.organisation_id == scope.organisation_id
        and row.starts_at <= scope.moment
        and (row.ends_at is None or row.ends_at > scope.moment)
    )


def opened_here(session: Session) -> set[int]:
    """The lists that this transaction opened: nobody else has seen them or written on them."""
    return {row.id for row in learnt(session).get(_OPENED, ()) if row.id is not None}


def _scope(session: Session) -> Scope:
    if (scope := scope_of(session)) is None:
        raise Forbidden("nobody is known to be writing")
    return scope
