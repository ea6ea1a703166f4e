"""Opening lists and putting organisations on them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.access.viewer import current_viewer
from portal.core.errors import Forbidden
from portal.data import AccessGrant, AccessList, AccessTerm, GrantRole, db, holding, scope_of, take_term
from portal.data.session import Scope
from portal.data.who_can_see import grants_on


@dataclass(frozen=True)
class Admitted:
    """An organisation to be put on a list that is being opened, from now until ``ends_at`` (open)."""

    organisation_id: int
    role: GrantRole
    reason: str
    ends_at: datetime | None = None


def open_list(
    reason: str,
    within: int | None = None,
    ends_at: datetime | None = None,
    term_id: int | None = None,
    *,
    annex: bool = False,
    admit: Callable[[Sequence[Any]], Iterable[Admitted]] = lambda grants: (),
) -> AccessList:
    """A new list owned by the viewer's organisation, which is on it as owner for ``reason`` until ``ends_at``.

    With ``within``, auditors now on that list are put on the new one too, for as long as they are on that; and
    ``admit``, given its grants, says who else. What ``admit`` raises is raised before anything is written. An
    ``annex`` is private to the organisation: only the auditors that it let in itself are put on it.

    Open it before anything is recorded on the list it lies within: whoever lets an auditor in waits in the same order.
    """
    grants = grants_on(db.session(), within, held=True) if within is not None else ()
    admitted = list(admit(grants))
    owner_id = current_viewer().organisation_id
    opened = AccessList(owner_organisation_id=owner_id, within_id=within)
    db.session.add(opened)
    db.session.flush()
    grant_access(opened.id, owner_id, GrantRole.OWNER, reason, ends_at=ends_at, term_id=term_id)
    for one in admitted:
        grant_access(opened.id, one.organisation_id, one.role, one.reason, ends_at=one.ends_at)
    for grant in grants:
        if grant.role == GrantRole.AUDITOR and (not annex or grant.granted_by_id == owner_id):
            dates = (grant.starts_at, grant.ends_at, grant.term_id)
            grant_access(opened.id, grant.organisation_id, GrantRole.AUDITOR, grant.reason, *dates)
    db.session.flush()
    return opened


def grant_access(
    access_list_id: int,
    organisation_id: int,
    role: GrantRole,
    reason: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    term_id: int | None = None,
) -> AccessGrant:
    """Put an organisation on a list, in the name of the viewer's, from ``starts_at`` (now) until ``ends_at`` (open).

    With ``term_id``, ``ends_at`` must be that term's, and moves with it.
    Raises ``Forbidden`` at flush unless the viewer's organisation opened the list or is a party on it.
    """
    grant = AccessGrant(
        access_list_id=access_list_id,
        organisation_id=organisation_id,
        role=role,
        reason=reason,
        starts_at=starts_at or _scope().moment,
        ends_at=ends_at,
        granted_by_id=current_viewer().organisation_id,
        term_id=term_id,
    )
    db.session.add(grant)
    return grant


def open_term(ends_at: datetime) -> AccessTerm:
    """An end that grants can share (flushed). Only the viewer's organisation can move it."""
    term = AccessTerm(owner_organisation_id=current_viewer().organisation_id, ends_at=ends_at)
    db.session.add(term)
    db.session.flush()
    return term


def move_term(term_id: int, ends_at: datetime) -> None:
    """Move the end of every grant with this term, whoever gave it. Raises ``Forbidden`` for another's term, unless both
    took over from its owner."""
    asked = select(AccessTerm).where(AccessTerm.id == term_id)
    term = db.session.scalar(asked)
    if term is None and take_term(db.session(), term_id):
        term = db.session.scalar(asked)
    if term is None:
        raise Forbidden("the term is another organisation's")
    term.ends_at = ends_at
    db.session.flush()


def end_access(access_list_ids: Iterable[int], organisation_id: int) -> None:
    """Take an organisation off these lists now, in whatever roles it is on them and whoever gave them; as an auditor it
    stays. Raises ``Forbidden`` unless the viewer's organisation is an owner of each list, and if nothing ended."""
    if not sum([holding.end_grants(db.session(), one, organisation_id) for one in access_list_ids]):
        raise Forbidden("the organisation was on none of these lists")


def hold_lists(access_list_ids: Iterable[int]) -> None:
    """Until the commit, nobody else opens a list within these; see ``portal.data.holding``."""
    holding.hold_lists(db.session(), access_list_ids)


def end_audits(access_list_id: int, organisation_id: int) -> int:
    """End what audits of an organisation that left a list let auditors see there, in the name of the list's owner; see
    ``portal.data.holding``. Raises ``Forbidden``."""
    return holding.end_audits(db.session(), access_list_id, organisation_id)


def lists_within(access_list_ids: Iterable[int]) -> set[int]:
    """These lists and every list opened inside them, at any depth, as far as the viewer is on them."""
    found = set(access_list_ids)
    newest = found
    while newest:
        inside = db.session.scalars(select(AccessList.id).where(AccessList.within_id.in_(newest)))
        newest = set(inside) - found
        found |= newest
    return found


def who_can_see(access_list_id: int) -> Sequence[Any]:
    """Rows of organisation_id, role, reason, starts_at, ends_at; ``NotFound`` for someone not on the list."""
    return grants_on(db.session(), access_list_id)


def _scope() -> Scope:
    scope = scope_of(db.session())
    if scope is None:
        raise LookupError("no viewer here")
    return scope
