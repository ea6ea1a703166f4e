"""How a listing that crosses lists starts from the viewer's own lists when they are few."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.data.access_lists import AccessGrant, AccessListed
from portal.data.rule import live
from portal.data.session import scope_of

FEW = 2000


def narrow(
    session: Session, statement: Select[*tuple[Any, ...]], listed: type[AccessListed]
) -> Select[*tuple[Any, ...]]:
    """Add ``access_list_id IN (the viewer's lists)`` where they number under about two thousand.

    The rule itself is added by the walls in any case; this only tells the database where to begin.
    The count is capped and read from the index alone.
    """
    scope = scope_of(session)
    if scope is None:
        return statement
    mine = select(AccessGrant.access_list_id).where(
        AccessGrant.organisation_id == scope.organisation_id, live(AccessGrant, scope.moment)
    )
    counted = session.scalar(select(func.count()).select_from(mine.limit(FEW).subquery()))
    if counted is not None and counted < FEW:
        in_hand = func.array(mine.scalar_subquery()) if session.get_bind().dialect.name == "postgresql" else None
        if in_hand is None:
            return statement.where(listed.access_list_id.in_(mine))
        return statement.where(listed.access_list_id == func.any(in_hand))
    return statement
