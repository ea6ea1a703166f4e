"""Who can see a record: the whole list, readable by anybody who is on it and by nobody else."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.data.access_lists import AccessGrant
from portal.data.base import BigId
from portal.data.rule import on_list
from portal.data.session import scope_of
from portal.data.wall import LOOKING, UNWALLED, looking_as, require_lists

_COLUMNS = ("organisation_id", "role", "reason", "starts_at", "ends_at", "term_id", "granted_by_id")


def grants_part(dialect: str, access_list_id: Any, *, held: bool = False) -> Select[*tuple[Any, ...]]:
    """The same rows as a part of a bundle: the columns of ``_COLUMNS``, for the list
    in the bind ``access_list_id``; none for someone who is not on it."""
    if dialect == "postgresql":
        reader = func.accord_held_grants if held else func.accord_grants_on
        source: Any = reader(access_list_id).table_valued(
            *(AccessGrant.__table__.c[name] for name in ("id", *_COLUMNS))
        )
        return select(*(source.c[name] for name in _COLUMNS)).order_by(source.c.starts_at, source.c.id)
    table = AccessGrant.__table__
    return (
        select(*(table.c[name] for name in _COLUMNS))
        .where(table.c.access_list_id == access_list_id, on_list(access_list_id, *LOOKING))
        .where((table.c.ends_at.is_(None)) | (table.c.ends_at > LOOKING[1]))
        .order_by(table.c.starts_at, table.c.id)
    )


def grants_on(session: Session, access_list_id: int, *, held: bool = False) -> Sequence[Any]:
    """Every live or coming grant on the list, oldest first, as rows of organisation_id, role, reason,
    starts_at, ends_at and term_id. Raises ``NotFound`` for someone who is not on it.

    With ``held``, whoever lets an auditor in at this moment is waited for, or waits until the commit.
    """
    scope = scope_of(session)
    if scope is None:
        raise NotFound
    dialect = str(session.get_bind().dialect.name)
    if dialect == "sqlite":
        require_lists(session, {access_list_id})
    looking_as(scope)
    asked = {"list_id": access_list_id}
    return session.execute(_whole(dialect, held), asked, execution_options=UNWALLED).all()


@cache
def _whole(dialect: str, held: bool) -> Select[*tuple[Any, ...]]:
    return grants_part(dialect, bindparam("list_id", type_=BigId), held=held)
