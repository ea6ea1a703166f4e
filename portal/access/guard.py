"""The guard at every door. An endpoint without a declaration keeps the application from starting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request
from sqlalchemy import bindparam, func, select

from portal.access.permissions import Permission
from portal.access.policy import POLICY
from portal.access.viewer import known_viewer
from portal.core.errors import Forbidden, NotFound
from portal.core.references import read_reference
from portal.data import AccessGrant, AccessListed, GrantRole, UtcDateTime, db, scope_of
from portal.data.rule import WallGrant, live
from portal.data.wall import narrowed

View = Callable[..., Any]
Decorated = TypeVar("Decorated", bound=View)

EXTENSION = "accord.access"


@dataclass(frozen=True)
class Declaration:
    """What an endpoint asks of a visitor. ``permission`` is ``None`` for the open and the merely signed-in."""

    public: bool
    reason: str
    permission: Permission | None = None
    model: type[Any] | None = None


def public(reason: str) -> Callable[[Decorated], Decorated]:
    """Open to everybody, signed in or not, for ``reason``."""
    return _declared(Declaration(public=True, reason=reason))


def signed_in(reason: str) -> Callable[[Decorated], Decorated]:
    """Open to every signed-in person, whatever organisation they act for or none, for ``reason``."""
    return _declared(Declaration(public=False, reason=reason))


def requires(permission: Permission, on: type[Any] | None = None) -> Callable[[Decorated], Decorated]:
    """Open to viewers whom the policy gives ``permission``.

    With ``on``, a class with ``reference`` and a list, the view gets the record, loaded through the walls, in
    place of its ``ref`` argument. No such record, or none of the viewer's: 404. Not permitted: 403.
    """
    if bool(POLICY[permission].on) != (on is not None):
        raise TypeError(f"{permission} is {'' if POLICY[permission].on else 'not '}asked of a record")
    return _declared(Declaration(public=False, reason="", permission=permission, model=on))


def _declared(declaration: Declaration) -> Callable[[Decorated], Decorated]:
    def decorate(view: Decorated) -> Decorated:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return current_app.ensure_sync(view)(*_admit(declaration, kwargs), *args, **kwargs)

        guarded.access = declaration  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _admit(declaration: Declaration, arguments: dict[str, Any]) -> tuple[Any, ...]:
    if declaration.public:
        return ()
    viewer = known_viewer()
    if viewer is None:
        abort(401)
    if declaration.permission is None:
        return ()
    if not viewer.acts:
        raise Forbidden("acts for no organisation")
    if declaration.model is None:
        require(declaration.permission)
        return ()
    record = load(declaration.model, arguments.pop("ref"))
    require(declaration.permission, record)
    return (record,)


def admit_here() -> None:
    """Ask of this request what its view asks before it runs. Raises as the guard does."""
    if (declared := declaration_here()) is not None:
        _admit(declared, dict(request.view_args or {}))


def load(model: type[Any], reference: str) -> Any:
    """The record with this reference, if it is the viewer's to see, and what the viewer is to it, in one statement.

    Raises ``NotFound`` otherwise.
    """
    scope = scope_of(db.session())
    if scope is None:
        raise NotFound
    asked = {"reference": read_reference(reference), "organisation": scope.organisation_id, "moment": scope.moment}
    kind: Any = model
    found = db.session.execute(_with_roles(kind), asked).one_or_none()
    if found is None:
        raise NotFound
    record, roles = found
    _known_roles()[record.access_list_id] = _split(roles)
    return record


def require(permission: Permission, record: AccessListed | None = None) -> None:
    """Raise ``Forbidden`` unless the viewer may."""
    if not can(permission, record):
        raise Forbidden(permission)


def can(permission: Permission | str, record: AccessListed | None = None) -> bool:
    """Whether the viewer may: the membership role, and what their organisation is to the record."""
    viewer = known_viewer()
    rule = POLICY[Permission(permission)]
    if viewer is None or not viewer.acts or not viewer.role.at_least(rule.by):
        return False
    return not rule.on or (record is not None and bool(rule.on & roles_on(record.access_list_id)))


def roles_on(access_list_id: int) -> frozenset[GrantRole]:
    """What the viewer's organisation is, now, on a list; asked of the database once a request."""
    known = _known_roles()
    if access_list_id not in known:
        scope = scope_of(db.session())
        known[access_list_id] = frozenset(
            map(
                GrantRole,
                db.session.scalars(
                    select(AccessGrant.role).where(
                        AccessGrant.access_list_id == access_list_id,
                        AccessGrant.organisation_id == scope.organisation_id,
                        live(AccessGrant, scope.moment),
                    )
                )
                if scope
                else (),
            )
        )
    return known[access_list_id]


def _known_roles() -> dict[int, frozenset[GrantRole]]:
    known: dict[int, frozenset[GrantRole]] = g.setdefault("roles_on_lists", {})
    return known


@cache
def _with_roles(model: type[Any]) -> Any:
    """A record by its reference, and the viewer's roles on its list: put together once for each class."""
    roles = (
        select(func.aggregate_strings(WallGrant.role, ","))
        .where(
            WallGrant.organisation_id == bindparam("organisation"),
            WallGrant.access_list_id == model.access_list_id,
            live(WallGrant, bindparam("moment", type_=UtcDateTime())),
        )
        .correlate_except(WallGrant)
        .scalar_subquery()
    )
    return narrowed(select(model, roles).where(model.reference == bindparam("reference")))


def _split(roles: str | None) -> frozenset[GrantRole]:
    return frozenset(map(GrantRole, roles.split(","))) if roles else frozenset()


def declare(app: Flask, endpoints: Mapping[str, Declaration]) -> None:
    """Declare endpoints that come from extensions and cannot carry a decorator."""
    app.extensions.setdefault(EXTENSION, {}).update(endpoints)


def everyone(reason: str) -> Declaration:
    """A declaration for ``declare``: open to everybody."""
    return Declaration(public=True, reason=reason)


def declaration_of(app: Flask, endpoint: str) -> Declaration | None:
    """What an endpoint declares, wherever it says so."""
    declared: Declaration | None = app.extensions.get(EXTENSION, {}).get(endpoint)
    return declared or getattr(app.view_functions[endpoint], "access", None)


def declaration_here() -> Declaration | None:
    """What the endpoint of the present request declares; ``None`` where no endpoint of ours answers."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return declaration_of(app, request.endpoint) if request.endpoint in app.view_functions else None


def check_every_door(app: Flask) -> None:
    """Raise ``RuntimeError`` naming each endpoint that declares no access: the application does not start."""
    undeclared = sorted(endpoint for endpoint in app.view_functions if declaration_of(app, endpoint) is None)
    if undeclared:
        raise RuntimeError(f"endpoints that declare no access: {', '.join(undeclared)}")
